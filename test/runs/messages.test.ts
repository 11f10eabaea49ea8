import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { ChannelTransport, OutgoingMessage } from '../../src/engine/ports.ts';
import { TransportFailure } from '../../src/engine/ports.ts';
import { memoryStore } from '../../src/journal/memory-store.ts';
import { load } from '../../src/load.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { prepare, type Prepared } from '../../src/prepare.ts';
import { localSubject } from '../../src/suite/local-places.ts';

const orders = fileURLToPath(new URL('../conformance/orders.asyncapi.yaml', import.meta.url));

const text = `arazzo: 1.1.0
info: { title: Orders, version: '1' }
sourceDescriptions: [{ name: orders, url: ./orders.asyncapi.yaml, type: asyncapi }]
workflows:
  - workflowId: place
    steps:
      - stepId: place
        operationId: placeOrder
        action: send
        parameters: [{ name: requestId, in: header, value: r }]
        requestBody: { payload: { petId: 7 } }
  - workflowId: wait
    steps: [{ stepId: wait, operationId: placeOrder, action: receive, timeout: 1000 }]
`;

const subject = localSubject(async () => ({ store: memoryStore(), remove: async () => undefined }));

/** A broker whose answer to each message is told beforehand: taken, lost on the way, or never. */
function broker() {
  const sent: OutgoingMessage[] = [];
  let answer: 'taken' | 'reset' | 'silence' = 'taken';
  let arrived: () => void = () => undefined;
  const transport: ChannelTransport = {
    async send(message) {
      sent.push(message);
      arrived();
      if (answer === 'silence') return new Promise(() => undefined);
      if (answer === 'reset') throw new TransportFailure('reset', 'unknown', 'the connection was reset');
    },
    subscribe: () => Promise.resolve(() => Promise.resolve()),
  };
  return {
    transport,
    sent,
    on(next: typeof answer) {
      answer = next;
      return new Promise<void>((resolve) => (arrived = resolve));
    },
  };
}

async function opened() {
  const { plan, diagnostics } = await load('orders.arazzo.yaml', { text, sources: { orders } });
  expect(diagnostics).toEqual([]);
  const place = await subject();
  const kafka = broker();
  const ready = (of: Plan, workflowId: string) =>
    prepare(of, { workflowId, channels: { kafka: kafka.transport }, credentials: {}, clock: place.clock });
  return {
    place,
    kafka,
    open: () => place.open({ prepare: ready }),
    prepared: async (workflowId: string): Promise<Prepared> => (await ready(plan!, workflowId)).prepared!,
  };
}

test('a run that receives is not kept, and nothing of it begins', async () => {
  const { open, prepared } = await opened();
  const runs = await open();
  const { created, diagnostics } = await runs.start({
    prepared: await prepared('wait'),
    inputs: {},
    runId: 'one',
  });
  expect(created).toBe(false);
  expect(diagnostics).toMatchObject([{ code: 'channel/not-kept', severity: 'error' }]);
  expect(await runs.run('one')).toBeUndefined();
  await runs.close();
});

test('a message that a kept run sends is sent once, also when the run ended in another process', async () => {
  const { place, kafka, open, prepared } = await opened();
  const before = await open();
  await before.start({ prepared: await prepared('place'), inputs: {}, runId: 'one' });
  expect((await before.ended('one'))?.status).toBe('completed');
  await place.kill(before);
  const after = await open();
  expect((await after.ended('one'))?.status).toBe('completed');
  expect(kafka.sent.map(({ place: { address } }) => address)).toEqual(['orders.placed']);
  await after.close();
});

test.each([
  ['whose connection broke', 'reset'],
  ['whose process was killed', 'silence'],
] as const)(
  'a message %s is in doubt, is not sent again, and goes on with what a person says',
  async (_, how) => {
    const { place, kafka, open, prepared } = await opened();
    const before = await open();
    const ready = await prepared('place');
    for (const runId of ['happened', 'did not']) {
      const arrived = kafka.on(how);
      await before.start({ prepared: ready, inputs: {}, runId });
      await arrived;
      if (how === 'reset') await before.ended(runId);
    }
    await place.kill(before);
    void kafka.on('taken');
    const after = await open();
    for (const runId of ['happened', 'did not']) {
      const run = await after.ended(runId);
      expect(run).toMatchObject({ status: 'needs-attention', reason: { code: 'run/in-doubt' } });
    }
    expect(kafka.sent).toHaveLength(2);

    await after.settle('happened', { happened: true });
    expect((await after.ended('happened'))?.status).toBe('completed');
    expect(kafka.sent).toHaveLength(2);

    await after.settle('did not', { happened: false });
    expect((await after.ended('did not'))?.status).toBe('completed');
    expect(kafka.sent).toHaveLength(3);
    await after.close();
  },
);
