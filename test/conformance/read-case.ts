import { parse } from 'yaml';
import type { Mode } from '../../src/diagnostics/mode.ts';
import type { Limits } from '../../src/engine/limits.ts';
import { readText } from '../../src/text/read-text.ts';
import { joinFieldLines } from '../../src/http/join-field-lines.ts';
import { documentOf, type LinedText, type Section, splitSections, verbatim } from '../support/sections.ts';

/** Every mode, in the order of the columns of docs/conformance.md. */
export const modes = ['strict', 'standard', 'lenient'] as const satisfies readonly Mode[];

/** A conformance case as its text file tells it. `README.md` describes the format. */
export interface ConformanceCase {
  /** `F8`. */
  readonly clause: string;
  readonly sentence: string;
  /** What must come of it, by the modes in which it is read. */
  readonly results: Readonly<Partial<Record<Mode, ExpectedResult>>>;
  readonly workflowId?: string;
  /** The Arazzo document, and for each of its lines the line of the case file that it was written on. */
  readonly document: LinedText;
  /** Descriptions that replace or join the shared one, by source name. */
  readonly descriptions: Readonly<Record<string, LinedText>>;
  /** Further documents beside those descriptions, by file name. */
  readonly files: Readonly<Record<string, LinedText>>;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Environment variables that credentials are read from. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Whether somebody listens for webhooks. */
  readonly listens: boolean;
  /** Those of the run that are not the default ones. */
  readonly limits: Partial<Limits>;
  /** What goes over the wire, in order. */
  readonly events: readonly ScriptedEvent[];
}

export type ScriptedEvent = ScriptedExchange | ScriptedMessage | ScriptedDelivery;

/** A message that must be sent next, over a protocol that is not HTTP. */
export interface ScriptedMessage {
  readonly kind: 'message';
  readonly protocol: string;
  readonly address: string;
  readonly headers: ScriptedExchange['headers'];
  readonly body: string;
  /** Why it is not taken over. */
  readonly failure?: string;
}

