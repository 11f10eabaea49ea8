import { readAsNewer } from '../arazzo/older-version.ts';
import { isObject } from '../text/json.ts';
import { escapeToken } from '../text/pointer.ts';
import type { Expression } from './expression.ts';
import { foreignSlotFindings } from './foreign-slots.ts';
import { type Declared, lenientText } from './lenient-text.ts';
import { nearMiss, nearMissHint } from './near-miss.ts';
import { parseOlderExpression, parseOlderName } from './older-name.ts';
import { type ExpressionProblem, isExpressionLike, parseExpression } from './parse-expression.ts';
import { parseSelector } from './parse-selector.ts';
import type { Template } from './template.ts';
import type { TextFate, TextFinding } from './text-finding.ts';
import { unbracedIn } from './unbraced.ts';

/** A finding within a string of a template's value. */
export interface TemplateFinding extends TextFinding {
  /** RFC 6901 JSON Pointer of the string within the value; `""` is the value itself. */
  readonly pointer: string;
}

/** Deeper values than this are refused, so that no document can exhaust the stack. */
const deepest = 500;

/** How the values of a document are read. */
export interface Reading {
  /** Whether objects may be selectors: in documents of 1.1 and later (clause J4). */
  readonly selectors?: boolean;
  /** In lenient mode, the names that are declared where an expression looks: its slips are read, with a warning each. */
  readonly lenient?: Declared;
  /** Declared names of inputs that only the grammar of 1.0 can spell, in documents of 1.0 (clause K3). */
  readonly olderNames?: readonly string[];
  /** What becomes of text that is no expression, in the words of findings: `sent` where nothing is said. */
  readonly fate?: TextFate;
}

/**
 * Finds and parses the expressions in a value of a document: whole strings, and `{$...}` slots in text (clauses G2, G3, G10, K2).
 * Names of members are never expressions. Subtrees without expressions are one literal, which shares the given value.
 */
export function parseTemplate(
  value: unknown,
  reading: Reading = {},
): { template: Template; findings: TemplateFinding[] } {
  const findings: TemplateFinding[] = [];
  return { template: parseValue(value, '', 0, { ...reading, findings }), findings };
}

/** How values are read, and where the findings go. */
interface Parsing extends Reading {
  readonly findings: TemplateFinding[];
}

function parseValue(value: unknown, pointer: string, depth: number, parsing: Parsing): Template {
  const { findings } = parsing;
  if (typeof value === 'string') {
    const { lenient, olderNames, fate = 'sent' } = parsing;
    const expression = olderNames && parseOlderExpression(value, olderNames);
    if (expression !== undefined) return { kind: 'expression', expression };
    const read = lenient === undefined ? { text: value, findings: [] } : lenientText(value, lenient);
    const { template, findings: found } = parseString(read.text, olderNames ?? [], fate);
    for (const finding of read.findings) findings.push({ ...finding, pointer });
    for (const finding of found) findings.push({ ...finding, pointer });
    return lenient !== undefined && template.kind === 'text' ? { ...template, missing: 'empty' } : template;
  }
  if (depth > deepest && typeof value === 'object' && value !== null) {
    const message = `This value is nested deeper than ${deepest} levels.`;
    findings.push({ code: 'document/not-supported', message, pointer, offset: 0, length: 1 });
    return { kind: 'literal', value: null };
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) => parseValue(item, `${pointer}/${index}`, depth + 1, parsing));
    return items.every(isLiteral) ? { kind: 'literal', value } : { kind: 'array', items };
  }
  if (isObject(value)) {
    const { selector, flaw, older } = parsing.selectors === true ? parseSelector(value) : {};
    if (older !== undefined) {
      const at = { pointer: `${pointer}/type`, offset: 0, length: 1 };
      findings.push({ code: 'xpath/read-as-newer', ...readAsNewer(older, 'selector'), ...at });
    }
    if (selector !== undefined) return { kind: 'selector', selector };
    if (flaw !== undefined) {
      const message = `This object resembles a selector and is data. ${flaw}`;
      const hint = 'A selector has exactly context, selector and type.';
      findings.push({ code: 'template/not-a-selector', message, hint, pointer, offset: 0, length: 1 });
    }
    const members = Object.entries(value).map(
      ([name, member]) =>
        [name, parseValue(member, `${pointer}/${escapeToken(name)}`, depth + 1, parsing)] as const,
    );
    return members.every(([, member]) => isLiteral(member))
      ? { kind: 'literal', value }
      : { kind: 'object', members };
  }
  return { kind: 'literal', value };
}

function isLiteral(template: Template): boolean {
  return template.kind === 'literal';
}

interface ParsedString {
  readonly template: Template;
  readonly findings: readonly TextFinding[];
}

