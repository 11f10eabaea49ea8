/**
 * A loopback server for the benchmarks: answers every form POST of a kept-alive connection with a small JSON object.
 * It reads no more of a request than its length, so that what is measured is the client. Run as a child with an IPC
 * channel: it sends its port, and ends with its parent.
 */
import { createServer } from 'node:net';

const body = JSON.stringify({
  id: 'or_1NirD82eZvKYlo2CIvbtLWuY',
  object: 'order',
  amount: 1999,
  currency: 'eur',
  status: 'succeeded',
  created: 1784600000,
  description: 'An order',
  metadata: { basket: 'b_18', channel: 'web' },
  lines: [
    { sku: 'A-1', quantity: 1, price: 999 },
    { sku: 'B-2', quantity: 2, price: 500 },
  ],
});
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrequest-id: req_1\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
);

const server = createServer((socket) => {
  let unread = '';
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    unread += chunk.toString('latin1');
    for (;;) {
      const end = unread.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(unread.slice(0, end))?.[1] ?? 0);
      if (unread.length < end + 4 + length) return;
      unread = unread.slice(end + 4 + length);
      socket.write(answer);
    }
  });
});

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
