import { TransportFailure } from '../../engine/ports.ts';
import { isObject } from '../../text/json.ts';
import { parsePointer, valueAt } from '../../text/pointer.ts';
import type { MockAnswer } from '../mock/mock-answer.ts';

/** A call of a scenario, and what came of it. */
export interface PlayedExchange {
  /** `workflowId/stepId`. */
  readonly step: string;
  readonly method: string;
  readonly url: string;
  readonly reply: MockAnswer | TransportFailure;
  /** JSON Pointers into the body of the answer that criteria of the step look at. */
  readonly looksAt: readonly string[];
}

/** What else must happen for the answers of a scenario to come together. */
export interface Assumption {
  /** The step that reads. */
  readonly step: string;
  /** The step before it whose answer says otherwise. */
  readonly after: string;
  /** In words, after "provided that": `it was there before, since HTTP 400 made nothing`. */
  readonly that: string;
}

/**
 * The answers of a scenario that contradict one another, unless something else happens at the provider as well: what is read though it was not made,
 * or was deleted; what is not there though it was made; and what reads otherwise where criteria look. Scenarios combine outcomes freely, so such a one
 * may be, but not by the calls of the workflow alone. Paths tell what a call is about: one that leads on from that of another is of a thing in a
 * collection, or of an action upon a thing.
 */
export function assumptionsOf(exchanges: readonly PlayedExchange[]): readonly Assumption[] {
  const found = new Map<string, Assumption>();
  for (const [index, read] of exchanges.entries()) {
    const { step, reply } = read;
    if (!isRead(read) || reply instanceof TransportFailure) continue;
    const write = exchanges.slice(0, index).findLast((each) => !isRead(each) && isAbout(each, read));
    for (const that of write === undefined ? [] : contradictions(write, reply, read)) {
      found.set(`${step} ${write!.step} ${that}`, { step, after: write!.step, that });
    }
  }
  return [...found.values()];
}

function contradictions(write: PlayedExchange, answer: MockAnswer, read: PlayedExchange): readonly string[] {
  const written = write.reply;
  const isThere = succeeded(answer);
  if (written instanceof TransportFailure || !succeeded(written)) {
    const why = failureToMake(write, read);
    return isThere && why !== undefined ? [`it was there before, since ${why}`] : [];
  }
  if (write.method === 'DELETE') return isThere ? ['it came back after it was deleted'] : [];
  if (!isThere) return [404, 410].includes(answer.statusCode) ? ['it was removed'] : [];
  return read.looksAt.flatMap((pointer) => {
    const [before, now] = [written, answer].map(({ body }) => scalarAt(body, pointer));
    return before === undefined || now === undefined || before === now
      ? []
      : [`${pointer} changed from ${JSON.stringify(before)} to ${JSON.stringify(now)}`];
  });
}

/** Why a call to a collection made nothing that could be read after it; undefined where it may have, or where it says that the thing is there. */
function failureToMake({ method, url, reply }: PlayedExchange, read: PlayedExchange): string | undefined {
  const id = segmentAfter(pathOf(url), pathOf(read.url));
  if (method !== 'POST' || id === undefined) return undefined;
  if (reply instanceof TransportFailure)
    return reply.delivery === 'not-sent' ? 'nothing was sent' : undefined;
  const tellsOfIt =
    reply.statusCode === 409 || (JSON.stringify(reply.body) ?? '').includes(JSON.stringify(id));
  return reply.statusCode < 400 || tellsOfIt ? undefined : `HTTP ${reply.statusCode} made nothing`;
}

function isRead({ method }: PlayedExchange): boolean {
  return method === 'GET' || method === 'HEAD';
}

function isAbout({ method, url, reply }: PlayedExchange, read: PlayedExchange): boolean {
  if (new URL(url).origin !== new URL(read.url).origin) return false;
  const [from, to] = [pathOf(url), pathOf(read.url)];
  // A collection that is posted to is not the thing that is made.
  if (from === to) return method !== 'POST';
  if (segmentAfter(to, from) !== undefined) return true;
  const id = segmentAfter(from, to);
  if (id === undefined || method !== 'POST') return false;
  if (reply instanceof TransportFailure || !succeeded(reply)) return true;
  return isObject(reply.body) && Object.values(reply.body).some((value) => String(value) === id);
}

function pathOf(url: string): string {
  return new URL(url).pathname.replace(/\/+$/, '');
}

/** The segment by which one path leads on from another, decoded. */
function segmentAfter(path: string, longer: string): string | undefined {
  if (!longer.startsWith(`${path}/`)) return undefined;
  const segment = longer.slice(path.length + 1).split('/')[0]!;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function succeeded({ statusCode }: MockAnswer): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function scalarAt(body: unknown, pointer: string): unknown {
  const value = valueAt(body, parsePointer(pointer) ?? []);
  return typeof value === 'object' ? undefined : value;
}