function parseString(text: string, olderNames: readonly string[], fate: TextFate): ParsedString {
  const literal: Template = { kind: 'literal', value: text };
  if (!text.includes('$')) return { template: literal, findings: foreignSlotFindings(text, fate) };
  const parsed = parseExpression(text);
  if ('expression' in parsed) {
    return { template: { kind: 'expression', expression: parsed.expression }, findings: [] };
  }
  if (isWhollyBare(text)) {
    const { problem } = parsed;
    return {
      template: literal,
      findings: [{ ...problem, length: Math.max(1, text.length - problem.offset) }],
    };
  }
  const misspelt = misspeltRoot(text, fate);
  return misspelt === undefined
    ? parseText(text, olderNames, fate)
    : { template: literal, findings: [misspelt] };
}

/** Text with slots: left to right, from `{$` to the next brace, since no expression holds a brace. */
function parseText(text: string, olderNames: readonly string[], fate: TextFate): ParsedString {
  const parts: (string | Expression)[] = [];
  const findings: TextFinding[] = [...foreignSlotFindings(text, fate)];
  // What stands in the braces of another language is told as that.
  const told = new Set(findings.map(({ offset, length }) => text.lastIndexOf('$', offset + length)));
  let start = 0;
  let checked = 0;
  for (const match of text.matchAll(/\{(\$[^{}]*)\}/g)) {
    findUnbraced(text, [checked, match.index], told, fate, findings);
    checked = match.index + match[0].length;
    const older = parseOlderName(match[1]!, olderNames);
    const parsed = older === undefined ? parseExpression(match[1]!) : { expression: older };
    if ('problem' in parsed) {
      findings.push(notAnExpression(match[0], match.index, parsed.problem, fate));
    } else {
      parts.push(text.slice(start, match.index), parsed.expression);
      start = checked;
    }
  }
  findUnbraced(text, [checked, text.length], told, fate, findings);
  if (start === 0) return { template: { kind: 'literal', value: text }, findings };
  parts.push(text.slice(start));
  return { template: { kind: 'text', parts: parts.filter((part) => part !== '') }, findings };
}

/** Whether the string is one attempt at an expression and nothing else, as `$response.body.a` and `$inputs.a[0]` are. */
function isWhollyBare(text: string): boolean {
  if (!isExpressionLike(text)) return false;
  const rest = text.replace(/^\$[A-Za-z]+(?:\.[A-Za-z0-9._-]*)?(?:#[^\s$]*)?/, '');
  return rest === '' || rest.startsWith('[');
}

function misspeltRoot(text: string, fate: TextFate): TextFinding | undefined {
  if (!/^\$[A-Za-z]+\.\S+$/.test(text)) return undefined;
  const meant = nearMiss(text);
  // A name of names after a root that there is not; `$Value` or `$order.` may well be meant.
  if (meant === undefined && !/^\$[A-Za-z]+(?:\.[A-Za-z0-9_-]+)+(?:#\/\S*)?$/.test(text)) return undefined;
  return {
    code: 'template/not-an-expression',
    message: `"${text}" is not an expression and is ${fate} as written.`,
    hint: meant === undefined ? nearMissHint(text) : `Did you mean ${meant}?`,
    offset: 0,
    length: text.length,
  };
}

/** A slot that looks like an expression would send its own text: a hazard. `{$5}` may well be meant. */
function notAnExpression(
  slot: string,
  offset: number,
  problem: ExpressionProblem,
  fate: TextFate,
): TextFinding {
  return {
    code: 'template/not-an-expression',
    message: `The text between these braces is ${fate} as written. ${problem.message}`,
    ...(problem.hint === undefined ? {} : { hint: problem.hint }),
    offset,
    length: slot.length,
    ...(isExpressionLike(slot.slice(1)) ? { severity: 'hazard' as const } : {}),
  };
}

/** Adds a finding for each expression that stands without braces between two offsets of a text. */
function findUnbraced(
  text: string,
  [from, to]: readonly [number, number],
  told: ReadonlySet<number>,
  fate: TextFate,
  findings: TextFinding[],
): void {
  for (const { candidate, offset } of unbracedIn(text, from, to)) {
    if (told.has(offset)) continue;
    const meant = 'expression' in parseExpression(candidate) ? candidate : nearMiss(candidate);
    const isCertain = meant !== undefined && candidate.includes('.');
    findings.push({
      code: 'template/unbraced-expression',
      message: `"${candidate}" stands in text without braces and is ${fate} as written.`,
      hint: meant === undefined ? nearMissHint(candidate) : `Write {${meant}}.`,
      offset,
      length: candidate.length,
      ...(isCertain ? {} : { severity: 'warning' as const }),
    });
  }
}
