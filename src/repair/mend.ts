import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import type { AppliedRepair } from '../diagnostics/repair.ts';
import { editText } from './edit-text.ts';

/** What looking at a text has found. */
export interface Inspected {
  readonly diagnostics: readonly Diagnostic[];
  /** How far the text could be read: what lies deeper is first seen when that is reached, and is not new by then. */
  readonly depth: number;
}

/** A text after its repairs. */
export interface Mended<I> {
  readonly text: string;
  /** In the order in which they were made. */
  readonly repairs: readonly AppliedRepair[];
  /** What is found in the repaired text. */
  readonly inspected: I;
}

/** A text is looked at no more often than this: repairs that undo one another end. */
const mostInspections = 100;

/** A text, what is found in it, and how that came to be. */
interface State<I> {
  readonly text: string;
  readonly inspected: I;
  readonly repairs: readonly AppliedRepair[];
}

/**
 * Makes the repairs that findings offer, and those that the findings of the repaired text offer, until there is none left.
 * A repair stays only when its finding is gone and no error or hazard has come in its place; one that does not is left for a person, as are
 * repairs that would write different things in one place.
 */
export async function mend<I extends Inspected>(
  text: string,
  inspect: (text: string) => Promise<I>,
): Promise<Mended<I>> {
  const refused = new Set<string>();
  let inspections = 1;
  let state: State<I> = { text, inspected: await inspect(text), repairs: [] };
  const attempt = async (findings: readonly Offered[]): Promise<boolean> => {
    const made = apply(state.text, findings);
    const first = findings[0]!;
    if (made.repairs.length === 0 || inspections >= mostInspections) {
      refused.add(keyOf(first));
      return false;
    }
    inspections++;
    const inspected = await inspect(made.text);
    const isBetter = made.findings.every((finding) => isGone(finding, state.inspected, inspected));
    const opened = made.findings.flatMap(({ repair }) => repair.opens ?? []);
    if (isBetter && !isWorse(state.inspected, inspected, opened)) {
      state = { text: made.text, inspected, repairs: [...state.repairs, ...made.repairs] };
      return true;
    }
    if (findings.length === 1) refused.add(keyOf(first));
    return false;
  };
  for (;;) {
    const offered = offeredIn(state.inspected.diagnostics, refused);
    if (offered.length === 0) return state;
    if (await attempt(offered)) continue;
    if (offered.length === 1) continue;
    // Together they do not fit; each is tried alone, on what those before it have left.
    for (const finding of offered) await attempt([finding]);
  }
}

type Offered = Diagnostic & Required<Pick<Diagnostic, 'repair'>>;

/** The findings with a repair, one for each that is the same; those that contradict one another are left out. */
function offeredIn(diagnostics: readonly Diagnostic[], refused: ReadonlySet<string>): Offered[] {
  const byKey = new Map<string, Offered>();
  const written = new Map<string, Set<string>>();
  for (const finding of diagnostics) {
    if (!isOffered(finding) || refused.has(keyOf(finding)) || byKey.has(keyOf(finding))) continue;
    byKey.set(keyOf(finding), finding);
    const last = new Map<string, string>();
    for (const edit of finding.repair.edits) {
      if (edit.op === 'replace') last.set(edit.pointer, JSON.stringify(edit.to));
      else if (edit.op === 'move') last.set(edit.pointer, JSON.stringify(edit.from));
    }
    for (const [at, value] of last) written.set(at, (written.get(at) ?? new Set()).add(value));
  }
  const isContradicted = ({ repair }: Offered): boolean =>
    repair.edits.some((edit) => (written.get(edit.pointer)?.size ?? 0) > 1);
  return [...byKey.values()].filter((finding) => !isContradicted(finding));
}

function isOffered(finding: Diagnostic): finding is Offered {
  return finding.repair !== undefined;
}

function keyOf({ repair }: Offered): string {
  return JSON.stringify(repair.edits);
}

/** Makes the repairs that fit, one after another. */
function apply(
  text: string,
  findings: readonly Offered[],
): {
  readonly text: string;
  readonly repairs: readonly AppliedRepair[];
  readonly findings: readonly Offered[];
} {
  let made = text;
  const applied: Offered[] = [];
  for (const finding of findings) {
    const edited = editText(made, finding.repair.edits);
    if (edited === undefined) continue;
    made = edited;
    applied.push(finding);
  }
  const repairs = applied.map(({ code, place, repair: { title, edits } }): AppliedRepair => {
    return { code, title, edits, ...(place === undefined ? {} : { place }) };
  });
  return { text: made, repairs, findings: applied };
}

function isGone(finding: Offered, before: Inspected, after: Inspected): boolean {
  const isSame = ({ code, message, place }: Diagnostic): boolean =>
    code === finding.code && message === finding.message && place?.pointer === finding.place?.pointer;
  return after.diagnostics.filter(isSame).length < before.diagnostics.filter(isSame).length;
}

/** Whether there is an error or hazard of a kind that there was not, or that there was less of, elsewhere than in what has been opened. */
function isWorse(before: Inspected, after: Inspected, opened: readonly string[]): boolean {
  if (after.depth !== before.depth) return after.depth < before.depth;
  const counts = new Map<string, number>();
  const isHidden = ({ place }: Diagnostic): boolean =>
    place !== undefined && opened.some((pointer) => `${place.pointer}/`.startsWith(`${pointer}/`));
  for (const { code } of before.diagnostics.filter(stops)) counts.set(code, (counts.get(code) ?? 0) + 1);
  for (const finding of after.diagnostics.filter(stops)) {
    if (!isHidden(finding)) counts.set(finding.code, (counts.get(finding.code) ?? 0) - 1);
  }
  return [...counts.values()].some((difference) => difference < 0);
}
