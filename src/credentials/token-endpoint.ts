import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type EffectiveServer, isLoopback } from './effective-server.ts';

/** What the credentials of a call are bound to. */
export interface Binding {
  readonly source: string;
  /** Where the call goes. */
  readonly server: EffectiveServer;
  /** The origin that the description names, when `--server` replaced it. */
  readonly replaced?: string;
  /** Origins of the source's provider, when it is a known one. */
  readonly known: readonly string[];
}

/**
 * The URL that a client's secret may be sent to, for a token; or the finding that says why there is none (clauses 4.6 and M). What the user gives in
 * `variable` is used as it is. What the description says must lie on the server's own origin or at its known provider: another origin is the
 * user's to name. An endpoint on the described server moves with it when `--server` replaces that. Relative ones resolve against the server.
 */
export function tokenEndpoint(
  { source, server, replaced, known }: Binding,
  variable: string,
  given: string | undefined,
  described: string | undefined,
): string | Diagnostic {
  if (given !== undefined) {
    if (URL.canParse(given) && isUsable(new URL(given))) return given;
    const hint = 'Give the whole URL of the token endpoint; plain http is for this machine only.';
    return diagnose('credentials/invalid-value', `${variable} is not an https URL.`, { hint });
  }
  const base = `${server.baseUrl}/`;
  const url = URL.canParse(described ?? '', base) ? new URL(described ?? '', base) : undefined;
  const own =
    url !== undefined && url.origin === replaced ? new URL(server.origin + url.pathname + url.search) : url;
  if (own === undefined || !isUsable(own)) {
    const message = `The token endpoint that the description of source "${source}" names is not an https URL.`;
    return diagnose('source/invalid-url', message, { hint: `Name it: ${variable}=https://...` });
  }
  if (own.origin === server.origin || known.includes(own.origin)) return own.href;
  const message = `The token endpoint of source "${source}" is at ${own.origin}, and its server is ${server.origin}: the client's secret goes to the server's own origin only.`;
  return diagnose('credentials/origin-not-allowed', message, {
    hint: `If the endpoint is meant, say so: ${variable}=${own.href}`,
  });
}

function isUsable(url: URL): boolean {
  if (url.username !== '' || url.password !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.origin));
}
