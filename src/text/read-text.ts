import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { jsonSpelling, losesDigits, mayLoseDigits, parseExactJson } from './exact-number.ts';
import { findInJson } from './find-in-json.ts';
import { findInYaml } from './find-in-yaml.ts';
import { limits } from './limits.ts';
import { lineIndex } from './line-index.ts';
import { locate } from './locate.ts';
import type { LocatedText } from './located-text.ts';
import { readJson } from './read-json.ts';
import { readYaml } from './read-yaml.ts';
import type { TextFinding } from './text-finding.ts';
import { yamlValue } from './yaml-value.ts';

/** How a text is read. */
export interface ReadTextOptions {
  readonly maxBytes?: number;
  readonly maxLexemes?: number;
  /** The next step for whoever gave an empty text: what was expected there. */
  readonly whenEmpty?: string;
}

/**
 * Reads a YAML 1.2 (core schema) or JSON text (clauses A1, A2). `located` is there when no finding is an error. Its value is a
 * tree of plain JSON data without cycles, at most 256 levels deep, where `__proto__` is a member like any other.
 *
 * Findings: `text/too-large` (above `maxBytes`, 8 MiB unless said otherwise, or YAML of more pieces than are read), `text/syntax` (empty, binary or malformed),
 * `text/duplicate-key`, `text/alias-expansion` and `text/unsupported-yaml`, twenty at most.
 */
export function readText(
  text: string,
  file: string,
  options: ReadTextOptions = {},
): { located?: LocatedText; diagnostics: Diagnostic[] } {
  const maxBytes = options.maxBytes ?? limits.bytes;
  const refusal = tooLarge(text, maxBytes) ?? unreadable(text, options.whenEmpty);
  if (refusal !== undefined) return { diagnostics: locateFindings(file, text, [refusal]) };
  const clean = text.replace(/^\uFEFF/, '');
  const json = readJson(clean);
  if (json !== undefined) {
    const { value } = json;
    const exact = (): unknown => (mayLoseDigits(clean) ? parseExactJson(clean, losesDigits) : value);
    return { located: locate(file, clean, { value, exact }, findInJson(clean)), diagnostics: [] };
  }
  const { root, read, findings } = readYaml(clean, options.maxLexemes ?? limits.lexemes);
  if (findings.length > 0) return { diagnostics: locateFindings(file, clean, findings) };
  const { value, targets } = read;
  const exact = (): unknown => (mayLoseDigits(clean) ? yamlValue(root, keptDigits).value : value);
  return { located: locate(file, clean, { value, exact }, findInYaml(root, targets)), diagnostics: [] };
}

/** The number that a scalar of YAML is, or its digits where a double loses some. */
function keptDigits(value: number, source: string): number | string {
  const digits = jsonSpelling(source);
  return losesDigits(digits) ? digits : value;
}

function tooLarge(text: string, maxBytes: number): TextFinding | undefined {
  // UTF-8 takes at least one byte a code unit, so the longest texts need no counting.
  if (text.length <= maxBytes && Buffer.byteLength(text) <= maxBytes) return undefined;
  const message = `The text is larger than ${maxBytes} bytes, the most that is read.`;
  const hint = 'Keep only the parts that the workflow needs.';
  return { code: 'text/too-large', message, hint, start: 0, end: 0 };
}

function unreadable(text: string, whenEmpty = 'Check the path.'): TextFinding | undefined {
  if (/^[\s\uFEFF]*$/.test(text)) {
    return { code: 'text/syntax', message: 'The text is empty.', hint: whenEmpty, start: 0, end: 0 };
  }
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const start = text.search(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  if (start < 0) return undefined;
  const code = text.charCodeAt(start).toString(16).padStart(4, '0').toUpperCase();
  const message = `The text holds the control character U+${code}, which neither YAML nor JSON allows.`;
  const hint = 'It may be a binary file, or be encoded otherwise than in UTF-8. Save it as UTF-8 text.';
  return { code: 'text/syntax', message, hint, start, end: start + 1 };
}

function locateFindings(file: string, text: string, findings: readonly TextFinding[]): Diagnostic[] {
  const lines = lineIndex(text);
  return findings.slice(0, limits.findings).map(({ code, message, hint, start, end }) => {
    const length = Math.max(1, lines.endOfLine(start, end) - start);
    return diagnose(code, message, { hint, place: { file, ...lines.at(start), pointer: '', length } });
  });
}
