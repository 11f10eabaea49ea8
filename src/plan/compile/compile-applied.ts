import type { Criterion } from '../../arazzo/document.ts';
import {
  conditionParts,
  expressionsInParts,
  fixedText,
  sampleTexts,
} from '../../criterion/condition-text.ts';
import type { CompiledTest, ConditionProblem } from '../../criterion/criterion-engines.ts';
import type { AppliedCriterion } from '../../criterion/criterion-plan.ts';
import type { Dialect } from '../../criterion/dialect.ts';
import type { Code } from '../../diagnostics/codes.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Severity } from '../../diagnostics/diagnostic.ts';
import type { Repair } from '../../diagnostics/repair.ts';
import type { Expression } from '../../expression/expression.ts';
import { formatExpression } from '../../expression/format-expression.ts';
import { isWithin, type MeantText } from '../../expression/meant-text.ts';
import { parseExpression } from '../../expression/parse-expression.ts';
import { parseTemplate } from '../../expression/parse-template.ts';
import { respelling } from '../../diagnostics/respelling.ts';
import { parseWholeMap } from '../../expression/whole-map.ts';
import { isObject } from '../../text/json.ts';
import { placeWithin } from '../../text/place-within.ts';
import { parsePointer, valueAt } from '../../text/pointer.ts';
import { checkExpression } from '../rules/check-expression.ts';
import { checkQuery, isList } from '../rules/check-query.ts';
import type { CompileContext, UseSite } from './compile-context.ts';
import { delimitedPattern } from '../meant/delimited-pattern.ts';
import { simpleInstead } from '../meant/meant-comparison.ts';
import { meantIn } from '../meant/meant-strings.ts';
import { respelt } from '../meant/respelt.ts';

/** A criterion with where it stands and how its condition is read. */
interface Written {
  readonly context: CompileContext;
  readonly site: UseSite;
  readonly text: string;
  readonly pointer: string;
  readonly type: AppliedCriterion['type'];
}

/** Compiles a criterion that applies its condition to a context (clauses I5 to I8, J2); undefined when a finding stops it. */
export function compileApplied(
  context: CompileContext,
  site: UseSite,
  criterion: Criterion,
  dialect: Dialect,
  pointer: string,
): AppliedCriterion | undefined {
  const text = criterion.condition;
  const type = dialect === 'xpath-10' ? 'xpath' : dialect === 'jsonpath-comparison' ? 'jsonpath' : dialect;
  const written: Written = { context, site, text, pointer, type };
  const meant = meantIn(context, site, text);
  const inner = dialect === 'regex' ? reportDelimited(written) : undefined;
  const parts = conditionParts(inner === undefined ? slotsOf(written, meant) : [inner], dialect);
  const place = context.located.place(`${pointer}/condition`);
  for (const expression of expressionsInParts(parts)) {
    const otherwise = meantIn(context, site, formatExpression(expression));
    const settled =
      otherwise.pieces.length === 0
        ? {}
        : { repair: respelling(`${pointer}/condition`, text, meant.text), meant: otherwise.text };
    checkExpression(context, site, expression, { place, required: true, ...settled });
  }
  const fixed = fixedText(parts);
  const texts = fixed === undefined ? sampleTexts(parts, dialect) : [fixed];
  const isMap = criterion.context !== undefined && parseWholeMap(criterion.context) !== undefined;
  const mapRepair = isMap && type === 'jsonpath' ? asSimple(written, criterion, fixed) : undefined;
  const read = criterion.context === undefined ? undefined : contextOf(written, criterion.context, mapRepair);
  const found = firstGood(texts.map(context.engines[dialect]!));
  if ('test' in found) {
    if (found.traps !== undefined && read !== undefined) checkQuery(context, site, read, found.traps, place);
    return read && { type, dialect, condition: text, context: read, parts };
  }
  if (dialect === 'jsonpath') {
    const comparison = firstGood(texts.map(context.engines['jsonpath-comparison']!));
    if ('test' in comparison) {
      const fix = fixed === undefined ? undefined : comparison.simple?.(criterion.context ?? '');
      const { counted = [] } = comparison;
      const isKnown = read !== undefined && counted.every((way) => isList(site, read, way));
      const query = isKnown && meant.pieces.length === 0 ? asQuery(text, texts, comparison) : undefined;
      const repair =
        query === undefined
          ? asSimple(written, criterion, fixed, read)
          : respelling(`${pointer}/condition`, text, query);
      reportComparison(written, { simple: fix, query, repair: isMap ? mapRepair : repair });
      return read && { type, dialect: 'jsonpath-comparison', condition: text, context: read, parts };
    }
  }
  reportSyntax(written, found.problem, fixed !== undefined);
  return undefined;
}

/** The repair that makes a simple condition of a comparison without slots. */
function asSimple(
  { context, site, pointer }: Written,
  criterion: Criterion,
  fixed: string | undefined,
  read?: Expression,
): Repair | undefined {
  const comparison = fixed === undefined ? undefined : context.engines['jsonpath-comparison']!(fixed);
  if (comparison === undefined || 'problem' in comparison) return undefined;
  return simpleInstead(site, criterion, comparison, pointer, read);
}

/** A context is one expression (clause I2). */
function contextOf(
  { context, site, pointer }: Written,
  text: string,
  otherwise: Repair | undefined,
): Expression | undefined {
  const parsed = parseExpression(text);
  const at = `${pointer}/context`;
  if ('expression' in parsed) {
    const place = context.located.place(at);
    const meant = respelt(context, site, parsed.expression);
    const repair = meant && respelling(at, text, formatExpression(meant));
    checkExpression(context, site, parsed.expression, { place, required: false, repair });
    return meant ?? parsed.expression;
  }
  const { code, message, hint, offset } = parsed.problem;
  const place = placeWithin(context.located, at, text, offset, Math.max(1, text.length - offset));
  context.report(diagnose(code, message, { place, hint, repair: otherwise }));
  return undefined;
}

