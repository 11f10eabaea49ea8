import type { PayloadReplacement, RequestBody } from '../../arazzo/document.ts';
import { olderVersion, readAsNewer } from '../../arazzo/older-version.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { selectorDialect } from '../../expression/parse-selector.ts';
import { parseTemplate } from '../../expression/parse-template.ts';
import type { SchemaSummary } from '../../openapi/operation.ts';
import { textMedium } from '../../openapi/serialize/text-medium.ts';
import { isObject } from '../../text/json.ts';
import { parsePointer } from '../../text/pointer.ts';
import { checkDigits } from '../rules/check-query.ts';
import type { CompileContext, UseSite } from './compile-context.ts';
import { compileValue } from './compile-value.ts';
import type { PathStep, ReplacementPlan } from '../plan.ts';

/** Deeper targets than this are refused, so that none can exhaust the stack. */
const deepest = 100;

/** What is replaced in. */
export interface Replaced {
  readonly contentType: string;
  /** Whether the payload is the text of the whole body. */
  readonly isText: boolean;
  readonly schema: SchemaSummary | undefined;
}

/**
 * Compiles the replacements of a payload (clauses G5 to G7). Without a type, a target is XPath in XML text and a JSON Pointer elsewhere.
 * @param at JSON Pointer of the request body in the document.
 */
export function compileReplacements(
  context: CompileContext,
  site: UseSite,
  replacements: NonNullable<RequestBody['replacements']>,
  replaced: Replaced,
  at: string,
): readonly ReplacementPlan[] {
  return replacements.flatMap((replacement, index): ReplacementPlan[] => {
    const pointer = `${at}/replacements/${index}`;
    const value = compileValue(context, site, replacement.value, `${pointer}/value`, () => true);
    const target = compileTarget(context, replacement, replaced);
    if ('dialect' in target) {
      reportSlots(context, replacement.target, `${pointer}/target`);
      checkDigits(context, target.lostDigits ?? [], context.located.place(`${pointer}/target`));
      reportOlder(context, replacement.targetSelectorType, `${pointer}/targetSelectorType`);
      const { dialect } = target;
      if (dialect === 'jsonpointer')
        return [{ dialect, path: target.path, target: replacement.target, value }];
      return [{ dialect, target: replacement.target, value }];
    }
    const place = context.located.place(`${pointer}/${target.field ?? 'target'}`);
    context.report(diagnose('step/replacement-target', target.message, { place, hint: target.hint }));
    return [];
  });
}

type Target =
  | (PointerTarget & { readonly lostDigits?: undefined })
  | {
      readonly dialect: Exclude<ReplacementPlan['dialect'], 'jsonpointer'>;
      readonly lostDigits?: readonly string[] | undefined;
    };
type PointerTarget = Pick<Extract<ReplacementPlan, { dialect: 'jsonpointer' }>, 'dialect' | 'path'>;

/** Why a target leads nowhere. */
interface TargetFlaw {
  readonly message: string;
  readonly hint: string;
  /** Where the flaw is, when it is not in the target itself. */
  readonly field?: 'targetSelectorType';
}

function compileTarget(
  { targets }: CompileContext,
  { target, targetSelectorType: type }: PayloadReplacement,
  { contentType, isText, schema }: Replaced,
): Target | TargetFlaw {
  const isXml = isText && textMedium(contentType) === 'xml';
  const dialect = type === undefined ? (isXml ? 'xpath' : 'jsonpointer') : selectorDialect(type);
  const field = 'targetSelectorType' as const;
  if (dialect === undefined) {
    const hint = 'Without a version, the type is read by the newest one.';
    return { message: 'The version of the targetSelectorType is not one that Arazzo knows.', hint, field };
  }
  if (dialect.startsWith('xpath') !== isXml) {
    const message = isXml
      ? `A payload of ${contentType} that is text has no places for ${dialect}.`
      : `XPath leads into XML text only, and the payload is of ${contentType}.`;
    const hint = isXml
      ? 'Write the target in XPath.'
      : 'Write a JSON Pointer such as /customer/name, or JSONPath.';
    return { message, hint, ...(type === undefined ? {} : { field }) };
  }
  if (dialect === 'jsonpointer') return compilePointer(target, schema);
  const compiled = targets[dialect]!(target);
  if (!('problem' in compiled)) return { dialect, lostDigits: compiled.lostDigits };
  return { ...compiled.problem, hint: compiled.problem.hint ?? 'Correct the target at this place.' };
}

function compilePointer(target: string, schema: SchemaSummary | undefined): PointerTarget | TargetFlaw {
  const tokens = parsePointer(target);
  if (tokens !== undefined && tokens.length <= deepest)
    return { dialect: 'jsonpointer', path: pathOf(tokens, schema) };
  const message =
    tokens === undefined
      ? `The target "${target}" is not a JSON Pointer, which ${target.startsWith('#') ? 'has no "#" here' : 'begins with a slash'}.`
      : `The target leads deeper than ${deepest} levels.`;
  return { message, hint: 'Write, for example: target: /customer/name' };
}

/** The stated version decides what a target means, but for those that are read by the rules of a newer one (clause J2). */
function reportOlder(context: CompileContext, type: unknown, pointer: string): void {
  const version = isObject(type) ? olderVersion(type['version']) : undefined;
  if (version === undefined) return;
  const { message, hint } = readAsNewer(version, 'target');
  const place = context.located.place(`${pointer}/version`);
  context.report(diagnose('xpath/read-as-newer', message, { place, hint }));
}

/** Targets are taken as they are written, as selectors are. */
function reportSlots(context: CompileContext, target: string, pointer: string): void {
  if (parseTemplate(target).template.kind !== 'text') return;
  const message = 'Expressions in a target are not evaluated; their text is part of it.';
  const place = context.located.place(pointer);
  const hint = 'Write the target out; its value may be any expression.';
  context.report(diagnose('template/not-an-expression', message, { place, hint, severity: 'hazard' }));
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
