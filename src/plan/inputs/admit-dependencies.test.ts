import { expect, test } from 'vitest';
import { smallPlan } from '../../../test/support/small-plan.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { admitDependencies } from './admit-dependencies.ts';
import type { AdmitInputs } from './admit-inputs.ts';

/** Admits inputs that have these names; another finding stops nothing. */
const wanting =
  (...names: string[]): AdmitInputs =>
  (inputs) => ({
    inputs,
    diagnostics: [
      diagnose('inputs/undeclared', 'A warning.'),
      ...names
        .filter((name) => !Object.hasOwn(inputs, name))
        .map((name) => diagnose('inputs/missing', `No ${name}.`)),
    ],
  });

const plan = smallPlan(
  { main: [{ id: 'a' }], one: [{ id: 'a' }], two: [{ id: 'a' }], strict: [{ id: 'a' }] },
  {},
  {
    main: [{ workflowId: 'one', inputs: ['x'] }, { workflowId: 'strict' }],
    one: [{ workflowId: 'two', inputs: ['y'] }],
    two: [{ workflowId: 'one', inputs: ['x'] }],
  },
);

const admissions = new Map([
  ['main', wanting('x')],
  ['one', wanting('x')],
  ['two', wanting('y', 'x')],
  ['strict', wanting('z')],
]);

test('what started workflows lack of a run’s inputs is found, once each, with what they declare', () => {
  const admit = admitDependencies(plan, admissions, 'main');
  const found = (inputs: object) => admit({ ...inputs }).diagnostics.map(({ message }) => message);
  expect(found({})).toEqual(['A warning.', 'No x.', 'No y.']);
  expect(found({ x: 1, y: 1 })).toEqual(['A warning.', 'No x.']);
});

test('a workflow without dependencies is admitted as it is', () => {
  expect(admitDependencies(plan, admissions, 'strict')).toBe(admissions.get('strict'));
});
