import type { Command } from 'commander';
import type { Reach } from '../http/reach.ts';
import { repeatable } from './source-flags.ts';

/** The flags that say where calls may go. */
export interface ReachFlags {
  readonly onlyHost?: readonly string[];
  readonly publicOnly?: boolean;
}

/** Adds `--only-host` and `--public-only` to a command. */
export function addReachFlags(command: Command): Command {
  return command
    .addOption(
      repeatable('--only-host <host[:port]>', 'call no other host, whatever descriptions name (repeatable)'),
    )
    .option('--public-only', 'connect to addresses of the public internet only');
}

/** What they say; it goes before what a configuration says. */
export function reachOf({ onlyHost, publicOnly }: ReachFlags, configured: Reach = {}): Reach {
  return {
    ...configured,
    ...(onlyHost === undefined ? {} : { hosts: onlyHost }),
    ...(publicOnly === undefined ? {} : { publicOnly }),
  };
}
