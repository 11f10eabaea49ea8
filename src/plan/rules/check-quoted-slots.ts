import type { RequestBody } from '../../arazzo/document.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { respelling } from '../../diagnostics/respelling.ts';
import type { Expression } from '../../expression/expression.ts';
import { formatExpression } from '../../expression/format-expression.ts';
import type { Template } from '../../expression/template.ts';
import { isJson } from '../../openapi/media-type.ts';
import { placeWithin } from '../../text/place-within.ts';
import { certainTypes } from './certain-types.ts';
import type { CompileContext } from '../compile/compile-context.ts';
import type { WorkflowPlan } from '../plan.ts';

/** Reports slots of JSON texts that are in quotes although what they hold is certainly no text: such a payload cannot be written (clause G4). */
export function checkQuotedSlots(
  context: CompileContext,
  workflow: WorkflowPlan,
  bodyAt: (
    stepId: string,
  ) => { readonly body: RequestBody | undefined; readonly pointer: string } | undefined,
): void {
  for (const { stepId, target } of workflow.steps) {
    if (target.kind !== 'operation' || target.body === undefined || !isJson(target.body.contentType))
      continue;
    const { body, pointer } = bodyAt(stepId) ?? {};
    if (typeof body?.payload !== 'string') continue;
    const wrong = quotedSlots(target.body.payload).flatMap((expression) => {
      const types = certainTypes(workflow, expression);
      const isCertain = types !== 'none' && types.length > 0;
      return isCertain && types.every((type) => type === 'object' || type === 'array')
        ? [{ slot: `{${formatExpression(expression)}}`, types }]
        : [];
    });
    report(context, body.payload, `${pointer}/payload`, wrong);
  }
}

/** The expressions of a text that are all of a JSON string. */
function quotedSlots(template: Template): readonly Expression[] {
  if (template.kind !== 'text') return [];
  const { parts } = template;
  return parts.filter((part, index): part is Expression => {
    const [before, after] = [parts[index - 1], parts[index + 1]];
    if (typeof part === 'string' || typeof before !== 'string' || typeof after !== 'string') return false;
    return /(?:^|[^\\])"$/.test(before) && /^"(?!\s*:)/.test(after);
  });
}

/** Each slot is told; the repair of one is that of all, so that none of them contradicts another. */
function report(
  context: CompileContext,
  payload: string,
  pointer: string,
  wrong: readonly { readonly slot: string; readonly types: readonly string[] }[],
): void {
  const meant = wrong.reduce((text, { slot }) => text.replaceAll(`"${slot}"`, () => slot), payload);
  for (const { slot, types } of wrong) {
    const offset = payload.indexOf(`"${slot}"`);
    const place = placeWithin(context.located, pointer, payload, Math.max(0, offset), slot.length + 2);
    const message = `${slot} holds an ${types.join(' or an ')}, which cannot stand within a JSON string.`;
    const repair = offset < 0 ? undefined : respelling(pointer, payload, meant);
    const hint = 'Remove the quotes around it.';
    context.report(diagnose('step/payload-not-json', message, { place, hint, repair }));
  }
}
