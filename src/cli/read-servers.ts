import type { ServerChoice } from '../credentials/server-choice.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { readPairs } from './pairs.ts';

/** The flags that say where the calls of a source go. */
export interface ServerFlags {
  /** `name=url`, `name=2` or `name=production`, repeatable. */
  readonly server?: readonly string[];
  /** `name.variable=value`, repeatable. */
  readonly serverVariable?: readonly string[];
}

/** Reads `--server` and `--server-variable`: by source, a URL, or one of the described servers and values of its variables. */
export function readServers(flags: ServerFlags): {
  readonly choices: Readonly<Record<string, ServerChoice>>;
  readonly diagnostics: readonly Diagnostic[];
} {
  const servers = readPairs('--server', flags.server, 'stripeApi=http://127.0.0.1:4010');
  const given = readPairs('--server-variable', flags.serverVariable, 'stripeApi.region=eu');
  const diagnostics = [...servers.diagnostics, ...given.diagnostics];
  const choices = new Map<string, ServerChoice>();
  for (const [name, text] of servers.pairs) choices.set(name, choiceOf(text));
  for (const [name, value] of given.pairs) {
    const [, source, variable] = /^(.+?)\.(.+)$/.exec(name) ?? [];
    const chosen = source === undefined ? undefined : (choices.get(source) ?? {});
    if (source === undefined || typeof chosen !== 'object') {
      const hint = 'For example: --server-variable stripeApi.region=eu.';
      const message =
        source === undefined
          ? '--server-variable takes a source, ".", a variable, "=" and a value.'
          : `--server gives source "${source}" a URL, which has no variables.`;
      diagnostics.push(diagnose('usage/invalid', message, { hint }));
    } else choices.set(source, { ...chosen, variables: { ...chosen.variables, [variable!]: value } });
  }
  return { choices: Object.fromEntries(choices), diagnostics };
}

/** What looks like no URL is the position or the name of a described server. */
function choiceOf(text: string): ServerChoice {
  if (/^[1-9]\d{0,3}$/.test(text)) return { server: Number(text) };
  return /^[^:/?#@\s]+$/.test(text) ? { server: text } : text;
}
