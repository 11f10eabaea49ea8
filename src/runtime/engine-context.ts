import { loadEngines } from '../criterion/criterion-engines.ts';
import { loadSelectorEngines } from '../criterion/selector-engines.ts';
import { stops } from '../diagnostics/diagnostic.ts';
import type { EngineContext } from '../engine/engine.ts';
import { completeLimits, type Limits } from '../engine/limits.ts';
import { link } from '../engine/program.ts';
import { type AdmitInputs, compileAdmissions } from '../plan/inputs/admit-inputs.ts';
import { criterionDialects } from '../plan/compile/criterion-dialects.ts';
import type { Plan } from '../plan/plan.ts';
import { selectorDialects } from '../plan/compile/selector-dialects.ts';

/** What the engine needs to run a plan, or to replay a journal of it; sends nothing and needs no credentials. */
export async function engineContext(
  plan: Plan,
  limits: Partial<Limits> = {},
): Promise<EngineContext & { readonly admissions: ReadonlyMap<string, AdmitInputs> }> {
  const program = link(
    plan,
    await loadEngines(criterionDialects(plan)),
    await loadSelectorEngines(selectorDialects(plan)),
  );
  const admissions = await compileAdmissions(plan);
  return {
    program,
    limits: completeLimits(limits),
    admit(workflowId, given) {
      const { inputs, diagnostics } = admissions.get(workflowId)!(given);
      return { inputs, problems: diagnostics.filter(stops).map(({ message }) => message) };
    },
    admissions,
  };
}
