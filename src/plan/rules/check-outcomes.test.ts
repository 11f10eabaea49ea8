import { describe, expect, test } from 'vitest';
import { smallPlan, type SmallStep } from '../../../test/support/small-plan.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { readText } from '../../text/read-text.ts';
import { checkOutcomes } from './check-outcomes.ts';
import type { KnownOutcome } from '../known-outcome.ts';

const paid: KnownOutcome = { name: 'a payment', statusCode: 200, body: { status: 'succeeded' } };
const declined: KnownOutcome = {
  name: 'a declined card',
  statusCode: 402,
  body: { error: { code: 'card_declined' } },
};

/** The findings about a workflow whose first step has these known answers. */
function check(steps: readonly SmallStep[], known: readonly KnownOutcome[] = [paid, declined]): Diagnostic[] {
  const found: Diagnostic[] = [];
  const context = {
    description: { arazzo: '1.0.1', info: { title: '', version: '' }, sourceDescriptions: [], workflows: [] },
    located: readText('{}', 'x.json').located!,
    sources: {},
    name: '',
    location: 'x.json',
    documents: {},
    workflowIds: new Set<string>(),
    mode: 'standard' as const,
    servers: new Set<string>(),
    engines: {},
    targets: {},
    supply: {},
    isKnown: () => false,
    report: (diagnostic: Diagnostic) => found.push(diagnostic),
  };
  let calls = 0;
  checkOutcomes(context, smallPlan({ main: steps }).workflows[0]!, '/workflows/0', () =>
    calls++ === 0 ? known : [],
  );
  return found;
}

describe('known answers', () => {
  test('lead to a step that only helps a retry', () => {
    const steps: SmallStep[] = [
      { id: 'pay', onSuccess: [{ type: 'end' }], onFailure: [{ type: 'retry', stepId: 'mend' }] },
      { id: 'mend' },
    ];
    expect(check(steps, [declined])).toEqual([]);
    expect(check([{ ...steps[0]!, onFailure: [] }, steps[1]!], [declined])).toMatchObject([
      { code: 'step/never-reached' },
    ]);
  });

  test('that take effect and yet fail the workflow are a hazard that names criterion and answer', () => {
    const found = check([
      { id: 'pay', succeeds: ['$statusCode == 200', "$response.body#/status == 'failed'"] },
    ]);
    expect(found).toMatchObject([{ code: 'step/unsafe-success', severity: 'hazard' }]);
    expect(found[0]?.message).toContain(
      "$response.body#/status == 'failed' does not hold for a payment (HTTP 200)",
    );
  });

  test('that take effect and fail the step are fine when an action handles them', () => {
    const handled = {
      id: 'pay',
      succeeds: ["$response.body#/status == 'x'"],
      onFailure: [{ type: 'end' as const }],
    };
    expect(check([handled])).toEqual([]);
  });

  test('that never lead to a step are a hazard that says why', () => {
    const found = check([{ id: 'pay', onSuccess: [{ type: 'end' }] }, { id: 'text' }]);
    expect(found).toMatchObject([{ code: 'step/never-reached', severity: 'warning' }]);
    const guarded = check([
      { id: 'pay', onSuccess: [{ type: 'end', when: ['$statusCode == 200'] }] },
      { id: 'text' },
    ]);
    expect(guarded).toMatchObject([{ code: 'step/never-reached', severity: 'hazard' }]);
    expect(guarded[0]?.message).toContain('After "pay", it goes elsewhere for a payment (HTTP 200)');
  });

  test('that a failure action leads on reach the step, behind a retry too', () => {
    const onFailure = [
      { type: 'retry' as const },
      { type: 'goto' as const, stepId: 'text', when: ['$statusCode == 402'] },
    ];
    expect(check([{ id: 'pay', onSuccess: [{ type: 'end' }], onFailure }, { id: 'text' }])).toEqual([]);
  });

  test('decide nothing where a condition depends on more than the answer', () => {
    const when = ['$inputs.n == 1'];
    expect(check([{ id: 'pay', onSuccess: [{ type: 'end', when }] }, { id: 'text' }])).toEqual([]);
    expect(check([{ id: 'pay', succeeds: ['$inputs.n == 1'] }, { id: 'text' }])).toEqual([]);
  });

  test('that are not known leave every way open', () => {
    const onSuccess = [{ type: 'goto' as const, stepId: 'c', when: ['$statusCode == 201'] }];
    expect(check([{ id: 'a', onSuccess }, { id: 'b' }, { id: 'c' }], [])).toEqual([]);
  });
});
