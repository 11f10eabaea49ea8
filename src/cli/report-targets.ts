import { appendFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/near.ts';
import { har } from '../report/har.ts';
import { json } from '../report/json.ts';
import { junit } from '../report/junit.ts';
import { markdown } from '../report/markdown.ts';
import { prettyResult } from '../report/pretty-result.ts';
import type { RunResult } from '../report/run-result.ts';
import { plainStyle, type Style } from '../report/style.ts';
import { styleOf } from './console.ts';
import type { Io } from './io.ts';
import { version } from './version.ts';

/** A report that was asked for: its kind, and the file it goes to; stdout without one. */
export interface ReportTarget {
  readonly kind: ReportKind;
  readonly file?: string;
}

type ReportKind = (typeof kinds)[number];
const kinds = ['pretty', 'json', 'junit', 'markdown', 'har'] as const;

/** The flags that ask for reports. */
export interface ReportFlags {
  readonly report?: readonly string[];
  readonly har?: string;
  readonly json?: boolean;
}

/** What `--report`, `--har` and `--json` ask for. Files are tried before the run: a payment must not be made for a report that cannot be written. */
export function readTargets(
  flags: ReportFlags,
  io: Io,
): { readonly targets: readonly ReportTarget[]; readonly diagnostics: readonly Diagnostic[] } {
  const targets: ReportTarget[] = flags.json === true ? [{ kind: 'json' }] : [];
  const diagnostics: Diagnostic[] = [];
  const archive = flags.har === undefined ? [] : [`har=${flags.har}`];
  for (const text of [...(flags.report ?? []), ...archive]) {
    const target = readTarget(text, io);
    if ('code' in target) diagnostics.push(target);
    else targets.push(target);
  }
  const toStdout = targets.filter(({ file }) => file === undefined);
  if (toStdout.length > 1) {
    const hint = 'Give all but one a file: --report pretty=report.txt.';
    diagnostics.push(diagnose('usage/invalid', 'Only one report can go to stdout.', { hint }));
  }
  return { targets: toStdout.length === 0 ? [...targets, { kind: 'pretty' }] : targets, diagnostics };
}

/** How reports tell of a run. */
export interface Telling {
  readonly verbose?: boolean;
  /** Whether what goes to stdout tells every step too: for readers who did not watch the run. Files always do. */
  readonly withSteps?: boolean;
}

/** Writes the reports of a run. A file that cannot be written any more is told on stderr; the run is not undone by it. */
export function writeReports(
  result: RunResult,
  targets: readonly ReportTarget[],
  io: Io,
  { verbose = false, withSteps = false }: Telling,
): void {
  for (const { kind, file } of targets) {
    const style = file === undefined ? styleOf(io.stdout, io.env, verbose) : plainStyle;
    const text = rendered(kind, result, style, withSteps || file !== undefined);
    if (file === undefined) {
      io.stdout.write(text);
      continue;
    }
    try {
      writeFileSync(resolve(io.cwd, file), text);
    } catch {
      io.stderr.write(`The report ${file} could not be written.\n`);
    }
  }
}

function rendered(kind: ReportKind, result: RunResult, style: Style, withSteps: boolean): string {
  switch (kind) {
    case 'json':
      return json(result);
    case 'junit':
      return junit(result);
    case 'markdown':
      return markdown(result);
    case 'har':
      return har(result, version());
    case 'pretty':
      return prettyResult(result, style, withSteps);
  }
}

function readTarget(text: string, io: Io): ReportTarget | Diagnostic {
  const [name = '', ...rest] = text.split('=');
  const file = rest.join('=');
  const kind = kinds.find((each) => each === name);
  if (kind === undefined) {
    const hint = didYouMean(name, kinds) ?? `There are ${kinds.join(', ')}.`;
    return diagnose('usage/invalid', `There is no report "${name}".`, { hint });
  }
  if (file === '') return { kind };
  const path = resolve(io.cwd, file);
  try {
    const isNew = !existsSync(path);
    appendFileSync(path, '');
    // A command that comes to nothing leaves no empty report.
    if (isNew) rmSync(path);
  } catch {
    const hint = 'Check that the folder exists and can be written to.';
    return diagnose('usage/invalid', `The report file ${file} cannot be written.`, { hint });
  }
  return { kind, file };
}
