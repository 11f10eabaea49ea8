import { type Code, codes } from '../diagnostics/codes.ts';

/** What a diagnostic code means, as `docs/diagnostics.md` has it. */
export interface Rule {
  readonly code: Code;
  /** One sentence, or a few. */
  readonly meaning: string;
  /** An instruction. */
  readonly next: string;
  /** The part of the page that tells it, as the fragment of its address: `steps-against-their-operations`. */
  readonly section: string;
}

/**
 * The rules of the closed list of codes, in its order, from the text of `docs/diagnostics.md`, which has a row for each of them.
 * A code that the text has no row for is left out.
 */
export function rulesIn(page: string): readonly Rule[] {
  const rows = new Map<string, Rule>();
  let section = '';
  for (const line of page.split('\n')) {
    const heading = /^#+ (.+)$/.exec(line)?.[1];
    if (heading !== undefined) section = fragmentOf(heading);
    const [, code, meaning, next] =
      /^\| `([^`]+)` \| \w+ \| (.+?) \| .+ \| (.+) \|$/.exec(line.replaceAll('\\|', '\u0000')) ?? [];
    if (code === undefined) continue;
    const cell = (text: string): string => text.replaceAll('\u0000', '|').trim();
    rows.set(code, { code: code as Code, meaning: cell(meaning!), next: cell(next!), section });
  }
  return (Object.keys(codes) as Code[]).flatMap((code) => rows.get(code) ?? []);
}

/** The fragment that Git hosting sites give a heading. */
function fragmentOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
