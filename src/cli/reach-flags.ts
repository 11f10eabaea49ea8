import { type Command, InvalidArgumentError, Option } from 'commander';
import { isHost, type Reach } from '../http/reach.ts';

/** The flags that say where calls may go. */
export interface ReachFlags {
  readonly onlyHost?: readonly string[];
  readonly publicOnly?: boolean;
}

/** Adds `--only-host` and `--public-only` to a command. */
export function addReachFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--only-host <host[:port]>',
        'call no other host, whatever descriptions name; without a port the usual one (repeatable)',
      ).argParser(collectHost),
    )
    .option('--public-only', 'connect to addresses of the public internet only');
}

function collectHost(host: string, earlier?: readonly string[]): readonly string[] {
  if (!isHost(host))
    throw new InvalidArgumentError('A host is a name or address, perhaps with a port: api.example:8443.');
  return [...(earlier ?? []), host];
}

/** What they say; it goes before what a configuration says. */
export function reachOf({ onlyHost, publicOnly }: ReachFlags, configured: Reach = {}): Reach {
  return {
    ...configured,
    ...(onlyHost === undefined ? {} : { hosts: onlyHost }),
    ...(publicOnly === undefined ? {} : { publicOnly }),
  };
}
