import { describe, expect, test } from 'vitest';
import { smallPlan, type SmallStep } from '../../../test/support/small-plan.ts';

/** For each step, the index of the last one that begins with it. */
function marks(steps: readonly SmallStep[]): readonly (number | undefined)[] {
  return smallPlan({ main: steps, other: [{ id: 'x' }] }).workflows[0]!.steps.map(({ together }) => together);
}

const on = (id: string, more: Partial<SmallStep> = {}): SmallStep => ({ id, dependsOn: ['a'], ...more });

describe('steps begin together', () => {
  test('when they stand next to one another and none depends on another', () => {
    expect(marks([{ id: 'a' }, on('b'), on('c'), on('d', { dependsOn: ['b'] })])).toEqual([
      undefined,
      2,
      undefined,
      undefined,
    ]);
    expect(marks([{ id: 'a' }, on('b'), on('c'), on('d')])).toEqual([undefined, 3, 3, undefined]);
  });

  test('only when each says what it depends on, and calls an operation', () => {
    expect(marks([{ id: 'a' }, { id: 'b' }, { id: 'c' }])).toEqual([undefined, undefined, undefined]);
    expect(marks([{ id: 'a' }, on('b'), { id: 'c' }])[1]).toBeUndefined();
    expect(marks([{ id: 'a' }, on('b'), on('c', { calls: 'other' })])[1]).toBeUndefined();
    expect(marks([{ id: 'a' }, on('b', { calls: 'other' }), on('c')])[1]).toBeUndefined();
  });

  test('unless one uses what another gives, in its criteria too', () => {
    const uses = { succeeds: ['$steps.b.outputs.v == 1'] };
    expect(marks([{ id: 'a' }, on('b'), on('c', uses), on('d')])).toEqual([
      undefined,
      undefined,
      3,
      undefined,
    ]);
  });

  test('up to the first whose actions can lead elsewhere; a plain retry does not', () => {
    const end = { onSuccess: [{ type: 'end' as const }] };
    expect(marks([{ id: 'a' }, on('b'), on('c', end), on('d'), on('e')])).toEqual([
      undefined,
      2,
      undefined,
      4,
      undefined,
    ]);
    const goes = { onFailure: [{ type: 'goto' as const, stepId: 'a' }] };
    expect(marks([{ id: 'a' }, on('b', goes), on('c')])[1]).toBeUndefined();
    expect(marks([{ id: 'a' }, on('b', { onFailure: [{ type: 'retry' }] }), on('c')])[1]).toBe(2);
    const helped = { onFailure: [{ type: 'retry' as const, workflowId: 'other' }] };
    expect(marks([{ id: 'a' }, on('b', helped), on('c')])[1]).toBeUndefined();
  });

  test('eight at a time', () => {
    const steps = Array.from('bcdefghijk', (id) => on(id));
    expect(marks([{ id: 'a' }, ...steps])).toEqual([
      undefined,
      ...Array<number>(7).fill(8),
      undefined,
      10,
      undefined,
    ]);
  });
});
