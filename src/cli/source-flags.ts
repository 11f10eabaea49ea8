import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { type Command, Option } from 'commander';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { LoadOptions } from '../load.ts';
import { cachedFetch } from '../sources/cached-fetch.ts';
import type { Io } from './io.ts';
import { readPairs } from './pairs.ts';
import { pathOrUrl } from './paths.ts';

/** The flags that say where sources come from; every command that reads a document has them. */
export interface SourceFlags {
  readonly source?: readonly string[];
  readonly base?: readonly string[];
  /** Hosts at which plain http and private addresses are allowed, with the port where it is not the usual one. */
  readonly allowHost?: readonly string[];
  /** Read nothing but what is locked. */
  readonly frozen?: boolean;
}

/** Declares the flags. */
export function addSourceFlags(command: Command): Command {
  return command
    .addOption(repeatable('--source <name=location>', 'read a source from this path or URL (repeatable)'))
    .addOption(
      repeatable('--base <folder|url>', 'look for sources below this folder or URL as well (repeatable)'),
    )
    .addOption(
      repeatable(
        '--allow-host <host[:port]>',
        'fetch sources from this host over plain http and from private addresses, too (repeatable)',
      ),
    )
    .option('--frozen', 'read nothing but what heddle.lock pins; refuse without it');
}

/** What the flags mean for loading a document; paths are from the working directory. */
export function sourceOptions(
  flags: SourceFlags,
  io: Io,
): {
  readonly options: Pick<LoadOptions, 'sources' | 'bases' | 'lock' | 'cwd' | 'fetchText' | 'fetchedHash'>;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { pairs, diagnostics } = readPairs('--source', flags.source, 'stripeApi=./stripe.openapi.yaml');
  const options = {
    sources: Object.fromEntries([...pairs].map(([name, place]) => [name, pathOrUrl(place, io)])),
    bases: (flags.base ?? []).map((each) => pathOrUrl(each, io)),
    cwd: io.cwd,
    ...cachedFetch(cacheFolder(io), { allowedHosts: new Set(flags.allowHost), env: io.env }),
    ...(flags.frozen === true ? { lock: 'frozen' as const } : {}),
  };
  return { options, diagnostics };
}

/** Where texts that were fetched are kept: `$XDG_CACHE_HOME/heddle`, or `~/.cache/heddle` (XDG base directories). */
function cacheFolder({ env }: Io): string {
  const given = env['XDG_CACHE_HOME'] ?? '';
  // A relative path there is to be ignored, says the XDG specification.
  const caches = isAbsolute(given) ? given : join(env['HOME'] ?? homedir(), '.cache');
  return join(caches, 'heddle');
}

/** An option that may be given several times; each value is kept. */
export function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect);
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}
