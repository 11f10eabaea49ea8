import { criteriaOf } from '../arazzo/parts.ts';
import { loadEngines } from '../criterion/criterion-engines.ts';
import { type Dialect, dialectOf } from '../criterion/dialect.ts';
import { loadSelectorEngines } from '../criterion/selector-engines.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { stops } from '../diagnostics/diagnostic.ts';
import type { Mode } from '../diagnostics/mode.ts';
import type { LoadedDocument } from '../sources/loaded-document.ts';
import type { LoadedSource } from '../sources/loaded-source.ts';
import { compileInputs } from './inputs/admit-inputs.ts';
import { checkComponents } from './rules/check-components.ts';
import { checkDependencies } from './rules/check-dependencies.ts';
import { checkNesting } from './rules/check-nesting.ts';
import { checkQuotedSlots } from './rules/check-quoted-slots.ts';
import { checkOutcomes, type OutcomesOf } from './rules/check-outcomes.ts';
import type { CompileContext } from './compile/compile-context.ts';
import { compileWorkflow } from './compile/compile-workflow.ts';
import { deepFreeze } from './freeze.ts';
import { schemaPointer } from './inputs/inputs-schema.ts';
import { hashOf } from '../text/hash.ts';
import type { DocumentPlan, Plan, SourcePlan, WorkflowPlan } from './plan.ts';
import { checkSupply, type Supply } from './supply.ts';
import { selectorDialectsIn, targetDialectsIn } from './compile/selector-dialects.ts';

/** What a plan is compiled from. */
export interface CompileInput {
  /** The document that is asked for, and those that its workflows lead to. */
  readonly documents: readonly LoadedDocument[];
  readonly mode: Mode;
  /** Names in the plan of sources whose server the user gives. */
  readonly servers?: ReadonlySet<string>;
  /** What whoever runs the document gives to its requests; only its names go into the plan. */
  readonly supply?: Supply | undefined;
  /** What providers are known to answer; without it, only what the descriptions say is checked. */
  readonly outcomesOf?: OutcomesOf;
  /** Whether the provider of an operation is known, so that only what is safe is repeated; without it, nothing is said of retries. */
  readonly isKnown?: CompileContext['isKnown'];
}

/** What came of compiling. */
export interface Compiled {
  /** Ready to run: every step compiled, no finding that stops, no stand-in among the sources. */
  readonly plan?: Plan;
  /** What could be compiled, for further checks only. */
  readonly draft: Plan;
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles a document, and what it needs of others, to a plan. All findings are returned; there is a plan only when none of them stops. */
export async function compile(input: CompileInput): Promise<Compiled> {
  const diagnostics: Diagnostic[] = [];
  const { supply = {} } = input;
  const unfit = checkSupply(supply, input.documents);
  diagnostics.push(...unfit);
  const compiled: Awaited<ReturnType<typeof compileDocument>>[] = [];
  for (const document of input.documents)
    compiled.push(
      await compileDocument(document, { ...input, supply: unfit.length === 0 ? supply : {} }, (diagnostic) =>
        diagnostics.push(diagnostic),
      ),
    );
  const workflows = compiled.flatMap((each) => each.workflows);
  diagnostics.push(...checkDependencies(input.documents, workflows));
  // Where a step is not compiled, what stands before the others is not known.
  if (compiled.every(({ complete }) => complete))
    diagnostics.push(...checkNesting(input.documents, workflows));
  const [{ description }] = input.documents as [LoadedDocument];
  const { title, version, summary } = description.info;
  const sources = input.documents.flatMap((document) => Object.values(document.sources));
  const body: Omit<Plan, 'hash'> = {
    format: 1,
    title,
    version,
    ...(summary === undefined ? {} : { summary }),
    sources: Object.fromEntries(sources.toReversed().map((source) => [source.id, sourcePlan(source)])),
    workflows,
    documents: Object.fromEntries(input.documents.map((document) => [document.name, documentPlan(document)])),
  };
  const draft: Plan = deepFreeze({ ...body, hash: hashOf(body) });
  const standIn = sources.some((source) => source.standIn !== undefined);
  const isUnfit = standIn || diagnostics.some(stops) || compiled.some(({ complete }) => !complete);
  return isUnfit ? { draft, diagnostics } : { plan: draft, draft, diagnostics };
}

/** Compiles the workflows of one document that a run can come to, by its own version, components and sources (clause L1). */
async function compileDocument(
  document: LoadedDocument,
  { mode, servers = new Set(), supply = {}, outcomesOf, isKnown = () => true }: CompileInput,
  report: CompileContext['report'],
): Promise<{ readonly workflows: readonly WorkflowPlan[]; readonly complete: boolean }> {
  const { description, located, workflowIds } = document;
  const { workflows, components } = description;
  const context: CompileContext = {
    ...document,
    mode,
    servers,
    supply,
    isKnown,
    engines: await loadEngines(dialectsIn(document)),
    ...(description.arazzo.startsWith('1.0.')
      ? {}
      : { selectors: await loadSelectorEngines(selectorDialectsIn([workflows, components])) }),
    targets: await loadSelectorEngines(targetDialectsIn(description)),
    report,
  };
  const compiled = [...workflows.entries()]
    .filter(([, { workflowId }]) => workflowIds.has(workflowId))
    .map(([index, workflow]) => {
      const pointer = `/workflows/${index}`;
      return { workflow, pointer, ...compileWorkflow(context, workflow, pointer) };
    });
  for (const { workflow, plan, pointer, complete } of compiled) {
    const { problems } = await compileInputs(plan.inputs, plan.defaults);
    for (const problem of problems) {
      const at = schemaPointer(`${pointer}/inputs`, problem.pointer);
      const place = at === `${pointer}/inputs` ? located.place(at, 'key') : located.place(at);
      report(diagnose('inputs/invalid-schema', problem.message, { place, hint: problem.hint }));
    }
    checkQuotedSlots(context, plan, (stepId) => {
      const index = workflow.steps.findIndex((step) => step.stepId === stepId);
      return { body: workflow.steps[index]?.requestBody, pointer: `${pointer}/steps/${index}/requestBody` };
    });
    if (complete && outcomesOf !== undefined) checkOutcomes(context, plan, pointer, outcomesOf);
  }
  // Of other documents only what is used is looked at (clause A8).
  if (document.name === '') await checkComponents(context);
  return {
    workflows: compiled.map(({ plan }) => plan),
    complete: compiled.every(({ complete }) => complete),
  };
}

/** The dialects of a document's criteria. What is no query is looked at as a comparison (clause I7). */
function dialectsIn({ description }: LoadedDocument): Dialect[] {
  return criteriaOf(description).flatMap(({ value }) => {
    const dialect = dialectOf(value);
    if (dialect === undefined) return [];
    return dialect === 'jsonpath' ? [dialect, 'jsonpath-comparison'] : [dialect];
  });
}

function sourcePlan({ url, hash, description }: LoadedSource): SourcePlan {
  return { url, hash, title: description.title };
}

function documentPlan({ description, documents }: LoadedDocument): DocumentPlan {
  const { $self, sourceDescriptions } = description;
  return {
    ...($self === undefined ? {} : { self: $self }),
    sourceDescriptions: Object.fromEntries(
      sourceDescriptions.toReversed().map((source) => [source.name, { ...source }]),
    ),
    documents: Object.fromEntries(Object.entries(documents).map(([name, other]) => [name, other.name])),
  };
}
