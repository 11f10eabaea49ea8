import { describe, expect, test } from 'vitest';
import type { WebhookListener } from '../channel/webhook-listener.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Io } from './io.ts';
import { listenTokenVariable, openListener } from './open-listener.ts';

/** What comes of the flag, and what is told meanwhile. */
async function opened(flag: string | undefined, env: Readonly<Record<string, string>> = {}) {
  let told = '';
  const io = { stderr: { write: (text: string) => (told += text) } } as unknown as Io;
  const came = await openListener(flag, env, io);
  if (came !== undefined && 'close' in came) await came.close();
  return { came, told };
}

describe('--listen', () => {
  test('opens nothing unless given', async () => {
    expect(await opened(undefined)).toEqual({ came: undefined, told: '' });
  });

  test.each(['0', '127.0.0.1:0', 'localhost:0'])('opens %s and tells where that is', async (flag) => {
    const { came, told } = await opened(flag);
    const { url } = came as WebhookListener;
    expect(told).toBe(`Webhooks are awaited at ${url}/<channel address>\n`);
  });

  test.each(['', 'x', '70000', '-1', 'http://localhost:1', ':80', '80 '])(
    'does not take %j',
    async (flag) => {
      const { came } = await opened(flag);
      expect(came).toMatchObject({ code: 'usage/invalid', severity: 'error' });
      expect((came as Diagnostic).message).toContain('--listen takes a port');
    },
  );

  test('refuses other hosts without a token, and an empty one is none', async () => {
    for (const env of [{}, { [listenTokenVariable]: '' }]) {
      const { came } = await opened('0.0.0.0:0', env);
      expect((came as Diagnostic).hint).toContain(listenTokenVariable);
    }
    const { came, told } = await opened('0.0.0.0:0', { [listenTokenVariable]: 'secret text' });
    expect(came).toHaveProperty('subscribe');
    expect(told).not.toContain('secret text');
  });

  test('tells when the port is taken', async () => {
    const { listenForWebhooks } = await import('../channel/webhook-listener.ts');
    const other = await listenForWebhooks();
    const { came } = await opened(new URL(other.url).port);
    await other.close();
    expect((came as Diagnostic).message).toContain('the port cannot be opened (EADDRINUSE)');
  });
});
