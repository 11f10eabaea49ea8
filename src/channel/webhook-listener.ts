import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage as Request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { problemDetails, problemType } from '../diagnostics/problem-details.ts';
import type { ChannelTransport, IncomingMessage } from '../engine/ports.ts';
import { decodeBody, isBrokenJson } from '../http/decode-body.ts';
import { bareAddress, isLoopbackHost } from '../sources/public-address.ts';
import { addressPattern } from './address-pattern.ts';

/** Where webhooks are awaited. */
export interface WebhookListenerOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** `127.0.0.1` unless told. Any other than loopback needs a token. */
  readonly host?: string;
  /** What every webhook must carry in `Authorization: Bearer`. */
  readonly token?: string;
}

/** A server that takes the messages of others. */
export interface WebhookListener {
  /** `http://127.0.0.1:8080`: the address of a channel is a path below it. */
  readonly url: string;
  readonly subscribe: NonNullable<ChannelTransport['subscribe']>;
  /** Stops listening and closes what is open. */
  close(): Promise<void>;
}

/** A larger payload is refused. */
const largestPayload = 1024 * 1024;

/** How many milliseconds a sender may take for one request. */
const longestRequest = 30_000;

/** Fields that frame the message or speak to this server alone are no headers of the message (RFC 9110, 7.6.1). */
const ownFields = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

interface Subscription {
  readonly pattern: RegExp;
  readonly deliver: (message: IncomingMessage) => Promise<void>;
}

/**
 * Awaits messages as webhooks: a POST to the address of a channel, whose fields are the headers of the message. It is answered 202 once every run that
 * awaits messages there has it, 404 where none does, 400 when it says that it is JSON and is none. Rejects when the port is taken, and
 * without a token off loopback.
 */
export async function listenForWebhooks(options: WebhookListenerOptions = {}): Promise<WebhookListener> {
  const { port = 0, host = '127.0.0.1', token } = options;
  if (token === undefined && !isLoopbackHost(host))
    throw new Error(`Webhooks from outside this machine (${host}) need a token.`);
  const subscriptions = new Set<Subscription>();
  const server = createServer({ requestTimeout: longestRequest }, (request, response) => {
    void answer(request, response, subscriptions, token);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, bareAddress(host), () => resolve());
  });
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${shown}:${address.port}`,
    subscribe(place, deliver) {
      const subscription = { pattern: addressPattern(place.address), deliver };
      subscriptions.add(subscription);
      return Promise.resolve(() => {
        subscriptions.delete(subscription);
        return Promise.resolve();
      });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: Request,
  response: ServerResponse,
  subscriptions: ReadonlySet<Subscription>,
  token: string | undefined,
): Promise<void> {
  const end = (statusCode: number, reason: string, fields: Readonly<Record<string, string>> = {}): void => {
    const body = statusCode === 202 ? '' : `${reason}\n`;
    response
      .writeHead(statusCode, { 'content-type': 'text/plain; charset=utf-8', connection: 'close', ...fields })
      .end(body);
  };
  try {
    if (!isAllowed(request, token))
      return end(401, 'The bearer token is missing or wrong.', { 'www-authenticate': 'Bearer' });
    const address = addressOf(request.url ?? '/');
    const meant = [...subscriptions].filter(({ pattern }) => address !== undefined && pattern.test(address));
    if (address === undefined || meant.length === 0) return end(404, 'No message is awaited here.');
    if (request.method !== 'POST') return end(405, 'Messages are sent by POST.', { allow: 'POST' });
    if (request.headers['content-encoding'] !== undefined)
      return end(415, 'Payloads are taken without content coding.');
    const payload = await payloadOf(request);
    if (payload === undefined) return end(413, `A payload has at most ${largestPayload} bytes.`);
    const contentType = request.headers['content-type'];
    if (isBrokenJson(payload, contentType, decodeBody(payload, contentType)))
      return refuse(response, brokenJson());
    const message: IncomingMessage = {
      address,
      headers: headersOf(request),
      ...(contentType === undefined ? {} : { contentType }),
      payload,
    };
    for (const { deliver } of meant) await deliver(message);
    end(202, '');
  } catch {
    // The sender went away, or nobody could take the message: it is to be sent again.
    if (response.headersSent || !request.complete) request.socket.destroy();
    else end(503, 'The message could not be taken.');
  }
}

function brokenJson(): Diagnostic {
  return diagnose('channel/broken-json', 'The payload says that it is JSON and is none: it was not taken.', {
    hint: 'Send the whole of it, or say in Content-Type what it is.',
  });
}

/** Answers with what is wrong with a message. */
function refuse(response: ServerResponse, finding: Diagnostic): void {
  response
    .writeHead(400, { 'content-type': problemType, connection: 'close' })
    .end(JSON.stringify(problemDetails([finding], 400)));
}

/** Without a token, a page in a browser is not let in: it says where it comes from, or has a name of its own lead here. */
function isAllowed({ headers }: Request, token: string | undefined): boolean {
  if (token === undefined) {
    const host = (headers.host ?? '').replace(/:\d+$/, '');
    return headers.origin === undefined && isLoopbackHost(host);
  }
  const given = /^Bearer +(.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(token));
}

/** Texts of one length, so that comparing them takes one time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The decoded path without its first slash; undefined when it cannot be read. */
function addressOf(target: string): string | undefined {
  const [path = ''] = target.split('?', 1);
  try {
    return path.replace(/^\//, '').split('/').map(decodeURIComponent).join('/');
  } catch {
    return undefined;
  }
}

function headersOf({ headers }: Request): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || ownFields.has(name)
        ? []
        : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

async function payloadOf(request: Request): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > largestPayload) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
