import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import type { AppliedRepair } from '../diagnostics/repair.ts';
import { json } from '../report/json.ts';
import { countFindings, prettyDiagnostics } from '../report/pretty-diagnostics.ts';
import { prettyRepairs } from '../report/pretty-repairs.ts';
import { rulesIn } from '../report/rules.ts';
import { sanitize } from '../report/sanitize.ts';
import { artifactOf, sarifLog, sarifResults } from '../report/sarif.ts';
import { packageRoot } from '../sources/bundled.ts';
import type { JsonObject } from '../text/json.ts';
import { styleOf } from './console.ts';
import type { Io } from './io.ts';
import { shownPath } from './paths.ts';
import { version } from './version.ts';

/** What `heddle check --json` prints. */
export interface CheckResult {
  /** `refused` when a finding of any document stops it from running. */
  readonly status: 'passed' | 'refused';
  readonly documents: readonly CheckedDocument[];
  /** Findings that belong to no document: about the flags. */
  readonly diagnostics: readonly Diagnostic[];
}

/** One document of a {@link CheckResult}. */
export interface CheckedDocument {
  readonly document: string;
  /** With `--fix`, what is left for a person. */
  readonly diagnostics: readonly Diagnostic[];
  /** With `--fix`: the repairs that were made, or would be. Without it, those that a lock has accepted, when there are any. */
  readonly repairs?: readonly AppliedRepair[];
  /** With `--fix`: what changes, in unified format; empty when nothing does. */
  readonly diff?: string;
}

/** What is known of a document only until it has been told. */
export interface CheckedTexts {
  readonly path: string;
  /** Whether the file was repaired. */
  readonly isWritten: boolean;
  /** By the name that places of findings use. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Where the findings of documents go, one document after the other. */
export interface CheckOutput {
  readonly document: (checked: CheckedDocument, read: CheckedTexts) => void;
  /** Told once, after all documents; `usage` are the findings about the flags. */
  readonly end: (status: CheckResult['status'], usage: readonly Diagnostic[]) => void;
}

/** For people: each document is told as soon as it is checked, and nothing is kept. */
export function prettyOutput(io: Io): CheckOutput {
  return {
    document(checked, read) {
      const { diff } = checked;
      if (!read.isWritten && diff !== undefined)
        io.stdout.write(`${diff.split('\n').map(sanitize).join('\n')}\n`);
      io.stdout.write(report(checked, read, io));
    },
    end: () => undefined,
  };
}

/** One JSON object: a {@link CheckResult}. */
export function jsonOutput(io: Io): CheckOutput {
  const documents: CheckedDocument[] = [];
  return {
    document: (checked) => documents.push(checked),
    end(status, usage) {
      const result: CheckResult = { status, documents, diagnostics: usage };
      io.stdout.write(json(result));
    },
  };
}

/** One log of SARIF 2.1.0. */
export function sarifOutput(io: Io): CheckOutput {
  const rules = rulesIn(readFileSync(join(packageRoot, 'docs/diagnostics.md'), 'utf8'));
  const artifacts: JsonObject[] = [];
  const results: JsonObject[] = [];
  return {
    document({ diagnostics }, { path, texts }) {
      artifacts.push(artifactOf(path, io.cwd));
      results.push(...sarifResults({ diagnostics, texts, cwd: io.cwd }, rules));
    },
    end(_, usage) {
      io.stdout.write(
        json(sarifLog({ version: version(), rules, artifacts, results, notifications: usage })),
      );
    },
  };
}

function report(
  { document, diagnostics, repairs, diff }: CheckedDocument,
  { isWritten, texts }: CheckedTexts,
  io: Io,
): string {
  const style = styleOf(io.stdout, io.env);
  const shownFile = (file: string): string => shownPath(file, io.cwd);
  const isFix = diff !== undefined;
  const word = isWritten ? 'repaired' : isFix ? 'repair' : 'accepted';
  const made = prettyRepairs(repairs ?? [], { style, shownFile, word });
  const findings = prettyDiagnostics(diagnostics, { style, texts, shownFile });
  const isRefused = diagnostics.some(stops);
  const { colours } = style;
  const verdict = isRefused ? colours.red('✗ It would not run') : colours.green('✓ It can run');
  const count = diagnostics.length === 0 ? 'no findings' : countFindings(diagnostics);
  const parts = [made, findings].filter((part) => part !== '').map((part) => `${part}\n`);
  const left = !isFix || diagnostics.length === 0 ? '' : ' left for you';
  const fixed = !isFix || repairs === undefined ? '' : ` ${countRepairs(repairs.length, isWritten)}`;
  return `${parts.join('')}${colours.bold(sanitize(document))}:${fixed} ${verdict}: ${count}${left}.\n`;
}

function countRepairs(count: number, isWritten: boolean): string {
  if (count === 0) return 'nothing to repair.';
  const repairs = count === 1 ? '1 repair' : `${count} repairs`;
  return isWritten ? `${repairs} made.` : `${repairs} possible.`;
}
