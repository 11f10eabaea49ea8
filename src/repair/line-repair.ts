import type { Edit, Repair } from '../diagnostics/repair.ts';
import { readText } from '../text/read-text.ts';

/** Fields of Arazzo that are texts and nothing else, in which people write sentences and conditions. */
const texts = 'summary|description|condition|title';

/** More lines than this are not mended: whoever broke so many has to look. */
const mostLines = 50;

/** Characters that are read before the text is given up, which is read anew for each line; longer lines than these are not mended. */
const mostRead = 1_000_000;
const longestLine = 2000;

/** A line of a block that begins with a name or a dash: what stands before its value, and the value. */
const entry = /^((?:[ \t]*- +)*[ \t]*(?:- +|([\w.$-]+|"[^"\\]*"|'[^']*'): +))(\S.*)$/;

/**
 * The repair of a YAML text that cannot be read, where quotes around a text or spaces in the place of tabs are the only reading: a text that holds a colon
 * and a space, or begins with a character that no text may begin with, on one line; tabs that indent, if every width comes to the same.
 * Undefined where anything else is wrong as well: one repair makes the text readable, or none is offered.
 */
export function lineRepair(text: string): Repair | undefined {
  const before: readonly string[] = text.split('\n');
  let now = before;
  for (let made = 0; made <= mostLines && (made + 1) * text.length <= mostRead; made++) {
    const { located, diagnostics } = readText(now.join('\n'), '');
    if (located !== undefined) return made === 0 ? undefined : repairOf(before, now);
    const [first] = diagnostics;
    if (first?.code !== 'text/syntax' || first.place === undefined) return undefined;
    const index = first.place.line - 1;
    const next = /^[ \t]*\t/.test(now[index] ?? '') ? untabbed(now) : quoted(now, index);
    if (next === undefined) return undefined;
    now = next;
  }
  return undefined;
}

function repairOf(before: readonly string[], now: readonly string[]): Repair {
  const changed = before.flatMap((from, index) => (from === now[index] ? [] : [index]));
  const edits = changed.map((index): Edit => ({
    op: 'line',
    pointer: '',
    line: index + 1,
    from: before[index]!,
    to: now[index]!,
  }));
  const isTabs = changed.every((index) => before[index]!.trimStart() === now[index]!.trimStart());
  const names = changed.map((index) => index + 1);
  const where = names.length === 1 ? `line ${names[0]}` : `lines ${names.join(', ')}`;
  return { title: isTabs ? `Indent ${where} with spaces.` : `Quote the text in ${where}.`, edits, opens: '' };
}

/** Quotes the value of a line that can only be a text. One that goes on in the next line may end anywhere. */
function quoted(all: readonly string[], index: number): readonly string[] | undefined {
  const line = (all[index] ?? '').replace(/\r$/, '');
  const [, lead, name, rest] = line.length > longestLine ? [] : (entry.exec(line) ?? []);
  if (lead === undefined || rest === undefined) return undefined;
  const [value, comment] = split(rest);
  const isReserved = /^[@%`]/.test(value);
  const isText = new RegExp(`^["']?(?:${texts})["']?$`).test(name ?? '');
  const holdsColon = /:(?:\s|$)/.test(value);
  if (!(isReserved ? isText || !holdsColon : isText && holdsColon)) return undefined;
  if (/^["'[{|>&*!]/.test(value) || goesOn(all, index)) return undefined;
  const end = all[index]!.endsWith('\r') ? '\r' : '';
  return all.with(index, `${lead}'${value.replaceAll("'", "''")}'${comment}${end}`);
}

/** A plain value, and the white space and comment after it. */
function split(rest: string): readonly [string, string] {
  const at = rest.search(/[ \t]#/);
  const value = (at === -1 ? rest : rest.slice(0, at)).trimEnd();
  return [value, rest.slice(value.length).trimEnd()];
}

/** Whether the next line with words stands deeper, so that it may belong to the value. */
function goesOn(all: readonly string[], index: number): boolean {
  const next = all.slice(index + 1).find((line) => !/^\s*(?:#.*)?$/.test(line));
  return next !== undefined && indent(next) > indent(all[index]!);
}

function indent(line: string): number {
  return /^[ \t]*/.exec(line)![0].length;
}

/** Every tab that indents as spaces, if all widths that can be read come to one value. */
function untabbed(all: readonly string[]): readonly string[] | undefined {
  const readings = [2, 4, 8, 3, 1].flatMap((width) => {
    const spaced = all.map((line) =>
      line.replace(/^[ \t]+/, (margin) => margin.replaceAll('\t', ' '.repeat(width))),
    );
    const { located } = readText(spaced.join('\n'), '');
    return located === undefined ? [] : [{ spaced, value: JSON.stringify(located.value) }];
  });
  const [first, ...others] = readings;
  return first !== undefined && others.every(({ value }) => value === first.value) ? first.spaced : undefined;
}
