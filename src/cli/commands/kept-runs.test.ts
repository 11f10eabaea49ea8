import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Har } from 'har-format';
import { describe, expect, test } from 'vitest';
import { fastClock } from '../../../test/crash/fast-clock.mjs';
import { type Called, captured, folder, heddle } from '../../../test/cli/heddle.ts';
import type { Io } from '../io.ts';
import { createSandbox } from '../../testing.ts';

const inputs = JSON.stringify({
  amount: 1999,
  currency: 'usd',
  paymentMethod: 'pm_card_visa_chargeDeclined',
  accountSid: `AC${'0'.repeat(32)}`,
  fromNumber: '+15005550006',
  toNumber: '+15558675310',
});

/** The command line in a folder of its own, with emulators in the place of the network. */
function shop() {
  const cwd = folder();
  const clock = fastClock({ start: Date.UTC(2026, 0, 1), origin: Date.now(), speed: 1000 });
  const sandbox = createSandbox({ clock });
  const callWith = (given: Partial<Io>, argv: readonly string[]): Promise<Called> =>
    heddle(argv, {
      cwd,
      clock,
      env: { HOME: cwd, ...sandbox.credentials },
      transport: sandbox.transport,
      ...given,
    });
  const start = ['run', 'failed-payment-dunning', '--store', 'kept.db', '--inputs', inputs, '--json'];
  const call = (...argv: readonly string[]): Promise<Called> => callWith({}, argv);
  const run = (...argv: readonly string[]): Promise<Called> => call(...start, ...argv);
  const runWith = (given: Partial<Io>, ...argv: readonly string[]): Promise<Called> =>
    callWith(given, [...start, ...argv]);
  return { cwd, sandbox, call, callWith, run, runWith };
}

const json = ({ stdout }: Called): { readonly status: string; readonly outputs: object } =>
  JSON.parse(stdout) as { readonly status: string; readonly outputs: object };

