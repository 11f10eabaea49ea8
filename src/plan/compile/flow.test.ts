import { describe, expect, test } from 'vitest';
import { alwaysBefore, buildFlow, canReach, type Chains, endless } from './flow.ts';

const plain: Chains = { onSuccess: [], onFailure: [] };
const when = [{}];
const to = (stepId: string, criteria: readonly unknown[] = []) =>
  ({ type: 'goto', stepId, criteria }) as const;

const flowOf = (...chains: Chains[]) =>
  buildFlow(
    chains.map((_, index) => `s${index}`),
    chains,
  );

describe('the flow of steps', () => {
  test('goes from each to the next when nothing says otherwise, and fails at the first failure', () => {
    const flow = flowOf(plain, plain, plain);
    expect(flow.next.map((after) => [...after])).toEqual([[1], [2], []]);
    expect(flow.nextOnSuccess.map((after) => [...after])).toEqual([[1], [2], [3]]);
  });

  test('takes an action with criteria or goes on, and one without criteria always', () => {
    const flow = flowOf(
      { onSuccess: [to('s2', when)], onFailure: [to('s0')] },
      { onSuccess: [to('s0')], onFailure: [] },
      plain,
    );
    expect(flow.next[0]).toEqual(new Set([0, 1, 2]));
    expect([...flow.nextOnSuccess[1]!]).toEqual([0]);
  });

  test('does not see actions behind one without criteria, except behind a retry, whose limit ends', () => {
    const hidden = flowOf({ onSuccess: [{ type: 'end' }, to('s1')], onFailure: [] }, plain);
    expect([...hidden.nextOnSuccess[0]!]).toEqual([2]);
    const retried = flowOf({ onSuccess: [], onFailure: [{ type: 'retry' }, to('s2')] }, plain, plain);
    expect(retried.next[0]).toEqual(new Set([1, 2]));
  });

  test('leaves the workflow with a goto to another one', () => {
    const flow = flowOf({ onSuccess: [{ type: 'goto', workflowId: 'other' }], onFailure: [] }, plain);
    expect([...flow.nextOnSuccess[0]!]).toEqual([2]);
    expect([...flow.next[0]!]).toEqual([]);
  });

  test('knows what can be reached, and what always came before', () => {
    const flow = flowOf({ onSuccess: [to('s2', when)], onFailure: [] }, plain, plain);
    expect(canReach(flow, 0, 2)).toBe(true);
    expect(canReach(flow, 2, 0)).toBe(false);
    expect(canReach(flow, 1, 1)).toBe(false);
    expect(alwaysBefore(flow, 0, 2)).toBe(true);
    expect(alwaysBefore(flow, 1, 2)).toBe(false);
    expect(alwaysBefore(flow, 2, 2)).toBe(false);
  });

  test('reaches itself through a loop', () => {
    const flow = flowOf(plain, { onSuccess: [to('s0', when)], onFailure: [] });
    expect(canReach(flow, 0, 0)).toBe(true);
    expect(canReach(flow, 1, 0)).toBe(true);
  });

  test('comes to a helper and back, and not to what follows the helper', () => {
    const helped: Chains = { onSuccess: [{ type: 'end' }], onFailure: [{ type: 'retry', stepId: 's1' }] };
    const flow = flowOf(helped, plain, plain);
    expect(canReach(flow, 1, 0)).toBe(true);
    expect(canReach(flow, 0, 1)).toBe(true);
    expect(canReach(flow, 0, 2)).toBe(false);
    expect(alwaysBefore(flow, 0, 1)).toBe(true);
    expect(endless(flow)).toEqual([]);
    const before = flowOf(plain, plain, { onSuccess: [], onFailure: [{ type: 'retry', stepId: 's0' }] });
    expect(alwaysBefore(before, 1, 2)).toBe(true);
  });

  test('is endless where success leads round for ever, and only there', () => {
    const flow = flowOf(
      plain,
      { onSuccess: [to('s2')], onFailure: [] },
      { onSuccess: [to('s1')], onFailure: [] },
    );
    expect(endless(flow)).toEqual([0, 1, 2]);
    expect(endless(flowOf(plain, { onSuccess: [to('s0', when)], onFailure: [] }))).toEqual([]);
  });

  test('of a thousand steps that all go to each other is found in little time', () => {
    const size = 1000;
    const chains = Array.from({ length: size }, (_, index): Chains => ({
      onSuccess: [to(`s${(index * 7) % size}`, when), to(`s${(index * 13) % size}`, when)],
      onFailure: [],
    }));
    expect(endless(flowOf(...chains))).toEqual([]);
  });
});