/** The text with its slots parsed (clause I5). Expressions without braces are part of the condition, which nobody means. */
function slotsOf(written: Written, meant: MeantText): readonly (string | Expression)[] {
  const { text, pointer } = written;
  const { template, findings } = parseTemplate(text);
  for (const { code, hint, severity, offset, length } of findings) {
    const piece = text.slice(offset, offset + length);
    const isSlot = piece.startsWith('{');
    const message = isSlot
      ? `${piece} is no expression, and stays in the condition as written.`
      : `"${piece}" stands in the condition without braces, and is read as part of it.`;
    const repair = isWithin(meant, offset, length)
      ? respelling(`${pointer}/condition`, text, meant.text)
      : undefined;
    report(written, code, message, { hint, severity, offset, length, repair });
  }
  if (template.kind === 'text') return template.parts;
  if (template.kind === 'expression') {
    const message = `"${text}" stands in the condition without braces, and is read as part of it.`;
    report(written, 'template/unbraced-expression', message, { hint: `Write {${text}}.`, offset: 0 });
  }
  return [text];
}

type Problem = Extract<CompiledTest, { readonly problem: ConditionProblem }>;
type Good = Exclude<CompiledTest, Problem>;

function firstGood(compiled: readonly CompiledTest[]): Good | Problem {
  return compiled.find((each): each is Good => 'test' in each) ?? compiled[0]!;
}

/** The query that a comparison is the filter of, with the slots that it is written with. */
function asQuery(text: string, filled: readonly string[], { query }: Good): string | undefined {
  if (filled.length === 1 && filled[0] === text) return query;
  return filled.some((each) => query === `$[?${each}]`) ? `$[?${text}]` : undefined;
}

/** A bare comparison is no query; lenient mode reads it as its author means it (clause I7). */
function reportComparison(
  written: Written,
  meant: {
    readonly simple?: string | undefined;
    readonly query?: string | undefined;
    readonly repair?: Repair | undefined;
  },
): void {
  const { text, context } = written;
  const { simple, query, repair } = meant;
  const isLenient = context.mode === 'lenient';
  const message = isLenient
    ? 'This is a comparison, not a JSONPath query; it is evaluated as one all the same.'
    : `This is a comparison, not a JSONPath query: nothing that follows RFC 9535 can evaluate it, and ${whatFails(written)}.`;
  const hints = [
    query === undefined ? [] : `the query ${query}, which selects something when the comparison holds`,
    simple === undefined ? [] : `a simple condition, without type and context: ${simple}`,
  ].flat();
  const hint =
    hints.length === 0
      ? `Write a query, such as $[?${text}], which selects something when the comparison holds.`
      : `Write ${hints.join('; or ')}`;
  const severity = isLenient ? 'warning' : 'error';
  report(written, 'jsonpath/not-a-query', message, {
    hint,
    severity,
    offset: 0,
    length: text.length,
    repair,
  });
}

/** What comes of a criterion that cannot be evaluated, which fails it (clause I9): of a guard, that its branch is not taken. */
function whatFails({ context, pointer }: Written): string {
  const guarded = /^(.*)\/criteria\/\d+$/.exec(pointer)?.[1];
  if (guarded === undefined) return 'the step fails';
  const action = valueAt(context.located.value, parsePointer(guarded) ?? []);
  const name = isObject(action) && typeof action['name'] === 'string' ? ` "${action['name']}"` : '';
  return `the action${name} is never taken`;
}

/**
 * A pattern between slashes matches nothing when it is bound to the beginning or to the end. Lenient mode reads what stands between them
 * (clause I6), where nothing is filled in: that pattern is given back.
 */
function reportDelimited(written: Written): string | undefined {
  const { text, pointer, context } = written;
  const meant = delimitedPattern(text);
  if (meant === undefined) return undefined;
  const isRead = context.mode === 'lenient' && !text.includes('{$');
  const message = isRead
    ? 'The slashes around this pattern are not part of it; they are left out, which only lenient mode does.'
    : 'The slashes around this pattern are part of it, so that it matches nothing.';
  const repair = respelling(`${pointer}/condition`, text, meant);
  const severity = isRead ? 'warning' : undefined;
  report(written, 'regex/delimiters', message, { hint: `Write ${meant}`, offset: 0, repair, severity });
  return isRead ? meant : undefined;
}

const syntaxCodes = { regex: 'regex/syntax', jsonpath: 'jsonpath/syntax', xpath: 'xpath/syntax' } as const;

function reportSyntax(written: Written, problem: ConditionProblem, isExact: boolean): void {
  const { message, hint = 'Correct the condition at this place.', offset } = problem;
  const { text, type } = written;
  // With slots, what was checked is not what is written, so its offsets are not either.
  const at = isExact ? offset : 0;
  report(written, syntaxCodes[type], message, { hint, offset: at, length: Math.max(1, text.length - at) });
}

function report(
  { context, text, pointer }: Written,
  code: Code,
  message: string,
  at: {
    readonly hint?: string | undefined;
    readonly severity?: Severity | undefined;
    readonly offset: number;
    readonly length?: number;
    readonly repair?: Repair | undefined;
  },
): void {
  const { hint, severity, offset, length = text.length, repair } = at;
  const place = placeWithin(context.located, `${pointer}/condition`, text, offset, length);
  context.report(diagnose(code, message, { place, hint, severity, repair }));
}
