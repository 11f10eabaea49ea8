import { expect } from 'vitest';
import type { StepResult } from '../../src/index.ts';
import type { Performance } from './perform.ts';
import type { ExpectedDiagnostic, ExpectedRequest, ExpectedStep } from './scenario.ts';
import type { SentRequest } from './world.ts';

/** Compares what came of a run with what its scenario expects, part by part; nothing that is absent there is looked at. */
export function compare(performance: Performance): void {
  try {
    compareParts(performance);
  } catch (error) {
    const { title } = performance.run;
    if (title !== '') (error as Error).message = `In the run "${title}": ${(error as Error).message}`;
    throw error;
  }
}

function compareParts(performance: Performance): void {
  const { results, exitCode, run } = performance;
  const expected = run.expect;
  for (const result of results) {
    expect(result.status, JSON.stringify(result.diagnostics, null, 2)).toBe(expected.status);
    if (expected.outputs !== undefined) expect(result.outputs).toEqual(patterns(expected.outputs));
    if (expected.diagnostics !== undefined) compareDiagnostics(result.diagnostics, expected.diagnostics);
    if (expected.steps !== undefined) compareSteps(result.steps, expected.steps);
  }
  expect(exitCode).toBe(expected.exitCode);
  if (expected.requests !== undefined) compareRequests(performance, expected.requests);
  if (expected.charges !== undefined) compareCharges(performance, expected.charges);
  if (expected.messages !== undefined) compareMessages(performance, expected.messages);
  compareShown(performance);
}

/** `/.../` is a regular expression; any other value stands for itself. */
function pattern(value: unknown): unknown {
  const source = typeof value === 'string' ? /^\/(.+)\/$/s.exec(value)?.[1] : undefined;
  return source === undefined ? value : (expect.stringMatching(new RegExp(source, 'u')) as unknown);
}

function patterns(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, pattern(value)]));
}

type Result = Performance['results'][number];

/** Notes only count where they are expected. */
function compareDiagnostics(found: Result['diagnostics'], expected: readonly ExpectedDiagnostic[]): void {
  const codes = new Set<string>(expected.map(({ code }) => code));
  const actual = found.filter(({ severity, code }) => severity !== 'info' || codes.has(code));
  expect(actual.map(({ code }) => code)).toEqual(expected.map(({ code }) => code));
  for (const [index, { code, line, column, says }] of expected.entries()) {
    const { message, hint = '', place } = actual[index]!;
    const at = (wanted: number | undefined, real: number | undefined) =>
      wanted === undefined ? wanted : real;
    expect({ code, line: at(line, place?.line), column: at(column, place?.column) }).toEqual({
      code,
      line,
      column,
    });
    if (says !== undefined) expect(`${message} ${hint}`).toContain(says);
  }
}

function compareSteps(
  actual: readonly StepResult[],
  expected: Readonly<Record<string, string | ExpectedStep>>,
): void {
  expect(actual.map(({ stepId }) => stepId)).toEqual(Object.keys(expected));
  for (const step of actual) {
    const given = expected[step.stepId]!;
    const wanted = typeof given === 'string' ? { status: given } : given;
    const last = step.attempts.at(-1);
    const { stepId, status, action } = step;
    expect({ stepId, status }).toEqual({ stepId, status: wanted.status });
    if (wanted.action !== undefined)
      expect({ stepId, action: action?.name ?? action?.type }).toEqual({ stepId, action: wanted.action });
    if (wanted.attempts !== undefined) {
      const answers = step.attempts.map(({ statusCode, failure }) => statusCode ?? failure);
      expect(answers).toEqual(wanted.attempts.map(pattern));
    }
    if (wanted.classification !== undefined) expect(last?.classification).toBe(wanted.classification);
    if (wanted.facts !== undefined) expect(last?.facts).toMatchObject(patterns(wanted.facts));
    for (const name of wanted.withoutFacts ?? []) expect(last?.facts).not.toHaveProperty(name);
  }
}

