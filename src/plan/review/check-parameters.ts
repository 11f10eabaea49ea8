import { diagnose } from '../../diagnostics/diagnose.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import { parameterOf } from '../../openapi/parameter-of.ts';
import { isScalar } from '../../openapi/serialize/scalar-text.ts';
import { givenParameters } from '../compile/compile-parameters.ts';
import { labelOf } from './check-statuses.ts';
import { listOf } from './known-type.ts';
import type { ReviewedStep, ReviewedWorkflow } from './reviewed-step.ts';

/**
 * Holds the values that a document itself writes for parameters of a request against what the operation declares. A parameter is sent as text,
 * so that one of another type will do if its text is one of the declared type: `'5'` where an integer is taken.
 */
export function checkParameters(
  { document, workflow, pointer, report }: ReviewedWorkflow,
  step: ReviewedStep,
): void {
  const { target } = step.plan;
  if (step.called === undefined || target.kind !== 'operation') return;
  const { operation } = step.called;
  const given = givenParameters(document, workflow, pointer, step.step, step.pointer);
  for (const { parameter, valuePointer } of [...given.inherited, ...given.own]) {
    const { name, in: location } = parameter;
    const plan = target.parameters.find((each) => each.in === location && each.name === name);
    if (plan?.value.kind !== 'literal' || !isScalar(plan.value.value)) continue;
    const { mediaType, schema } = parameterOf(operation, plan);
    if (mediaType !== undefined || schema === undefined || schema.binary === true) continue;
    const text = String(plan.value.value);
    const { types, enum: values } = schema;
    const place = document.located.place(valuePointer);
    const where = `the ${plan.in} parameter "${name}"`;
    if (values !== undefined && !types.includes('array')) {
      if (values.some((each) => String(each) === text)) continue;
      const message = `${labelOf(operation)} takes ${listOf(values)} for ${where}, and not ${JSON.stringify(plan.value.value)}.`;
      const hint =
        didYouMean(
          text,
          values.filter((each) => typeof each === 'string'),
        ) ?? takes;
      report(diagnose('step/parameter-value', message, { place, hint }));
    } else if (types.length > 0 && !types.some((type) => isTextOf(type, text))) {
      const message = `${labelOf(operation)} takes ${where} of type ${types.join(' or ')}, and the step gives it the text ${JSON.stringify(text)}.`;
      report(diagnose('step/parameter-value', message, { place, hint: takes }));
    }
  }
}

const takes = 'Write a value that the operation takes.';

/** Whether a text may stand for a value of a JSON type. One value is a list of one. */
function isTextOf(type: string, text: string): boolean {
  switch (type) {
    case 'integer':
      return text.trim() !== '' && Number.isInteger(Number(text));
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text));
    case 'boolean':
      return text === 'true' || text === 'false';
    case 'null':
      return text === '' || text === 'null';
    default:
      return true;
  }
}
