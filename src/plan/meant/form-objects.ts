import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Template } from '../../expression/template.ts';
import type { ChosenMediaType } from '../../openapi/choose-media-type.ts';
import { essence, formMediaType } from '../../openapi/media-type.ts';
import { escapeToken } from '../../text/pointer.ts';
import type { CompileContext } from '../compile/compile-context.ts';

/**
 * Tells which fields of a form are written as JSON because the description has no encoding for them (clause 4.5): servers that expect
 * `a[b]=c` are common, and descriptions that do not say so too.
 * @param at JSON Pointer of the payload in the document.
 */
export function reportFormObjects(
  context: CompileContext,
  { contentType, mediaType }: ChosenMediaType,
  payload: Template,
  at: string,
): void {
  if (essence(contentType) !== formMediaType) return;
  for (const [name, value] of membersOf(payload)) {
    if (mediaType?.encoding[name] !== undefined || !isStructure(value)) continue;
    const message = `The description does not say how a form has the object "${name}": it is written as JSON.`;
    const hint = `Where the server wants fields of their own, write them so: ${name}[key].`;
    const place = context.located.place(`${at}/${escapeToken(name)}`, 'key');
    context.report(diagnose('step/form-object', message, { place, hint }));
  }
}

function membersOf(template: Template): readonly (readonly [string, Template])[] {
  if (template.kind === 'object') return template.members;
  if (template.kind !== 'literal' || typeof template.value !== 'object' || template.value === null) return [];
  return Object.entries(template.value).map(([name, value]) => [name, { kind: 'literal', value }] as const);
}

/** Whether a field is an object, or a list with one in it: items of a list are fields of the same name. */
function isStructure(template: Template): boolean {
  if (template.kind === 'array')
    return template.items.some((item) => item.kind === 'array' || isStructure(item));
  if (template.kind !== 'literal') return template.kind === 'object';
  const values: readonly unknown[] = Array.isArray(template.value) ? template.value : [template.value];
  return values.some((value) => typeof value === 'object' && value !== null);
}
