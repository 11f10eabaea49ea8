import type { Components, JsonSchema } from '../../arazzo/document.ts';
import { entries, members } from '../../arazzo/parts.ts';
import { usedParts } from '../../arazzo/used-parts.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { type Diagnostic, stops } from '../../diagnostics/diagnostic.ts';
import { compileInputs } from '../inputs/admit-inputs.ts';
import type { CompileContext, UseSite } from '../compile/compile-context.ts';
import { compileCriterion } from '../compile/compile-criteria.ts';
import { compileValue } from '../compile/compile-value.ts';
import { buildFlow } from '../compile/flow.ts';
import { schemaRoot } from '../compile/find-workflow.ts';
import { schemaPointer, standaloneSchema } from '../inputs/inputs-schema.ts';
import { knownProperties } from '../inputs/known-properties.ts';
import { referenceTo } from '../inputs/schema-problems.ts';

/**
 * Checks the components of a document that none of its workflows uses, as far as they are right or wrong wherever they are used: whether expressions
 * and criteria can be parsed, and schemas compiled. What is found stops nothing (clause B5).
 */
export async function checkComponents(context: CompileContext): Promise<void> {
  const { description, workflowIds } = context;
  const { components = {} } = description;
  const used = usedParts(description, workflowIds, new Set());
  const report = (diagnostic: Diagnostic): void =>
    context.report(stops(diagnostic) ? { ...diagnostic, severity: 'warning' } : diagnostic);
  // What a name refers to is known only where the component is used.
  const parsing: CompileContext = {
    ...context,
    report: (diagnostic) => {
      if (isOfText(diagnostic)) report(diagnostic);
    },
  };
  checkTexts(parsing, components, used);
  for (const { value, pointer } of unused(components.inputs, 'inputs', used))
    await checkInputs({ ...context, report }, value, pointer);
}

function unused<T>(
  ofKind: Readonly<Record<string, T>> | undefined,
  kind: keyof Components,
  used: ReadonlySet<string>,
) {
  return members(ofKind, `/components/${kind}`).filter(
    ({ name }) => !used.has(`/components/${kind}/${name}`),
  );
}

/** Whether a finding is about a text alone, and not about what it refers to. */
function isOfText({ code }: Diagnostic): boolean {
  return code === 'expression/syntax' || !/^(?:expression|inputs|response|step)\//.test(code);
}

function checkTexts(context: CompileContext, components: Components, used: ReadonlySet<string>): void {
  const site: UseSite = {
    workflow: { workflowId: '', steps: [] },
    flow: buildFlow([], []),
    inputs: knownProperties(true),
    neededInputs: new Set(),
    stage: 'answer',
  };
  for (const { value, pointer } of unused(components.parameters, 'parameters', used))
    compileValue(context, { ...site, stage: 'request' }, value.value, `${pointer}/value`);
  const actions = [
    ...unused(components.successActions, 'successActions', used),
    ...unused(components.failureActions, 'failureActions', used),
  ];
  for (const { value: action, pointer } of actions) {
    for (const criterion of entries(action.criteria, `${pointer}/criteria`))
      compileCriterion(context, site, criterion.value, criterion.pointer);
    for (const parameter of entries(action.parameters, `${pointer}/parameters`))
      if ('value' in parameter.value)
        compileValue(context, site, parameter.value.value, `${parameter.pointer}/value`);
  }
}

async function checkInputs(context: CompileContext, schema: JsonSchema, pointer: string): Promise<void> {
  const { located, report } = context;
  const alone = standaloneSchema(schema, schemaRoot(context), (reference) => {
    const message = `The input schema refers to ${reference}, which does not exist.`;
    const place = located.place(referenceTo(schema, reference, pointer) ?? pointer);
    const hint = 'Write a reference into this document, such as #/components/inputs/<name>.';
    report(diagnose('document/unknown-reference', message, { place, hint }));
  });
  for (const { pointer: within, message, hint } of (await compileInputs(alone)).problems) {
    const place = located.place(schemaPointer(pointer, within));
    report(diagnose('inputs/invalid-schema', message, { place, hint }));
  }
}
