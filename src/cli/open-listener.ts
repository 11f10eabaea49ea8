import type { WebhookListener } from '../channel/webhook-listener.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isLoopbackHost } from '../sources/public-address.ts';
import type { Io } from './io.ts';

/** The variable that holds what webhooks must carry as their bearer token. */
export const listenTokenVariable = 'HEDDLE_LISTEN_TOKEN';

/**
 * Listens for webhooks where `--listen [host:]port` says, and tells where that is; undefined without the flag. Beyond this machine only with a
 * token from the environment. A finding when that cannot be.
 */
export async function openListener(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  io: Io,
): Promise<WebhookListener | Diagnostic | undefined> {
  if (flag === undefined) return undefined;
  const [, host = '127.0.0.1', digits = ''] = /^(?:(\[[\da-f:.]+\]|[\w.-]+):)?(\d{1,5})$/i.exec(flag) ?? [];
  const port = Number(digits);
  if (digits === '' || port > 65_535) {
    const message = `--listen takes a port, or a host and a port, not "${flag}".`;
    return diagnose('usage/invalid', message, { hint: 'Write --listen 8080, or --listen 0.0.0.0:8080.' });
  }
  const token = env[listenTokenVariable];
  const isGiven = token !== undefined && token !== '';
  if (!isGiven && !isLoopbackHost(host)) {
    const message = `--listen ${flag} would take webhooks from outside this machine without a token.`;
    const hint = `Set ${listenTokenVariable}; senders must carry it as "Authorization: Bearer <token>".`;
    return diagnose('usage/invalid', message, { hint });
  }
  try {
    const { listenForWebhooks } = await import('../channel/webhook-listener.ts');
    const listener = await listenForWebhooks({ host, port, ...(isGiven ? { token } : {}) });
    io.stderr.write(`Webhooks are awaited at ${listener.url}/<channel address>\n`);
    return listener;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const message = `Webhooks cannot be awaited at ${flag}: the port cannot be opened (${code}).`;
    return diagnose('usage/invalid', message, { hint: 'Choose another port, or 0 for any that is free.' });
  }
}
