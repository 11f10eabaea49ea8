import { near } from '../diagnostics/near.ts';
import { formatPointer } from '../text/pointer.ts';
import type { AsyncApiDescription, ChannelEntry, ChannelOperationEntry } from './description.ts';

/** What a JSON Pointer leads to in a description; near misses are for people, nothing is chosen by likeness (clause E4). */
export type FoundChannel =
  | { readonly kind: 'channel'; readonly channel: ChannelEntry }
  | { readonly kind: 'operation'; readonly operation: ChannelOperationEntry }
  /** `near`: pointers of those probably meant, best first. */
  | { readonly kind: 'missing'; readonly near: readonly string[] };

/** The channel, or the operation, at the decoded tokens of a path such as `channels`, `orders/{id}`. */
export function findChannelAt(description: AsyncApiDescription, tokens: readonly string[]): FoundChannel {
  const [root, name = ''] = tokens;
  const channel =
    root === 'channels' && tokens.length === 2
      ? description.channels.find((each) => each.name === name)
      : undefined;
  if (channel !== undefined) return { kind: 'channel', channel };
  const address = formatPointer(tokens);
  const operation = description.operations.find((each) => each.address === address);
  if (operation !== undefined) return { kind: 'operation', operation };
  const byName = near(
    name,
    description.channels.map((each) => each.name),
  );
  // Where addresses and names differ (3.x), one is easily taken for the other.
  const byAddress = description.channels.filter((each) => each.address === name).map((each) => each.name);
  const names = [...new Set([...byAddress, ...byName])];
  return { kind: 'missing', near: names.map((each) => formatPointer(['channels', each])) };
}
