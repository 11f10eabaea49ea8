import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { load } from '../../src/load.ts';
import { pointsOf, type Subject, type Survival, survive } from './matrix.ts';

const dist = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
const accountSid = `AC${'0'.repeat(32)}`;
const people = { accountSid, from: '+15005550006', to: '+15558675310' };
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'heddle-plans-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Puts the plan of a subject into a file. */
async function planned({ document, ...rest }: Documented): Promise<Subject> {
  const { plan, diagnostics } = await load(document);
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics));
  const planFile = join(folder, `${rest.workflowId}.json`);
  writeFileSync(planFile, JSON.stringify(plan));
  return { ...rest, planFile };
}

type Documented = Omit<Subject, 'planFile'> & { readonly document: string };

const subjects: Readonly<Record<string, Documented>> = {
  'the flagship, with a card that is declined': {
    document: 'failed-payment-dunning',
    workflowId: 'failed-payment-dunning',
    inputs: {
      amount: 1999,
      currency: 'usd',
      paymentMethod: 'pm_card_visa_chargeDeclined',
      accountSid,
      fromNumber: people.from,
      toNumber: people.to,
    },
  },
  'five steps with a goto, a retry after half an hour, and a nested workflow': {
    document: here('five-steps.arazzo.yaml'),
    workflowId: 'five-steps',
    inputs: people,
    faults: [
      {
        match: { method: 'POST', path: '/v1/payment_intents' },
        effect: { kind: 'status', statusCode: 503 },
      },
    ],
  },
  'a payment and a text at the same time': {
    document: here('together.arazzo.yaml'),
    workflowId: 'together',
    inputs: people,
  },
};

/** All points with `HEDDLE_CRASH=all`, as `.ci/run` does: about a second each. Every fourth otherwise. */
const step = process.env['HEDDLE_CRASH'] === 'all' ? 1 : 4;

/** Two processes at a time: more would only wait for one another. */
async function surviveAll(subject: Subject, kills: readonly string[]): Promise<readonly Survival[]> {
  const left = [...kills];
  const survivals: Survival[] = [];
  const work = async (): Promise<void> => {
    for (let kill = left.shift(); kill !== undefined; kill = left.shift()) {
      survivals.push(await survive(subject, kill));
    }
  };
  await Promise.all([work(), work()]);
  return survivals;
}

/** What matters of how a run survived. */
function shown({ point, status, outputs, charges, texts, reason }: Ending): object {
  const why = /the provider knows nothing of it, which proves nothing/.exec(reason?.message ?? '')?.[0];
  return status === 'completed'
    ? { point, status, outputs, charges, texts }
    : { point, status, charges, texts, code: reason?.code, why };
}

type Ending = Pick<Survival, 'point' | 'status' | 'outputs' | 'charges' | 'texts' | 'reason'>;

/** The text was on its way to a provider that keeps no keys, and is not in its list: nothing proves that it was not sent. */
function inDoubt(point: string): Ending {
  const message = 'the provider knows nothing of it, which proves nothing';
  const reason = { code: 'run/in-doubt', message, stepId: 'tell' };
  return { point, status: 'needs-attention', outputs: {}, charges: 1, texts: 0, reason };
}

describe.skipIf(!existsSync(dist))('a process that is killed (SIGKILL) at any point', () => {
  test.each(Object.entries(subjects))(
    '%s: comes to the same end, or needs a person',
    { timeout: 600_000 },
    async (name, documented) => {
      const subject = await planned(documented);
      const whole = await survive(subject, 'nowhere');
      expect(whole).toMatchObject({ status: 'completed', processes: 1, charges: 1, texts: 1 });
      const kills = pointsOf(whole).filter((_, index) => index % step === 0);
      const survivals = await surviveAll(subject, kills);
      const unclear = survivals.flatMap(({ point, status }) => (status === 'needs-attention' ? [point] : []));
      expect(survivals.map(shown)).toEqual(
        survivals.map(({ point }) => shown(unclear.includes(point) ? inDoubt(point) : { ...whole, point })),
      );
      console.log(
        `${name}: killed at ${kills.length} points; ${kills.length - unclear.length} came to the same end, ${unclear.length} need a person (${unclear.join(', ')}).`,
      );
    },
  );
});
