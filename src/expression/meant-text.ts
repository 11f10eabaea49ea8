import { type Declared, lenientText } from './lenient-text.ts';
import type { TextFinding } from './text-finding.ts';

/** A text as its author means it, with the pieces that are written otherwise. */
export interface MeantText {
  readonly text: string;
  /** In UTF-16 code units of the text as it is written. */
  readonly pieces: readonly Pick<TextFinding, 'offset' | 'length'>[];
}

/**
 * The text that says by the grammar what a text says with slips that leave one reading: see {@link lenientText}. Without pieces, it is the same.
 */
export function meantText(text: string, declared: Declared): MeantText {
  if (!text.includes('$')) return { text, pieces: [] };
  const { text: meant, findings } = lenientText(text, declared);
  return meant === text ? { text, pieces: [] } : { text: meant, pieces: findings };
}

/** Whether one of the pieces that are written otherwise overlaps a part of the text. */
export function isWithin({ pieces }: MeantText, offset: number, length: number): boolean {
  return pieces.some((piece) => piece.offset < offset + length && offset < piece.offset + piece.length);
}
