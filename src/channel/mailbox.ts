import type { MessageScope } from '../expression/scope.ts';

/** A message that has come, decoded, with the address that it came to. */
export interface ReceivedMessage extends MessageScope {
  readonly address: string;
}

/** The messages that came to a place and that no step has taken yet. */
export interface Mailbox {
  /** Gives a message to the step that waits for it, or keeps it. `size` is that of its payload in bytes. */
  deliver(message: ReceivedMessage, size: number): void;
  /** The first message that matches, of those that are there and then of those that come. Rejects with the signal's reason. */
  take(matches: (message: ReceivedMessage) => boolean, signal: AbortSignal): Promise<ReceivedMessage>;
  /** How many messages had to go because too many waited. */
  dropped(): number;
}

/** What a mailbox keeps at most; beyond it the oldest message goes. */
export const most = { messages: 1000, bytes: 16 * 2 ** 20 } as const;

interface Waiting {
  readonly matches: (message: ReceivedMessage) => boolean;
  readonly resolve: (message: ReceivedMessage) => void;
}

/** An empty mailbox. A message goes to one step only, and to the one that has waited longest where several match. */
export function mailbox(): Mailbox {
  const kept: { readonly message: ReceivedMessage; readonly size: number }[] = [];
  const waiting = new Set<Waiting>();
  let bytes = 0;
  let dropped = 0;
  const remove = (index: number): ReceivedMessage => {
    const [{ message, size }] = kept.splice(index, 1) as [(typeof kept)[number]];
    bytes -= size;
    return message;
  };
  return {
    deliver(message, size) {
      const first = [...waiting].find(({ matches }) => matches(message));
      if (first !== undefined) {
        waiting.delete(first);
        first.resolve(message);
        return;
      }
      kept.push({ message, size });
      bytes += size;
      while (kept.length > most.messages || (bytes > most.bytes && kept.length > 1)) {
        remove(0);
        dropped += 1;
      }
    },
    take(matches, signal) {
      const index = kept.findIndex(({ message }) => matches(message));
      if (index !== -1) return Promise.resolve(remove(index));
      return new Promise((resolve, reject) => {
        const waits: Waiting = {
          matches,
          resolve(message) {
            signal.removeEventListener('abort', leave);
            resolve(message);
          },
        };
        const leave = (): void => {
          waiting.delete(waits);
          reject(signal.reason as Error);
        };
        if (signal.aborted) return leave();
        signal.addEventListener('abort', leave, { once: true });
        waiting.add(waits);
      });
    },
    dropped: () => dropped,
  };
}
