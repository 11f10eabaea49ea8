import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Server } from './operation.ts';

/**
 * The URL of a server with its variables filled in, without the slash at its end, of several the last (clause 4.3), or the finding that says why there is none; the
 * caller adds the place. `variables` replace the defaults. The URL is absolute, http or https, and has no credentials, query or
 * fragment: an operation's path is appended to it as text.
 */
export function serverUrl(
  server: Server,
  variables: Readonly<Record<string, string>> = {},
): { readonly url: string } | { readonly problem: Diagnostic } {
  const filled = filledUrl(server, variables);
  if ('problem' in filled) return filled;
  const text = filled.url;
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) {
    const message = `The server URL "${text === '' ? '/' : text}" is relative, and where the description came from gives it no host.`;
    return {
      problem: diagnose('source/no-server', message, { hint: 'Name the server: --server <source>=<url>.' }),
    };
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const reason = url === undefined ? 'is not a URL' : unusable(url);
  if (url === undefined || reason !== undefined) {
    const hint = 'Correct the description, or name the server: --server <source>=<url>.';
    // Credentials in a URL are not repeated.
    const message = `The server URL ${text.includes('@') ? '' : `"${text}" `}${reason}.`;
    return { problem: diagnose('source/invalid-url', message, { hint }) };
  }
  return { url: url.href.replace(/\/$/, '') };
}

/** The URL of a server of any protocol with its variables filled in, or the finding that says why there is none. */
export function filledUrl(
  server: Server,
  variables: Readonly<Record<string, string>> = {},
): { readonly url: string } | { readonly problem: Diagnostic } {
  let problem: Diagnostic | undefined;
  const url = server.url.replace(/\{([^{}]*)\}/g, (slot, name: string) => {
    const filled = fillVariable(server, name, variables);
    if (typeof filled === 'string') return filled;
    problem ??= filled;
    return slot;
  });
  return problem === undefined ? { url } : { problem };
}

/** Why requests cannot be sent below a URL, or undefined when they can. */
function unusable(url: URL): string | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'is neither http nor https';
  if (url.username !== '' || url.password !== '') return 'contains credentials';
  return /[?#]/.test(url.href) ? 'has a query or a fragment' : undefined;
}

function fillVariable(
  server: Server,
  name: string,
  variables: Readonly<Record<string, string>>,
): string | Diagnostic {
  const declared = Object.hasOwn(server.variables, name) ? server.variables[name] : undefined;
  if (declared === undefined) {
    const message = `The server URL "${server.url}" uses the variable "${name}", which is not declared.`;
    const hint = 'Declare it under the server\'s "variables", or name the server: --server <source>=<url>.';
    return diagnose('source/server-variable', message, { hint });
  }
  const given = Object.hasOwn(variables, name) ? variables[name]! : undefined;
  if (given !== undefined && declared.enum !== undefined && !declared.enum.includes(given)) {
    const message = `"${given}" is not a value of the server variable "${name}".`;
    return diagnose('source/server-variable', message, { hint: `Use one of: ${declared.enum.join(', ')}.` });
  }
  return given ?? declared.default;
}
