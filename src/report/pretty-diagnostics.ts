import { codeFrame } from '../diagnostics/code-frame.ts';
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { sanitize } from './sanitize.ts';
import type { Style } from './style.ts';
import { wrap } from './wrap.ts';

/** What findings are shown with. */
export interface FindingContext {
  readonly style: Style;
  /** Texts that places point into, by file name. */
  readonly texts: ReadonlyMap<string, string>;
  /** A file name as it is shown; as it is, unless given. */
  readonly shownFile?: (file: string) => string;
}

/** Findings with severity, code, message, place, code frame and next step; a blank line between two. Empty when there are none. */
export function prettyDiagnostics(diagnostics: readonly Diagnostic[], context: FindingContext): string {
  return diagnostics.map((diagnostic) => `${finding(diagnostic, context).join('\n')}\n`).join('\n');
}

/** `2 errors, 1 hazard and 3 warnings`, or `nothing`. */
export function countFindings(diagnostics: readonly Diagnostic[]): string {
  const parts = (['error', 'hazard', 'warning', 'info'] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return count === 0 ? [] : [`${count} ${noun(severity, count)}`];
  });
  return parts.length < 2 ? (parts[0] ?? 'nothing') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`;
}

function noun(severity: Severity, count: number): string {
  if (severity === 'info') return count === 1 ? 'note' : 'notes';
  return count === 1 ? severity : `${severity}s`;
}

function finding({ code, severity, message, hint, place }: Diagnostic, context: FindingContext): string[] {
  const { style, texts, shownFile = (file: string) => file } = context;
  const { colours } = style;
  const paint = paints(style)[severity];
  const title = severity === 'info' ? 'note' : severity;
  const [head, ...rest] = wrap(`${title}: ${sanitize(message)} [${code}]`, style.width, 2);
  const lines = [`${paint(head!.slice(0, title.length))}${head!.slice(title.length)}`, ...rest];
  if (place !== undefined) {
    lines.push(colours.dim(`  at ${sanitize(shownFile(place.file))}:${place.line}:${place.column}`));
    const text = texts.get(place.file);
    if (text !== undefined) lines.push(...frame(text, place, style, paint));
  }
  if (hint !== undefined) lines.push(...wrap(`  → ${sanitize(hint)}`, style.width, 4).map(colours.cyan));
  return lines;
}

/** Indentation, marker, bar and the two ellipses around a line of a frame. */
const frameMargin = 12;

function frame(
  text: string,
  place: NonNullable<Diagnostic['place']>,
  { colours, width }: Style,
  paint: (text: string) => string,
): string[] {
  const room =
    width === undefined ? undefined : Math.max(30, width - frameMargin - String(place.line).length);
  const rows = codeFrame(text, place, 1, room).split('\n').map(sanitize);
  return rows.map((row) => {
    if (/^\s*\|\s*\^/.test(row)) return paint(`    ${row}`);
    return row.startsWith('>') ? `    ${row}` : colours.dim(`    ${row}`);
  });
}

function paints({ colours }: Style): Readonly<Record<Severity, (text: string) => string>> {
  return { error: colours.red, hazard: colours.magenta, warning: colours.yellow, info: colours.blue };
}
