import type { Clock } from '../../engine/ports.ts';
import type { Ids } from '../ids.ts';
import type { Message } from './message.ts';

/** Everything that is held. */
export interface TwilioState {
  readonly ids: Ids;
  readonly clock: Clock;
  /** By sid, in the order of creation, of all accounts. The values are never changed, but replaced. */
  readonly messages: Map<string, Message>;
  /** Numbers that said STOP. */
  readonly optOuts: Set<string>;
  /** Numbers of the account beside the magic one. */
  readonly numbers: readonly string[];
}
