import { parsePointer } from '../text/pointer.ts';
import type { Expression, Pointer } from './expression.ts';

/** Where a text stops following the grammar, and what was expected there. */
export interface Miss {
  /** 0-based, in UTF-16 code units. */
  readonly offset: number;
  readonly message: string;
}

type Rule = (text: string, at: number) => Expression | Miss;
type Part = readonly [pattern: RegExp, expected: string];
type Source = 'request' | 'response' | 'message';

/**
 * What may follow `$request.`, `$response.` and `$message.`. The grammar's one rule for all three also derives
 * `$request.payload`, `$message.body` and `$response.query`, which mean nothing (clause K9).
 */
export const sources: Readonly<Record<Source, readonly string[]>> = {
  request: ['header', 'query', 'path', 'body'],
  response: ['header', 'body'],
  message: ['header', 'payload'],
};

const char = String.raw`[ !#-[\]-z|~-\u{10ffff}]`;
const escape = String.raw`\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})`;
const chars = `${char}*(?:${escape}${char}*)*`;

const part = {
  identifier: [/\.([A-Za-z0-9._-]+)/y, 'a name of letters, digits, ".", "-" and "_"'],
  strictIdentifier: [/\.([A-Za-z0-9_-]+)/y, 'an id of letters, digits, "-" and "_"'],
  token: [/\.([!#$%&'*+\-.^_`|~0-9A-Za-z]+)/y, 'the name of a header field'],
  name: [new RegExp(String.raw`\.(${chars})`, 'uy'), 'the name of a parameter'],
  reference: [
    new RegExp(String.raw`\.(?!$)(${chars})`, 'uy'),
    '"url", an operationId or a workflowId, without braces',
  ],
  outputs: [/\.outputs(?=\.)/y, '".outputs." and the name of an output'],
  field: [/\.(inputs|outputs)(?=\.)/y, '".inputs." or ".outputs." and a name'],
  component: [
    /\.(parameters|successActions|failureActions)(?=\.)/y,
    '".parameters.", ".successActions." or ".failureActions." and a name',
  ],
} as const satisfies Record<string, Part>;

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['url', leaf('url')],
  ['method', leaf('method')],
  ['statusCode', leaf('statusCode')],
  ['self', leaf('self')],
  ['request', sourced('request')],
  ['response', sourced('response')],
  ['message', sourced('message')],
  ['inputs', pointed([part.identifier], ([name]) => ({ kind: 'inputs', name }))],
  ['outputs', pointed([part.identifier], ([name]) => ({ kind: 'outputs', name }))],
  [
    'steps',
    pointed([part.strictIdentifier, part.outputs, part.identifier], ([stepId, name]) => ({
      kind: 'steps',
      stepId,
      name,
    })),
  ],
  [
    'workflows',
    pointed([part.strictIdentifier, part.field, part.identifier], ([workflowId, field, name]) => ({
      kind: 'workflows',
      workflowId,
      field: field === 'inputs' ? 'inputs' : 'outputs',
      name,
    })),
  ],
  [
    'sourceDescriptions',
    plain([part.strictIdentifier, part.reference], ([name, reference]) => ({
      kind: 'sourceDescriptions',
      name,
      reference: unescapeName(reference),
    })),
  ],
  [
    'components',
    plain([part.component, part.identifier], ([component, name]) => ({
      kind: 'components',
      component: component as 'parameters' | 'successActions' | 'failureActions',
      name,
    })),
  ],
]);

/** The words that may follow `$`. */
export const roots: readonly string[] = [...rules.keys()];

/** Reads a text that must be wholly one expression (grammar: docs/clauses.md 2.1, the rules of 1.1.0; clause K3). */
export function readExpression(text: string): Expression | Miss {
  const root = /^\$([A-Za-z]+)/.exec(text)?.[1];
  if (root === undefined) {
    return { offset: 0, message: 'An expression begins with "$" and a word, such as $inputs.' };
  }
  const rule = rules.get(root);
  return rule === undefined
    ? { offset: 0, message: `"$${root}" is no root of an expression.` }
    : rule(text, 1 + root.length);
}

function leaf(kind: 'url' | 'method' | 'statusCode' | 'self'): Rule {
  return (text, at) =>
    at === text.length ? { kind } : { offset: at, message: `Nothing may follow $${kind}.` };
}

function sourced(kind: Source): Rule {
  return (text, at) => {
    const source = /^\.([A-Za-z]+)/.exec(text.slice(at))?.[1] ?? '';
    if (!sources[kind].includes(source)) {
      const expected = sources[kind].map((word) => `".${word}"`).join(', ');
      return { offset: at, message: `After $${kind}, one of ${expected} is expected.` };
    }
    const rest = at + 1 + source.length;
    switch (source) {
      case 'body':
      case 'payload':
        return withPointer(text, rest, { kind, source });
      case 'header':
        return plain([part.token], ([name]) => ({ kind, source, name }))(text, rest);
      default:
        return plain([part.name], ([raw]) => ({
          kind,
          source: source as 'query' | 'path',
          name: unescapeName(raw),
        }))(text, rest);
    }
  };
}

/** A rule of parts in sequence and nothing after them. The builder receives the parts' captures in order. */
function plain(parts: readonly Part[], build: (captures: Captures) => Expression): Rule {
  return (text, at) => {
    const read = sequence(text, at, parts);
    if ('message' in read) return read;
    if (read.at < text.length) return unexpected(text, read.at);
    return build(read.captures);
  };
}

/** A rule of parts in sequence and an optional `#` with a JSON Pointer. */
function pointed(parts: readonly Part[], build: (captures: Captures) => Pointed): Rule {
  return (text, at) => {
    const read = sequence(text, at, parts);
    return 'message' in read ? read : withPointer(text, read.at, build(read.captures));
  };
}

type Pointed = Extract<Expression, { readonly pointer?: Pointer }>;
/** As many as the rule's parts capture. */
type Captures = readonly [string, string, string];

function sequence(
  text: string,
  start: number,
  parts: readonly Part[],
): { captures: Captures; at: number } | Miss {
  const captures: string[] = [];
  let at = start;
  for (const [pattern, expected] of parts) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return { offset: at, message: `Expected ${expected}.` };
    if (match[1] !== undefined) captures.push(match[1]);
    at += match[0].length;
  }
  return { captures: captures as unknown as Captures, at };
}

function withPointer(text: string, at: number, expression: Pointed): Expression | Miss {
  if (at === text.length) return expression;
  if (text[at] !== '#') return unexpected(text, at);
  const start = at + 1;
  const brace = text.slice(start).search(/[{}]/);
  if (brace >= 0) {
    return { offset: start + brace, message: 'A JSON Pointer in an expression cannot hold "{" or "}".' };
  }
  const pointer = parsePointer(text.slice(start));
  if (pointer !== undefined) return { ...expression, pointer };
  const tilde = text.slice(start).search(/~(?![01])/);
  return text[start] === '/'
    ? { offset: start + tilde, message: 'In a JSON Pointer "~" is written "~0" and "/" in a name "~1".' }
    : { offset: start, message: 'A JSON Pointer begins with "/".' };
}

function unexpected(text: string, at: number): Miss {
  const found = String.fromCodePoint(text.codePointAt(at)!);
  return { offset: at, message: `${JSON.stringify(found)} cannot stand here.` };
}

/** The names of parameters and references are written as in a JSON string without its quotes. */
function unescapeName(raw: string): string {
  return JSON.parse(`"${raw}"`) as string;
}