describe('a run that is kept in a store', () => {
  test('is one run however often it is started, and can be listed and shown', async () => {
    const { call, run, sandbox } = shop();
    const first = await run('--run-id', 'order-7');
    expect({ code: first.code, ...json(first) }).toMatchObject({ code: 0, status: 'completed' });
    const again = await run('--run-id', 'order-7');
    expect(json(again).outputs).toEqual(json(first).outputs);
    expect(again.sent).toEqual([]);
    expect(sandbox.twilio.messages().length).toBe(1);
    const list = await call('runs', '--store', 'kept.db');
    expect(list.stdout).toMatch(
      /^RUN {6}WORKFLOW {16}STARTED {19}STATUS\norder-7 {2}failed-payment-dunning {2}\S+ {2}completed\n$/,
    );
    const shown = await call('show', 'order-7', '--store', 'kept.db', '--json');
    expect(json(shown).outputs).toEqual(json(first).outputs);
    expect(shown.stdout).not.toContain('+15558675310');
    const told = (await call('show', 'order-7', '--store', 'kept.db')).stdout;
    expect(told).toMatch(/^✓ create-payment {2}POST \/v1\/payment_intents {2}200 .*✓ Completed/ms);
  });

  test('needs attention when a text is in doubt, and goes on with what a person says of it', async () => {
    const { cwd, call, run, sandbox } = shop();
    sandbox.twilio.faults.add({ effect: { kind: 'reset' } });
    const first = await run('--run-id', 'order-8');
    expect(first.code).toBe(3);
    const list = await call('runs', '--store', 'kept.db', '--status', 'needs-attention');
    expect(list.stdout).toMatch(/order-8 .* needs-attention {2}Step "dunning-sms"/);
    expect((await call('settle', 'order-8', '--store', 'kept.db')).stderr).toMatch(
      'Did the call happen, or not?',
    );
    const sid = `SM${'1'.repeat(32)}`;
    writeFileSync(
      join(cwd, 'answer.json'),
      JSON.stringify({ statusCode: 201, body: { sid, status: 'sent' } }),
    );
    const settled = await call(
      'settle',
      'order-8',
      '--store',
      'kept.db',
      '--happened',
      '--outcome',
      'answer.json',
      '--json',
    );
    expect(settled).toMatchObject({ code: 0 });
    expect(json(settled)).toMatchObject({ status: 'completed', outputs: { dunningMessageSid: sid } });
    expect(sandbox.twilio.messages().length).toBe(0);
    const late = await call('settle', 'order-8', '--store', 'kept.db', '--did-not');
    expect(late).toMatchObject({ code: 2 });
    expect(late.stderr).toMatch(/run\/not-in-doubt/);
    expect(late.stdout).not.toMatch(/not-in-doubt/);
  });

  test('counts what was sent, however often the provider is asked about it, and says once what that brought', async () => {
    const { call, run, sandbox } = shop();
    sandbox.twilio.faults.add({ effect: { kind: 'reset' }, match: { method: 'POST' } });
    await run('--run-id', 'a');
    const counted = async (): Promise<string> =>
      (await call('show', 'a', '--store', 'kept.db', '--report', 'pretty')).stdout;
    const told = async (): Promise<readonly unknown[]> => {
      const shown = await counted();
      const reason = shown.split('\n').find((line) => line.includes('[run/in-doubt]'))!;
      return [/^! Needs attention after (\d+)/m.exec(shown)?.[1], reason.match(/proves nothing/g)?.length];
    };
    expect(await told()).toEqual(['4', 1]);
    for (let again = 0; again < 2; again++) {
      expect((await run('--run-id', 'a')).sent.map(({ method }) => method)).toEqual(['GET']);
      expect(await told()).toEqual(['4', 1]);
    }
    await call('settle', 'a', '--store', 'kept.db', '--happened');
    expect(await counted()).toMatch(/with 4 calls/);
  });

  test('says how to go on when it needs attention, and that nothing is sent once it has ended', async () => {
    const { cwd, call, run, sandbox } = shop();
    sandbox.twilio.faults.add({ effect: { kind: 'reset' }, match: { method: 'POST' } });
    const hint =
      'heddle settle a --happened --store kept.db, or --did-not. To ask the provider once more: heddle resume a --store kept.db. To end the run: heddle cancel a --store kept.db.';
    const begun = await run('--run-id', 'a');
    expect(begun.stdout).toContain(hint);
    expect((await call('show', 'a', '--store', 'kept.db')).stdout).toContain(hint);
    await call('settle', 'a', '--store', 'kept.db', '--did-not');
    const late = await run('--run-id', 'a');
    expect(late.sent).toEqual([]);
    expect(late.stderr).toMatch(
      /^Run "a" had ended before: completed at 2026-\S+Z\. Nothing was sent now; /m,
    );
    expect(json(late)).toMatchObject({ status: 'completed', endedBefore: expect.any(Number) as number });
    expect(json(begun)).not.toHaveProperty('endedBefore');
    await run('--run-id', 'a', '--report', 'pretty=a.txt', '--report', 'markdown=a.md');
    const [pretty, markdown] = ['a.txt', 'a.md'].map((file) => readFileSync(join(cwd, file), 'utf8'));
    expect(pretty).toMatch(/^✓ Completed.*It had ended before, at 2026-\S+Z: nothing was sent now\.$/m);
    expect(markdown).toMatch(/^It had ended before, at 2026-\S+Z: nothing was sent now\.$/m);
  });

  test('is called again when a person says that the call did not happen, or ended', async () => {
    const { call, run, sandbox } = shop();
    sandbox.twilio.faults.add({ times: 2, effect: { kind: 'reset' }, match: { method: 'POST' } });
    await run('--run-id', 'a');
    await run('--run-id', 'b');
    const settled = await call('settle', 'a', '--store', 'kept.db', '--did-not', '--json');
    expect(json(settled).status).toBe('completed');
    expect(sandbox.twilio.messages().length).toBe(1);
    const ended = await call('cancel', 'b', '--store', 'kept.db');
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(
      /^! Cancelled after 4 calls in .*\. Whether `dunning-sms` \(POST \S+\/Messages\.json\) took effect is unknown\.$/m,
    );
    const late = await call('cancel', 'a', '--store', 'kept.db');
    expect({ code: late.code, told: /run\/nothing-to-cancel/.test(late.stderr) }).toEqual({
      code: 0,
      told: true,
    });
    expect(sandbox.twilio.messages().length).toBe(1);
  });

  test('says at once that it is queued behind a run with its key that needs attention', async () => {
    const { call, run, sandbox } = shop();
    sandbox.twilio.faults.add({ effect: { kind: 'reset' } });
    const on = ['--store', 'kept.db'];
    await run('--run-id', 'a1', '--key', 'k');
    const told = /Run "a2" is queued behind run "a1", which has the same key and needs attention\./;
    for (const waits of [
      await run('--run-id', 'a2', '--key', 'k'),
      await run('--run-id', 'a2', '--key', 'k'),
      await call('resume', 'a2', ...on, '--json'),
      await call('show', 'a2', ...on, '--json'),
    ]) {
      expect({ code: waits.code, ...json(waits) }).toMatchObject({ code: 3, status: 'queued' });
      expect(waits.stderr).toMatch(told);
      expect(waits.stderr).toMatch(/Settle or cancel run "a1"/);
      expect(waits.sent).toEqual([]);
    }
    expect((await call('show', 'a2', ...on)).stdout).toMatch(/^Queued, with 0 calls/m);
    expect((await call('runs', ...on)).stdout).toMatch(/^a2 .* queued behind run "a1", which/m);
    await run('--run-id', 'a3', '--key', 'k');
    expect((await call('cancel', 'a2', ...on)).code).toBe(0);
    expect((await call('show', 'a3', ...on)).code).toBe(3);
    expect((await call('cancel', 'a1', ...on)).code).toBe(0);
    expect(await call('show', 'a3', ...on)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Queued/m),
    });
    const { runs } = JSON.parse((await call('runs', ...on, '--json')).stdout) as { readonly runs: unknown };
    expect(runs).toMatchObject([
      { runId: 'a3', status: 'queued', isBlocked: false },
      { runId: 'a2', status: 'cancelled', isBlocked: false },
      { runId: 'a1', status: 'cancelled' },
    ]);
  });

  test('is left by an interruption to the command that it prints', async () => {
    const { call, callWith, runWith, sandbox } = shop();
    const interruption = new AbortController();
    const { transport } = sandbox;
    const stderr = captured();
    const interrupted = await runWith(
      {
        signal: interruption.signal,
        stderr,
        transport: {
          async send(request, signal) {
            interruption.abort();
            // While the answer is on its way: a second interruption would leave without it.
            await new Promise((resolve) => setImmediate(resolve));
            expect(stderr.text()).toContain('The run is kept. To go on:');
            return transport.send(request, signal);
          },
        },
      },
      '--run-id',
      'order-9',
    );
    const [, command] = /^The run is kept\. To go on: heddle (.+)$/m.exec(stderr.text())!;
    expect(stderr.text().match(/The run is kept/g)).toHaveLength(1);
    expect(command).toBe('resume order-9 --store kept.db');
    expect(interrupted).toMatchObject({ code: 130, sent: { length: 1 } });
    const again = new AbortController();
    const send: typeof transport.send = (request, signal) => {
      again.abort();
      return transport.send(request, signal);
    };
    const left = await callWith({ signal: again.signal, transport: { send } }, command!.split(' '));
    expect(left).toMatchObject({ code: 130, sent: { length: 1 } });
    const resumed = await call(...command!.split(' '), '--json');
    expect({ code: resumed.code, ...json(resumed) }).toMatchObject({ code: 0, status: 'completed' });
    expect(sandbox.stripe.charges().length).toBe(1);
    expect(sandbox.twilio.messages().length).toBe(1);
  });

  test('is reported from its journal in every format, at any time', async () => {
    const { cwd, call, run } = shop();
    await run('--run-id', 'order-7');
    const files = ['har', 'junit', 'markdown', 'json', 'pretty'].map((kind) => `${kind}=${kind}.out`);
    const reports = files.flatMap((file) => ['--report', file]);
    const shown = await call('show', 'order-7', '--store', 'kept.db', '--json', '--har', 'a.har', ...reports);
    expect(shown.code).toBe(0);
    const read = (file: string): string => readFileSync(join(cwd, file), 'utf8');
    expect(read('har.out')).toBe(read('a.har'));
    expect(read('json.out')).toBe(shown.stdout);
    expect(read('junit.out')).toMatch(/^<\?xml .*<testsuite name="failed-payment-dunning"/s);
    expect(read('markdown.out')).toMatch(/^# Workflow failed-payment-dunning/);
    expect(read('pretty.out')).toMatch(/create-payment/);
    const { log } = JSON.parse(read('a.har')) as Har;
    expect(log.entries.map(({ request, response }) => [request.method, response.status])).toEqual([
      ['POST', 200],
      ['POST', 402],
      ['GET', 200],
      ['POST', 201],
    ]);
    // Nothing was to be recorded, so nothing was.
    expect(log.entries.flatMap(({ request }) => [...request.headers, request.postData ?? []].flat())).toEqual(
      [],
    );
    expect((await call('show', 'order-7', '--store', 'kept.db', '--report', 'hra=x')).stderr).toMatch(
      /Did you mean har/,
    );
  });

  test('keeps masked bodies when that is asked for, in a store and without one', async () => {
    const { cwd, call, run } = shop();
    await run('--run-id', 'order-7', '--record', 'bodies');
    await call('show', 'order-7', '--store', 'kept.db', '--har', 'kept.har');
    const once = ['run', 'failed-payment-dunning', '--inputs', inputs, '--record', 'bodies'];
    await call(...once, '--har', 'once.har');
    for (const file of ['kept.har', 'once.har']) {
      const text = readFileSync(join(cwd, file), 'utf8');
      const entries = (JSON.parse(text) as Har).log.entries;
      expect(entries[0]!.request.postData?.text).toMatch(/^amount=1999&currency=usd&/);
      expect(JSON.parse(entries[1]!.response.content.text!)).toMatchObject({
        error: { code: 'card_declined', payment_intent: { client_secret: '***' } },
      });
      expect(entries[0]!.request.headers).toContainEqual({ name: 'authorization', value: '***' });
      expect(text).not.toMatch(/5558675310|sk_test_\w/);
    }
  });

  test.each(['--run-id', '--key'])('is what %s is about, which is refused without a store', async (flag) => {
    const { call } = shop();
    const refused = await call('run', 'failed-payment-dunning', '--inputs', inputs, flag, 'a');
    expect({ code: refused.code, sent: refused.sent }).toEqual({ code: 2, sent: [] });
    expect(refused.stderr).toContain(`${flag} is about runs that are kept.`);
    expect(refused.stderr).toContain('Add --store.');
  });

  test('must be there, and so must its store', async () => {
    const { cwd, call, run } = shop();
    expect((await call('runs', '--store', 'none.db')).stderr).toMatch(/store\/not-a-store/);
    const refused = await call('show', 'a', '--store', 'none.db', '--har', 'a.har');
    expect([refused.code, existsSync(join(cwd, 'a.har'))]).toEqual([2, false]);
    await call('migrate', '--store', 'new.db');
    expect((await call('runs', '--store', 'new.db')).stdout).toBe('There are no runs.\n');
    expect((await call('runs', '--store', 'new.db', '--status', 'failed')).stdout).toMatch(/no such runs/);
    expect((await call('resume', 'a', '--store', 'none.db')).stderr).toMatch(/store\/not-a-store/);
    await run('--run-id', 'a');
    for (const command of ['show', 'resume', 'cancel']) {
      const { code, stderr } = await call(command, 'nobody', '--store', 'kept.db');
      expect({ code, found: /run\/not-found/.test(stderr) }).toEqual({ code: 2, found: true });
    }
    const other = await run('--run-id', 'a', '--input', 'amount=5');
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/run\/conflict/);
    expect(other.stderr.match(/run\/conflict/g)?.length).toBe(1);
    const missing = await call('show', 'nobody', '--store', 'kept.db');
    for (const { stderr } of [other, missing]) expect(stderr).not.toMatch(/\n\n\n/);
    expect(missing.stderr).toMatch(/[^\n]\n$/);
  });
});