/** A message that comes: when a run begins, or after what stands before it. */
export interface ScriptedDelivery {
  readonly kind: 'delivery';
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ScriptedExchange {
  readonly kind: 'request';
  readonly method: string;
  readonly target: string;
  /** The fields to compare, in lower case; undefined means that the field must be absent. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly answer: ScriptedAnswer;
}

export type ScriptedAnswer =
  | { readonly statusCode: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly failure: string };

export interface ExpectedResult {
  readonly status: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** `code`, `code line`, or either followed by `: words of message or hint`. */
  readonly diagnostics?: readonly string[];
  /** Milliseconds. */
  readonly waits?: readonly number[];
  /** `stepId status`. */
  readonly steps?: readonly string[];
}

/** Reads a case file. Throws for a file that is not of the format. */
export function readCase(text: string): ConformanceCase {
  const [head, ...sections] = splitSections(text, kinds);
  const [title = '', ...options] = head!.lines.filter((line) => line !== '');
  const [, clause, sentence] = /^([A-M]\d*|\d\.\d) (.+)$/.exec(title) ?? [];
  if (clause === undefined || sentence === undefined)
    throw new Error(`"${title}" is not a clause and a sentence.`);
  const option = new Map(options.map((line) => /^(\w+): (.*)$/.exec(line)?.slice(1) as [string, string]));
  const only = (kind: string): string =>
    sections.find((section) => section.kind === kind)?.lines.join('\n') ?? '';
  const named = (kind: string): Record<string, LinedText> =>
    Object.fromEntries(
      sections
        .filter((section) => section.kind === kind && section.lines.some((line) => line.trim() !== ''))
        .map((section) => [section.argument, verbatim(section)]),
    );
  const workflowId = option.get('workflow');
  return {
    clause,
    sentence,
    results: resultsOf(sections, option.get('modes')?.split(', ') ?? modes),
    ...(workflowId === undefined ? {} : { workflowId }),
    document: documentOf(sections),
    descriptions: { ...named('openapi'), ...named('asyncapi') },
    files: named('file'),
    inputs: inputsOf(only('inputs')),
    credentials: (parse(only('credentials')) ?? {}) as ConformanceCase['credentials'],
    listens: option.get('listens') !== 'no',
    limits: (parse(option.get('limits') ?? '{}') ?? {}) as Partial<Limits>,
    events: eventsOf(sections),
  };
}

/** As `--inputs` reads them. */
function inputsOf(text: string): ConformanceCase['inputs'] {
  if (text.trim() === '') return {};
  const { located, diagnostics } = readText(text, 'inputs');
  if (located === undefined) throw new Error(`The inputs cannot be read: ${diagnostics[0]?.message}`);
  return located.exact() as ConformanceCase['inputs'];
}

/** The results by the modes of the head, or all modes; a section for one mode adds to, or overrides, what the common one says. */
function resultsOf(sections: readonly Section[], read: readonly string[]): ConformanceCase['results'] {
  const told = new Map(
    sections
      .filter(({ kind }) => kind === 'result')
      .map(({ argument, lines }) => [argument, parse(lines.join('\n')) as ExpectedResult]),
  );
  const unknown = [...read, ...told.keys()].filter((each) => each !== '' && !modes.includes(each as Mode));
  if (unknown.length > 0) throw new Error(`There is no mode "${unknown[0]}".`);
  if (!told.has('')) throw new Error('There is no result.');
  return Object.fromEntries(read.map((mode) => [mode, { ...told.get('')!, ...told.get(mode) }]));
}

const kinds = new Set([
  'document',
  'workflow',
  'components',
  'openapi',
  'asyncapi',
  'message',
  'delivery',
  'file',
  'inputs',
  'credentials',
  'request',
  'answer',
  'result',
]);

function eventsOf(sections: readonly Section[]): ScriptedEvent[] {
  return sections.flatMap((section, index): ScriptedEvent[] => {
    const next = sections[index + 1];
    const answer = next?.kind === 'answer' ? answerOf(next.lines) : undefined;
    switch (section.kind) {
      case 'request': {
        const { first, headers, body } = message(section.lines);
        const [method = '', target = ''] = first.split(' ');
        const came = answer ?? { statusCode: 200, headers: {}, body: '' };
        return [{ kind: 'request', method, target, headers: compared(headers), body, answer: came }];
      }
      case 'message': {
        const { first, headers, body } = message(section.lines);
        const [protocol = '', address = ''] = first.split(' ');
        const failure = answer !== undefined && 'failure' in answer ? { failure: answer.failure } : {};
        return [{ kind: 'message', protocol, address, headers: compared(headers), body, ...failure }];
      }
      case 'delivery': {
        const { first, headers, body } = message(section.lines);
        return [{ kind: 'delivery', address: first, headers: Object.fromEntries(headers), body }];
      }
      default:
        return [];
    }
  });
}

/** The fields to compare; those that must be absent are undefined. */
function compared(headers: ReadonlyMap<string, string>): ScriptedExchange['headers'] {
  return Object.fromEntries(
    [...headers].map(([name, value]) => [name, value === '(absent)' ? undefined : value]),
  );
}

function answerOf(lines: readonly string[]): ScriptedAnswer {
  const { first, headers, body } = message(lines);
  const failure = /^no answer: ([a-z-]+)$/.exec(first)?.[1];
  if (failure !== undefined) return { failure };
  if (body !== '' && !headers.has('content-type')) headers.set('content-type', 'application/json');
  return { statusCode: Number(first), headers: Object.fromEntries(headers), body };
}

/** A message as HTTP writes it: a first line, fields, an empty line, a body. */
function message(lines: readonly string[]): { first: string; headers: Map<string, string>; body: string } {
  const [first = '', ...rest] = lines;
  const blank = rest.indexOf('');
  const fields = blank === -1 ? rest : rest.slice(0, blank);
  const named: Record<string, string[]> = {};
  for (const field of fields) {
    const colon = field.indexOf(':');
    (named[field.slice(0, colon).toLowerCase()] ??= []).push(field.slice(colon + 1).trim());
  }
  return {
    first,
    headers: new Map(Object.entries(joinFieldLines(named))),
    body: blank === -1 ? '' : rest.slice(blank + 1).join('\n'),
  };
}
