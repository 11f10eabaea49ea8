import type { ArazzoDescription } from '../arazzo/document.ts';
import { criteriaOf } from '../arazzo/parts.ts';
import { loadEngines } from '../criterion/criterion-engines.ts';
import { type Dialect, dialectOf } from '../criterion/dialect.ts';
import { loadSelectorEngines } from '../criterion/selector-engines.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { stops } from '../diagnostics/diagnostic.ts';
import type { Mode } from '../diagnostics/mode.ts';
import type { LoadedSource } from '../sources/loaded-source.ts';
import type { LocatedText } from '../text/located-text.ts';
import { checkOutcomes, type OutcomesOf } from './check-outcomes.ts';
import type { CompileContext } from './compile-context.ts';
import { compileWorkflow } from './compile-workflow.ts';
import { deepFreeze } from './freeze.ts';
import { hashOf } from './hash.ts';
import { compileInputs } from './admit-inputs.ts';
import type { Plan, SourcePlan } from './plan.ts';
import { selectorDialectsIn, targetDialectsIn } from './selector-dialects.ts';

/** What a plan is compiled from. */
export interface CompileInput {
  readonly description: ArazzoDescription;
  readonly located: LocatedText;
  /** Those that could be loaded, by name. */
  readonly sources: Readonly<Record<string, LoadedSource>>;
  readonly mode: Mode;
  /** Names of sources whose server the user gives. */
  readonly servers?: ReadonlySet<string>;
  /** What providers are known to answer; without it, only what the descriptions say is checked. */
  readonly outcomesOf?: OutcomesOf;
}

/** What came of compiling. */
export interface Compiled {
  /** Ready to run: every step compiled, no finding that stops, no stand-in among the sources. */
  readonly plan?: Plan;
  /** What could be compiled, for further checks only. */
  readonly draft: Plan;
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles a document to a plan. All findings are returned; there is a plan only when none of them stops. */
export async function compile(input: CompileInput): Promise<Compiled> {
  const diagnostics: Diagnostic[] = [];
  const { description, sources } = input;
  const engines = await loadEngines(dialectsIn(description));
  const { workflows, components } = description;
  const selectors = description.arazzo.startsWith('1.0.')
    ? {}
    : { selectors: await loadSelectorEngines(selectorDialectsIn([workflows, components])) };
  const context: CompileContext = {
    servers: new Set(),
    ...input,
    engines,
    ...selectors,
    targets: await loadSelectorEngines(targetDialectsIn(description)),
    report: (diagnostic) => diagnostics.push(diagnostic),
  };
  const compiled = description.workflows.map((workflow, index) =>
    compileWorkflow(context, workflow, `/workflows/${index}`),
  );
  for (const [index, { plan }] of compiled.entries()) {
    const place = input.located.place(`/workflows/${index}/inputs`, 'key');
    const { diagnostics: problems } = await compileInputs(plan.inputs, plan.defaults);
    diagnostics.push(...problems.map((problem) => ({ ...problem, place })));
    if (compiled[index]!.complete && input.outcomesOf !== undefined) {
      checkOutcomes(context, plan, `/workflows/${index}`, input.outcomesOf);
    }
  }
  const body: Omit<Plan, 'hash'> = {
    format: 1,
    title: description.info.title,
    version: description.info.version,
    ...(description.info.summary === undefined ? {} : { summary: description.info.summary }),
    ...(description.$self === undefined ? {} : { self: description.$self }),
    sources: Object.fromEntries(Object.values(sources).map((source) => [source.name, sourcePlan(source)])),
    workflows: compiled.map(({ plan }) => plan),
  };
  const draft: Plan = deepFreeze({ ...body, hash: hashOf(body) });
  const standIn = Object.values(sources).some((source) => source.standIn === true);
  const unfit = standIn || diagnostics.some(stops) || compiled.some(({ complete }) => !complete);
  return unfit ? { draft, diagnostics } : { plan: draft, draft, diagnostics };
}

/** The dialects of a document's criteria. What is no query is looked at as a comparison (clause I7). */
function dialectsIn(description: ArazzoDescription): Dialect[] {
  return criteriaOf(description).flatMap(({ value }) => {
    const dialect = dialectOf(value);
    if (dialect === undefined) return [];
    return dialect === 'jsonpath' ? [dialect, 'jsonpath-comparison'] : [dialect];
  });
}

function sourcePlan({ url, hash, description }: LoadedSource): SourcePlan {
  return { url, hash, title: description.title };
}