function compareRequests({ requests, results }: Performance, expected: readonly ExpectedRequest[]): void {
  const outputs = results[0]!.outputs;
  const filled = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (slot, name: string) => (outputs[name] as string | undefined) ?? slot);
  const wanted = expected.flatMap((request) => Array.from({ length: request.times ?? 1 }, () => request));
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(
    wanted.map(({ send }) => filled(send)),
  );
  const keys = new Map<string, string | undefined>();
  for (const [index, request] of requests.entries()) {
    const { form, headers, withoutHeaders = [], key, answer, secondsLater } = wanted[index]!;
    if (form !== undefined) {
      const pairs = Object.entries(form).map(([name, value]) => [name, pattern(filled(value))]);
      expect(request.form).toEqual(pairs);
    }
    if (headers !== undefined) expect(request.headers).toMatchObject(patterns(headers));
    for (const name of withoutHeaders) expect(request.headers).not.toHaveProperty(name);
    if (key !== undefined) compareKey(request, key, keys);
    if (answer !== undefined) expect(request.answer).toBe(answer);
    if (secondsLater !== undefined) expect((request.at - requests[index - 1]!.at) / 1000).toBe(secondsLater);
  }
}

/** The same word is the same key, another word another key; `none` is no key at all. */
function compareKey(request: SentRequest, word: string, keys: Map<string, string | undefined>): void {
  const key = request.headers['idempotency-key'];
  if (word === 'none') {
    expect(key).toBeUndefined();
    return;
  }
  expect(key).toMatch(/^\S{16,255}$/);
  if (keys.has(word)) expect(key).toBe(keys.get(word));
  else expect([...keys.values()]).not.toContain(key);
  keys.set(word, key);
}

/** Of every run by itself, and of all together: nothing else was charged. */
function compareCharges({ results, charges }: Performance, expected: Readonly<Record<string, number>>): void {
  const counts = { succeeded: 0, pending: 0, failed: 0, ...expected };
  for (const { outputs } of results) {
    const own = charges.filter((charge) => charge.payment_intent === outputs['paymentId']);
    const count = (status: string): number => own.filter((charge) => charge.status === status).length;
    expect({ succeeded: count('succeeded'), pending: count('pending'), failed: count('failed') }).toEqual(
      counts,
    );
  }
  const each = Object.values(counts).reduce((sum, count) => sum + count, 0);
  expect(charges).toHaveLength(results.length * each);
}

function compareMessages({ results, messages }: Performance, expected: number): void {
  expect(messages).toHaveLength(results.length * expected);
  for (const { outputs } of results) {
    const own = messages.filter(({ body }) => body.includes(String(outputs['paymentId'])));
    expect(own).toHaveLength(expected);
  }
}

/** What is expected to be seen is seen by programs and by people; nothing secret or personal is, whatever the scenario. */
function compareShown({ run, world, shown }: Performance): void {
  const { STRIPE_API_KEY: stripe, TWILIO_AUTH_TOKEN: twilio } = run.credentials;
  const { toNumber, fromNumber } = run.inputs;
  const numbers = [toNumber, fromNumber].map(String).filter((number) => /^\+\d{7,}$/.test(number));
  const people = world.charges().flatMap(({ billing_details }) => Object.values(billing_details as object));
  const basic = Buffer.from(`${run.credentials['TWILIO_ACCOUNT_SID']}:${twilio}`).toString('base64');
  const secrets = [
    stripe,
    twilio,
    basic,
    ...numbers,
    ...people,
    ...world.secrets(),
    ...(run.expect.neverShown ?? []),
  ];
  for (const part of [shown.json, shown.text]) {
    for (const text of run.expect.shown ?? []) expect(part).toContain(text);
    for (const secret of new Set(secrets)) {
      if (typeof secret === 'string') expect(part).not.toContain(secret);
    }
  }
}
