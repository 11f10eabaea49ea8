import { describe, expect, test } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../src/engine/ports.ts';
import { load } from '../../src/load.ts';
import { prepare } from '../../src/prepare.ts';
import type { PrepareWorkflow } from '../../src/runtime/prepared-workflows.ts';
import type { RunsSubject } from '../../src/suite/subject.ts';
import { createSandbox, type Sandbox } from '../../src/testing.ts';
import { localSubjects } from '../support/local-subjects.ts';

const flagship = load('failed-payment-dunning');

const inputs = {
  amount: 1999,
  currency: 'usd',
  paymentMethod: 'pm_card_visa_chargeDeclined',
  accountSid: `AC${'0'.repeat(32)}`,
  fromNumber: '+15005550006',
  toNumber: '+15558675310',
};

const calls = { create: 1, confirm: 2, read: 3, text: 4 };

/** The flagship in kept runs, with emulators; the process can be killed at a call, before it is sent or once it was answered. */
async function opened(subject: RunsSubject) {
  const { plan, diagnostics } = await flagship;
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics));
  const place = await subject();
  const sandbox = createSandbox({ clock: place.clock });
  const requests: { readonly at: number; readonly to: string }[] = [];
  let deadly:
    | { readonly call: number; readonly when: 'before' | 'after'; readonly die: () => void }
    | undefined;
  const transport = {
    async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
      requests.push({ at: place.clock.now(), to: `${request.method} ${new URL(request.url).pathname}` });
      const fate = deadly?.call === requests.length ? deadly : undefined;
      const answer = fate?.when === 'before' ? undefined : await sandbox.transport.send(request, signal);
      if (fate === undefined) return answer!;
      fate.die();
      return new Promise(() => undefined);
    },
  };
  const ready: PrepareWorkflow = (of, workflowId) =>
    prepare(of, { workflowId, transport, clock: place.clock, credentials: sandbox.credentials });
  const { prepared } = await ready(plan, 'failed-payment-dunning', { servers: {}, supply: {}, profiles: [] });
  let runs = await place.open({ prepare: ready });
  const kept = {
    ...sandbox,
    place,
    requests,
    start: (runId: string, more: object = {}) =>
      runs.start({ prepared: prepared!, runId, inputs: { ...inputs, ...more } }),
    /** Kills the process that has the runs, and opens them again. */
    async killed() {
      await place.kill(runs);
      runs = await place.open({ prepare: ready });
    },
    /** Starts a run, and kills the process at one of its calls. */
    async killedAt(call: number, when: 'before' | 'after', more: object = {}) {
      const death = new Promise<void>((die) => (deadly = { call, when, die }));
      await kept.start('one', more);
      await death;
      await kept.killed();
    },
    /** Lets time pass until runs go no further by themselves, and tells how they stand. */
    async ends(...ids: readonly string[]) {
      let isOver = false;
      const all = Promise.all(ids.map((runId) => runs.ended(runId))).finally(() => (isOver = true));
      for (let seconds = 0; seconds < 10_000; seconds++) {
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
        if (isOver) break;
        await place.pass(1000);
      }
      return all;
    },
    async end() {
      const [run] = await kept.ends('one');
      const reading = await runs.read('one');
      return { status: run?.status, why: run?.reason?.message, outputs: reading?.record.state.outputs };
    },
    resume: () => runs.resume('one'),
    async close() {
      await runs.close();
      await place.remove();
    },
  };
  return kept;
}

const sent = (requests: readonly { readonly to: string }[], to: RegExp): number =>
  requests.filter((request) => to.test(request.to)).length;

const charged = ({ stripe, twilio }: Pick<Sandbox, 'stripe' | 'twilio'>) => ({
  charges: stripe.charges().length,
  intents: stripe.paymentIntents().length,
  texts: twilio.messages().length,
});

const done = {
  status: 'completed',
  outputs: {
    paymentId: expect.stringMatching(/^pi_\w+$/) as string,
    paymentStatus: 'requires_payment_method',
    dunningMessageSid: expect.stringMatching(/^SM[0-9a-f]{32}$/) as string,
  },
};

const paid = {
  status: 'completed',
  outputs: { ...done.outputs, paymentStatus: 'succeeded', dunningMessageSid: null },
};

const once = { charges: 1, intents: 1, texts: 1 };

