import { expect, test } from 'vitest';
import { heddle } from '../../test/cli/heddle.ts';
import type { RunResult } from '../report/run-result.ts';

const name = 'failed-payment-dunning';

test('--max-steps stops a run at its limit, and it exits with 1', async () => {
  const { code, stdout } = await heddle(['run', name, '--sandbox', '--max-steps', '2', '--json']);
  const { status, diagnostics } = JSON.parse(stdout) as RunResult;
  expect({ code, status }).toEqual({ code: 1, status: 'failed' });
  expect(diagnostics).toContainEqual(
    expect.objectContaining({
      code: 'run/limit-reached',
      message: 'The run has entered 2 steps, its limit.',
    }),
  );
});

test('--max-time is the time that the clock of the run says', async () => {
  let now = 0;
  const clock = { now: () => (now += 20), sleep: async () => undefined, after: () => () => undefined };
  const { code, stdout } = await heddle(['run', name, '--sandbox', '--max-time', '50ms', '--json'], {
    clock,
  });
  expect(code).toBe(1);
  expect((JSON.parse(stdout) as RunResult).diagnostics[0]).toMatchObject({
    code: 'run/limit-reached',
    message: 'The run has taken more than 50 ms, its limit.',
  });
});

test.each([
  ['--max-time', '50'],
  ['--max-steps', '0'],
  ['--max-depth', '501'],
])('%s %s is refused before anything is sent', async (flag, value) => {
  const { code, sent } = await heddle(['run', name, '--sandbox', flag, value]);
  expect({ code, sent }).toEqual({ code: 2, sent: [] });
});
