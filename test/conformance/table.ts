import type { Mode } from '../../src/diagnostics/mode.ts';
import { type ConformanceCase, modes } from './read-case.ts';

/** A row of docs/clauses.md: a clause of a table, or a section. */
export interface Clause {
  readonly id: string;
  readonly rule: string;
  readonly reading: string;
  /** `yes`, `partly`, `finding` or `no`; sections have none. */
  readonly state?: string;
}

/** The clauses of docs/clauses.md in its order. */
export function clausesOf(page: string): Clause[] {
  return page.split('\n').flatMap((line): Clause[] => {
    const [, row, rule, reading, state] =
      /^\| ([A-L]\d+) \| (.*?) \|(?: (.*))? \| (\w+) \|$/.exec(line) ?? [];
    if (row !== undefined) return [{ id: row, rule: rule!, reading: reading ?? '', state: state! }];
    const [, id, title] =
      /^### (\d\.\d) (.+)$/.exec(line) ??
      /^\*\*(\d\.\d) (.+?)\.\*\*/.exec(line) ??
      /^## (M)\. (.+)$/.exec(line) ??
      [];
    return id === undefined ? [] : [{ id, rule: title!, reading: '' }];
  });
}

/** Something that a clause would allow and that is not done. */
export interface LeftOut {
  readonly id: string;
  readonly what: string;
  readonly why: string;
}

/** What docs/clauses.md says is left out. */
export function leftOutOf(page: string): LeftOut[] {
  const section = page.slice(page.indexOf('## What is left out'));
  return [...section.matchAll(/^\| ((?:[A-L]|\d\.)\d+) \| (.*?) \| (.*) \|$/gm)].map(([, id, what, why]) => ({
    id: id!,
    what: what!,
    why: why!,
  }));
}

/** docs/conformance.md: each clause with what its cases show in each mode, and the files. */
export function conformanceTable(
  clauses: readonly Clause[],
  cases: Readonly<Record<string, ConformanceCase>>,
  leftOut: readonly LeftOut[],
): string {
  const of = (id: string): [file: string, given: ConformanceCase][] =>
    Object.entries(cases).filter(([, { clause }]) => clause === id);
  const shown = clauses.filter(({ id }) => of(id).length > 0);
  const rows = shown.map(({ id, rule }) => {
    const files = of(id);
    const verdicts = modes.map((mode) => verdict(files.map(([, given]) => given.results[mode]?.status)));
    const links = files.map(
      ([file]) => `[${file.slice(id.length + 1, -'.txt'.length)}](../test/conformance/${file})`,
    );
    return `| ${id} | ${rule} | ${verdicts.join(' | ')} | ${links.join(', ')} |`;
  });
  const lacking = clauses.filter(({ state }) => state !== undefined && state !== 'yes');
  const reasons = lacking.map(
    ({ id, rule, reading, state }) => `| ${id} | ${rule} | ${state} | ${reading} |`,
  );
  const parts = leftOut.map(({ id, what, why }) => `| ${id} | ${what} | left out | ${why} |`);
  const played = (mode: Mode): number => Object.values(cases).filter(({ results }) => results[mode]).length;
  return `# Conformance

Which cases show each clause, and what becomes of them in each mode. Generated from [test/conformance](../test/conformance/README.md) and
[clauses.md](clauses.md) by \`npx vitest run test/conformance -u\`; the tests fail when this page is not what they show. A case *runs* when its document is
accepted and performed, request by request as the case writes them; it is *refused* when the case demands findings before anything is sent.
A dash: the clause has no case in that mode, because the mode reads it in another way that another case shows, or the rule is about one mode alone.

${Object.keys(cases).length} cases, of which ${modes.map((mode) => `${played(mode)} are played in ${mode} mode`).join(', ')}.

| Clause | Rule | strict | standard | lenient | Cases |
|---|---|---|---|---|---|
${rows.join('\n')}

## Not supported, or not wholly

Of every clause at least the cases above are. *no*: nothing is done. *finding*: refused with its place before anything is sent. *partly*: as the reason
says. *left out*: a part that the text allows, refused where a document asks for it.

| Clause | Rule, or part of it | State | Reason |
|---|---|---|---|
${[...reasons, ...parts].join('\n')}
`;
}

function verdict(statuses: readonly (string | undefined)[]): string {
  const refused = statuses.filter((status) => status === 'refused').length;
  const run = statuses.filter((status) => status !== undefined).length - refused;
  return (
    [...(run > 0 ? [`${run} run`] : []), ...(refused > 0 ? [`${refused} refused`] : [])].join(', ') || '–'
  );
}
