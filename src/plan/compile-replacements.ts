import type { RequestBody } from '../arazzo/document.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { SchemaSummary } from '../openapi/operation.ts';
import { parsePointer } from '../text/pointer.ts';
import type { CompileContext, UseSite } from './compile-context.ts';
import { compileValue } from './compile-value.ts';
import type { PathStep, ReplacementPlan } from './plan.ts';

/** Deeper targets than this are refused, so that none can exhaust the stack. */
const deepest = 100;

/**
 * Compiles the replacements of a payload that JSON Pointers lead into (clauses G5 to G7).
 * @param at JSON Pointer of the request body in the document.
 */
export function compileReplacements(
  context: CompileContext,
  site: UseSite,
  replacements: NonNullable<RequestBody['replacements']>,
  schema: SchemaSummary | undefined,
  at: string,
): readonly ReplacementPlan[] {
  return replacements.flatMap(({ target, value }, index): ReplacementPlan[] => {
    const pointer = `${at}/replacements/${index}`;
    const compiled = compileValue(context, site, value, `${pointer}/value`, () => true);
    const tokens = parsePointer(target);
    if (tokens !== undefined && tokens.length <= deepest) {
      return [{ path: pathOf(tokens, schema), value: compiled }];
    }
    const message =
      tokens === undefined
        ? `The target "${target}" is not a JSON Pointer, which ${target.startsWith('#') ? 'has no "#" here' : 'begins with a slash'}.`
        : `The target leads deeper than ${deepest} levels.`;
    const hint = 'Write, for example: target: /customer/name';
    const place = context.located.place(`${pointer}/target`);
    context.report(diagnose('step/replacement-target', message, { place, hint }));
    return [];
  });
}

/** Missing containers are arrays where the schema or an appended item says so, never because a name is made of digits (clause G7). */
function pathOf(tokens: readonly string[], schema: SchemaSummary | undefined): PathStep[] {
  return tokens.map((name, index) => {
    const holder = index === 0 ? schema : index === 1 ? memberOf(schema, tokens[0]!) : undefined;
    const types = holder?.types ?? [];
    const isList = types.includes('array') && types.every((type) => type === 'array' || type === 'null');
    return name === '-' || isList ? { name, list: true } : { name };
  });
}

function memberOf(schema: SchemaSummary | undefined, name: string): Pick<SchemaSummary, 'types'> | undefined {
  const properties = schema?.properties ?? {};
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}
