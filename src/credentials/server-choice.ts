import { didYouMean } from '../diagnostics/near.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Server } from '../openapi/operation.ts';

/** Where the calls of a source go, as the user says it: a URL in the place of the described servers, or a choice among those. */
export type ServerChoice = string | DescribedServer;

/** One of the described servers, with values for its variables (clause 4.3). It is no consent to send credentials anywhere else. */
export interface DescribedServer {
  /** Its position among the servers of the operation, from 1, or its `name` (OpenAPI 3.2); the first unless given. */
  readonly server?: number | string;
  /** By variable name; those that are not given have their defaults. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The described server that is chosen, the first when nothing is; a finding when there is no such one. */
export function chooseDescribed(
  servers: readonly Server[],
  { server = 1 }: DescribedServer = {},
): Server | Diagnostic | undefined {
  if (server === 1) return servers[0];
  const found =
    typeof server === 'number' ? servers[server - 1] : servers.find(({ name }) => name === server);
  if (found !== undefined) return found;
  const names = servers.flatMap(({ name }) => name ?? []);
  const listed = servers.map(({ url, name }, index) => name ?? `${index + 1} (${url})`).join(', ');
  const hint = (typeof server === 'string' ? didYouMean(server, names) : undefined) ?? `There are ${listed}.`;
  return diagnose('source/no-server', `The operation has no server ${JSON.stringify(server)}.`, { hint });
}

/** The finding for variables that no server of a source declares. */
export function unknownVariables(
  source: string,
  servers: readonly Server[],
  { variables = {} }: DescribedServer,
): Diagnostic[] {
  const known = [...new Set(servers.flatMap((server) => Object.keys(server.variables)))];
  return Object.keys(variables)
    .filter((name) => !known.includes(name))
    .map((name) =>
      diagnose('source/server-variable', `No server of source "${source}" has a variable "${name}".`, {
        hint:
          didYouMean(name, known) ??
          (known.length === 0 ? 'Its servers have no variables.' : `They have ${known.join(', ')}.`),
      }),
    );
}