describe.each(Object.entries(localSubjects))('a kept run of the flagship, %s', (_, subject) => {
  test.each([
    ['asks again with the same key while Stripe remembers it', 0, { confirms: 13, reads: 1 }],
    ['reads the payment once Stripe may have forgotten the key', 86_400_000, { confirms: 12, reads: 2 }],
  ])('20: after a confirmation that was never answered, it %s', async (_what, later, expected) => {
    const run = await opened(subject);
    run.stripe.faults.add({
      match: { method: 'POST', path: '/v1/payment_intents/{intent}/confirm' },
      times: 'always',
      effect: { kind: 'reset', executed: true },
    });
    await run.start('one', { paymentMethod: 'pm_card_visa' });
    expect(await run.end()).toMatchObject({ status: 'needs-attention', outputs: { paymentStatus: null } });
    run.stripe.faults.clear();
    await run.killed();
    await run.place.pass(later);
    await run.resume();
    expect(await run.end()).toMatchObject(paid);
    expect(charged(run)).toEqual({ charges: 1, intents: 1, texts: 0 });
    expect({ confirms: sent(run.requests, /\/confirm$/), reads: sent(run.requests, /^GET/) }).toEqual(
      expected,
    );
    await run.close();
  });

  test('21: killed after the confirmation was answered and before that was kept, it charges once', async () => {
    const run = await opened(subject);
    await run.killedAt(calls.confirm, 'after');
    expect(await run.end()).toMatchObject(done);
    expect(charged(run)).toEqual(once);
    expect(sent(run.requests, /\/confirm$/)).toBe(2);
    await run.close();
  });

  test('22: killed between the decline and the text, it sends one text', async () => {
    const run = await opened(subject);
    await run.killedAt(calls.read, 'after');
    expect(await run.end()).toMatchObject(done);
    expect(charged(run)).toEqual(once);
    expect(sent(run.requests, /Messages\.json$/)).toBe(1);
    await run.close();
  });

  test('23: killed after Twilio took the text, it finds the text in the list and makes it its own', async () => {
    const run = await opened(subject);
    await run.killedAt(calls.text, 'after');
    expect(await run.end()).toMatchObject(done);
    expect(charged(run)).toEqual(once);
    expect(run.requests.slice(3).map(({ to }) => to.slice(0, 4))).toEqual(['POST', 'GET ']);
    await run.close();
  });

  test('24: killed before Twilio took the text, whose list then has none, it sends no other and needs a person', async () => {
    const run = await opened(subject);
    await run.killedAt(calls.text, 'before');
    const end = await run.end();
    expect(end.status).toBe('needs-attention');
    expect(end.why).toContain('the provider knows nothing of it, which proves nothing');
    expect(charged(run)).toEqual({ ...once, texts: 0 });
    expect(sent(run.requests, /^POST .*Messages/)).toBe(1);
    await run.close();
  });

  test.each([
    [true, done, once],
    [false, { status: 'needs-attention' }, { ...once, texts: 0 }],
  ])(
    '27: after a 500 of Twilio that sent the text (%s), it looks and repeats nothing',
    async (executed, end, all) => {
      const run = await opened(subject);
      run.twilio.faults.add({
        match: { method: 'POST' },
        effect: { kind: 'status', statusCode: 500, executed },
      });
      await run.start('one');
      await run.ends('one');
      await run.killed();
      expect(await run.end()).toMatchObject(end);
      expect(charged(run)).toEqual(all);
      expect(run.requests.slice(3).map(({ to }) => to.slice(0, 4))).toEqual(['POST', 'GET ']);
      await run.close();
    },
  );

  test('27: after a 500 of Twilio whose list the credentials may not read, it asks once and says so', async () => {
    const run = await opened(subject);
    run.twilio.faults.add({
      match: { method: 'POST' },
      effect: { kind: 'status', statusCode: 500, executed: true },
    });
    run.twilio.faults.add({ match: { method: 'GET' }, effect: { kind: 'status', statusCode: 403 } });
    await run.start('one');
    const end = await run.end();
    expect(end.status).toBe('needs-attention');
    expect(end.why).toContain('lookUpRefused 403');
    expect(charged(run)).toEqual(once);
    expect(run.requests.slice(3).map(({ to }) => to.slice(0, 4))).toEqual(['POST', 'GET ']);
    await run.resume();
    expect(await run.end()).toMatchObject(done);
    expect(charged(run)).toEqual(once);
    await run.close();
  });

  test('49: two hundred at once keep to the paces of both providers, across a kill, and charge and text once each', async () => {
    const run = await opened(subject);
    const ids = Array.from({ length: 200 }, (_each, n) => `run-${n}`);
    for (const runId of ids) await run.start(runId, { toNumber: `+1555867${5000 + Number(runId.slice(4))}` });
    await run.ends('run-0');
    await run.killed();
    const ends = await run.ends(...ids);
    const states = ends.map((each) => each?.status);
    expect(new Set(states)).toEqual(new Set(['completed']));
    expect(charged(run)).toEqual({ charges: 200, intents: 200, texts: 200 });
    expect(new Set(run.twilio.messages().map(({ to }) => to)).size).toBe(200);
    expect(mostWithin(run.requests, /payment_intents/, 10_000)).toBeLessThanOrEqual(25 + 250);
    expect(mostWithin(run.requests, /^POST .*Messages/, 10_000)).toBeLessThanOrEqual(1 + 10);
    await run.close();
  });
});

/** The most requests of a kind in any stretch of so many milliseconds. */
function mostWithin(
  requests: readonly { readonly at: number; readonly to: string }[],
  kind: RegExp,
  milliseconds: number,
): number {
  const times = requests.filter(({ to }) => kind.test(to)).map(({ at }) => at);
  return Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at < from + milliseconds).length),
  );
}