describe('a kept run is shown as the run showed it', () => {
  const description = `openapi: 3.1.0
info: { title: S, version: '1' }
servers: [{ url: https://s.example }]
security: [{ token: [] }]
components: { securitySchemes: { token: { type: http, scheme: bearer } } }
paths:
  /echo/{word}:
    get:
      operationId: echo
      parameters: [{ name: word, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: ok } }
`;
  const workflow = `arazzo: 1.0.1
info: { title: A, version: '1' }
sourceDescriptions: [{ name: s, url: ./s.yaml, type: openapi }]
workflows:
  - workflowId: w
    inputs:
      type: object
      properties: { note: { type: string }, hush: { type: string, format: password } }
    steps:
      - stepId: one
        operationId: echo
        parameters: [{ name: word, in: path, value: $inputs.hush }]
        successCriteria: [{ condition: $response.body#/said == $inputs.hush }]
        outputs: { said: $response.body#/said }
      - stepId: two
        operationId: echo
        parameters: [{ name: word, in: path, value: $steps.one.outputs.said }]
    outputs: { said: $steps.one.outputs.said, note: $inputs.note }
`;

  test('without the credentials at hand and without secret inputs, which calls get as they are (clause A15)', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 's.yaml'), description);
    writeFileSync(join(cwd, 'a.yaml'), workflow);
    const transport: Io['transport'] = {
      send: async () => ({
        statusCode: 200,
        headers: { 'content-type': 'application/json' },
        body: new TextEncoder().encode('{"said":"swordfish-1"}'),
      }),
    };
    const io = { cwd, transport, env: { HOME: cwd, HEDDLE_S_TOKEN: 'tokTOPSECRET9' } };
    const given = ['--input', 'note=tokTOPSECRET9', '--input', 'hush=swordfish-1'];
    const kept = ['--store', 'x.db', '--json'];
    const run = await heddle(['run', 'a.yaml', '--verbose', ...given, '--run-id', 'k', ...kept], io);
    expect(run.code).toBe(0);
    expect(run.sent.map(({ url }) => url)).toEqual(
      ['swordfish-1', 'swordfish-1'].map((word) => `https://s.example/echo/${word}`),
    );
    const shown = await heddle(['show', 'k', ...kept], io);
    expect(shown.code).toBe(0);
    expect(json(shown).outputs).toEqual({ said: '***', note: '***' });
    for (const { stdout, stderr } of [run, shown]) {
      expect(stdout + stderr).not.toMatch(/swordfish|TOPSECRET/);
      expect(stdout).toContain('https://s.example/echo/***');
    }
  });
});
