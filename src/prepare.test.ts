import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificate } from '../test/support/certificate.ts';
import { answering, loadPets } from '../test/support/pets.ts';
import { manualClock } from './emulator/manual-clock.ts';
import type { Plan } from './plan/plan.ts';
import { prepare } from './prepare.ts';
import { run, start } from './run.ts';

const description = `openapi: 3.1.0
info: { title: Pets, version: '1' }
servers: [{ url: https://pets.example }]
components:
  securitySchemes:
    oauth: { type: oauth2, flows: { clientCredentials: { tokenUrl: /token, scopes: {} } } }
    tls: { type: mutualTLS }
paths:
  /a: { get: { operationId: withToken, security: [{ oauth: [] }], responses: { '200': { description: A } } } }
  /b: { get: { operationId: withCertificate, security: [{ tls: [] }], responses: { '200': { description: B } } } }
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'prepare-'));
  writeFileSync(join(folder, 'pets.yaml'), description);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function planOf(operationId: string): Promise<Plan> {
  const { plan, diagnostics } = await loadPets(
    `
  - workflowId: main
    steps: [{ stepId: one, operationId: ${operationId}, outputs: { said: $response.body } }]
    outputs: { said: $steps.one.outputs.said }`,
    { sources: { pets: join(folder, 'pets.yaml') } },
  );
  expect(diagnostics).toEqual([]);
  return plan!;
}

describe('a workflow with a token', () => {
  const credentials = { HEDDLE_PETS_CLIENT_ID: 'shop', HEDDLE_PETS_CLIENT_SECRET: 'a-secret' };
  const token = { json: { access_token: 'token-one', token_type: 'bearer' } };

  test('sends nothing when it is prepared, and asks for the token once, however many runs begin', async () => {
    const transport = answering(token, { json: 'yes' });
    const { prepared } = await prepare(await planOf('withToken'), {
      credentials,
      transport,
      clock: manualClock(),
    });
    expect(transport.requests).toEqual([]);
    const results = await Promise.all([start(prepared!), start(prepared!), start(prepared!)]);
    expect(results.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    expect(transport.requests.map(({ url }) => new URL(url).pathname)).toEqual(['/token', '/a', '/a', '/a']);
  });

  test('shows neither token nor secret, wherever an answer repeats them', async () => {
    const transport = answering(token, { json: 'Bearer token-one is for a-secret' });
    const result = await run(await planOf('withToken'), { credentials, transport, clock: manualClock() });
    expect(result.outputs).toEqual({ said: expect.not.stringMatching(/token-one|a-secret/) as string });
    expect(JSON.stringify(result)).not.toMatch(/token-one|a-secret/);
  });

  test('fails as any other when its token cannot be renewed, without being sent', async () => {
    const gone = { statusCode: 400, json: { error: 'invalid_client' } };
    const short = { json: { ...token.json, expires_in: 10 } };
    const clock = manualClock();
    const transport = answering(short, gone);
    const { prepared } = await prepare(await planOf('withToken'), { credentials, transport, clock });
    expect(await prepared!.authorize()).toEqual([]);
    const result = await start(prepared!, {
      watch: ({ kind }) => void (kind === 'begins' && clock.advance(10_000)),
    });
    expect(result.status).toBe('failed');
    expect(result.steps[0]!.attempts[0]).toMatchObject({ requests: 0 });
    expect(result.diagnostics.map(({ message }) => message).join(' ')).toContain(
      'the token endpoint https://pets.example/token answered HTTP 400 (invalid_client)',
    );
    expect(transport.requests.every(({ url }) => url.endsWith('/token'))).toBe(true);
  });
});

describe('where calls may go', () => {
  const credentials = { HEDDLE_PETS_CLIENT_ID: 'shop', HEDDLE_PETS_CLIENT_SECRET: 'a-secret' };

  test('is decided before anything is sent, for tokens too', async () => {
    const transport = answering({ json: {} });
    const plan = await planOf('withToken');
    for (const reach of [{ hosts: ['other.example'] }, { hosts: [] }]) {
      const { prepared, diagnostics } = await prepare(plan, { credentials, transport, reach });
      expect(prepared).toBeUndefined();
      expect(diagnostics).toMatchObject([
        { code: 'source/out-of-reach', message: 'pets.example is none of the hosts that may be called.' },
      ]);
    }
    const reach = { hosts: ['pets.example'], publicOnly: true };
    expect((await prepare(plan, { credentials, transport, reach })).diagnostics).toEqual([]);
    expect(transport.requests).toEqual([]);
  });

  test('is decided by the addresses that are connected to', async () => {
    const plan = await planOf('withToken');
    const servers = { pets: 'http://127.0.0.1:1' };
    const { diagnostics } = await prepare(plan, { credentials, servers, reach: { publicOnly: true } });
    expect(diagnostics).toMatchObject([
      {
        code: 'source/out-of-reach',
        message: '127.0.0.1 is not an address on the public internet.',
      },
    ]);
  });
});

test('a workflow with a client certificate shows it to its server', async () => {
  const [server, client] = [makeCertificate('server'), makeCertificate('shop')];
  for (const [name, text] of Object.entries({ cert: client.cert, key: client.key, ca: server.cert }))
    writeFileSync(join(folder, `${name}.pem`), text);
  const made = createServer({ ...server, requestCert: true, ca: client.cert }, ({ socket, url }, response) =>
    response
      .setHeader('content-type', 'text/plain')
      .end(`${url} by ${String((socket as TLSSocket).getPeerCertificate().subject.CN)}`),
  );
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  try {
    const result = await run(await planOf('withCertificate'), {
      servers: { pets: `https://127.0.0.1:${(made.address() as AddressInfo).port}` },
      credentials: {
        HEDDLE_PETS_CERTIFICATE_FILE: join(folder, 'cert.pem'),
        HEDDLE_PETS_KEY_FILE: join(folder, 'key.pem'),
        HEDDLE_PETS_CA_FILE: join(folder, 'ca.pem'),
      },
    });
    expect(result).toMatchObject({ status: 'completed', outputs: { said: '/b by shop' } });
  } finally {
    made.closeAllConnections();
    await new Promise((resolve) => made.close(resolve));
  }
});
