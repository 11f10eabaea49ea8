import type { Workflow } from '../../arazzo/document.ts';
import { reachableCalls } from '../../credentials/reachable-calls.ts';
import type { Supply } from '../../plan/supply.ts';
import { operationFinder } from '../../emulator/document-sandbox.ts';
import { exampleInputs } from '../../emulator/example-inputs.ts';
import { exampleSupply, type SuppliedExample } from '../../emulator/example-supply.ts';
import type { Loaded } from '../../load.ts';
import type { Plan } from '../../plan/plan.ts';
import { wantedSupply } from '../../plan/wanted-supply.ts';
import { describeDocument } from '../../report/description.ts';
import { inputTemplate, type InputTemplate } from '../../report/input-template.ts';
import { exampleOf } from '../../plan/compile/example-of.ts';

/** The file to fill in before a workflow can run, with values made after the schemas. */
export async function describeTemplate(
  {
    description,
    draft,
    sources = {},
    states = {},
    repairs,
  }: Required<Pick<Loaded, 'description' | 'draft' | 'repairs'>> & Pick<Loaded, 'sources' | 'states'>,
  { workflowId }: Workflow,
): Promise<string> {
  const [described] = describeDocument(description, draft, states, workflowId).workflows;
  const find = operationFinder(sources);
  const made = await exampleInputs(draft, { workflowId, find });
  const compiled = draft.workflows.find((each) => each.workflowId === workflowId);
  const examples = { ...made, ...exampleOf(compiled?.inputs) };
  const calls = reachableCalls(draft, workflowId);
  const supplied = await exampleSupply(wantedSupply(draft, calls), find);
  return inputTemplate({
    title: description.info.title,
    workflowId,
    inputs: (described?.inputs ?? []).map((input) => ({
      ...input,
      example: Object.hasOwn(examples, input.name) ? examples[input.name] : undefined,
    })),
    servers: serversWithVariables(calls),
    supply: supplied.map((example) => ({
      ...example,
      step: stepName(draft, example),
      operation: `${example.call.operation.method} ${example.call.operation.path}`,
      example: example.value,
    })),
    credentials: described?.credentials ?? [],
    isRepaired: repairs.length > 0,
  });
}

/** By source, the server that is called unless another is chosen, where it has variables. */
function serversWithVariables(calls: ReturnType<typeof reachableCalls>): InputTemplate['servers'] {
  const first = new Map(
    calls.flatMap(({ call }) => {
      const [server] = call.operation.servers;
      return server === undefined || Object.keys(server.variables).length === 0
        ? []
        : [[call.source, server] as const];
    }),
  );
  return [...first].map(([source, server]) => ({ source, server }));
}

/** A step's shortest name in a supply. */
function stepName({ workflows }: Plan, { workflowId, stepId }: SuppliedExample): keyof Supply {
  const same = workflows.flatMap(({ steps }) => steps.filter((step) => step.stepId === stepId));
  return same.length === 1 ? stepId : `${workflowId}/${stepId}`;
}
