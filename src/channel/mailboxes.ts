import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import {
  type ChannelPlace,
  type ChannelTransport,
  type IncomingMessage,
  TransportFailure,
} from '../engine/ports.ts';
import { decodeBody } from '../http/decode-body.ts';
import { type Mailbox, mailbox } from './mailbox.ts';

/** A place that steps of a run await messages at. */
export interface AwaitedPlace {
  readonly place: ChannelPlace;
  readonly transport: ChannelTransport;
  /** What a message is read as that does not say what it is. */
  readonly contentType: string;
}

/** The mailboxes of one run. */
export interface Mailboxes {
  /** Of a place that the run awaits messages at. */
  of(place: ChannelPlace): Mailbox;
  /** Stops receiving; what was kept is gone. */
  close(): Promise<void>;
}

/** No mailboxes, for runs that receive nothing. */
export const noMailboxes: Mailboxes = {
  of(place) {
    throw new Error(`No message is awaited at ${place.address}.`);
  },
  close: () => Promise.resolve(),
};

/**
 * Begins to receive at every place that a run awaits messages at, before its first step: a message may come before the step that awaits it is
 * reached, for an answer can be faster than the document. Each run has mailboxes of its own, so that none takes what another awaits.
 */
export async function openMailboxes(
  places: readonly AwaitedPlace[],
): Promise<{ readonly mailboxes: Mailboxes; readonly diagnostics: readonly Diagnostic[] }> {
  if (places.length === 0) return { mailboxes: noMailboxes, diagnostics: [] };
  const boxes = new Map<string, Mailbox>();
  const ends: (() => Promise<void>)[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { place, transport, contentType } of places) {
    const key = keyOf(place);
    if (boxes.has(key)) continue;
    const box = mailbox();
    boxes.set(key, box);
    try {
      ends.push(
        await transport.subscribe!(place, (message) => {
          box.deliver(decoded(message, contentType), message.payload.byteLength);
          return Promise.resolve();
        }),
      );
    } catch (failure) {
      if (!(failure instanceof TransportFailure)) throw failure;
      diagnostics.push(unavailable(place, failure));
    }
  }
  const mailboxes: Mailboxes = {
    of: (place) => boxes.get(keyOf(place)) ?? noMailboxes.of(place),
    async close() {
      await Promise.all(ends.map((end) => end()));
    },
  };
  return { mailboxes, diagnostics };
}

function keyOf({ source, protocol, server, address }: ChannelPlace): string {
  return JSON.stringify([source, protocol, server, address]);
}

/** Names of headers in lower case, and the payload by its media type (clause K12). */
function decoded({ address, headers, contentType, payload }: IncomingMessage, usual: string) {
  const header = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return { address, header, payload: decodeBody(payload, contentType ?? usual) };
}

function unavailable({ source, address }: ChannelPlace, failure: TransportFailure): Diagnostic {
  const message = `Messages to "${address}" of source "${source}" cannot be received: ${failure.message}.`;
  const hint = 'Check that the server can be reached, then start the run again.';
  return diagnose('channel/unavailable', message, { hint });
}
