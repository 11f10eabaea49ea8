import type { Draw } from './draw.ts';
import { parsePattern, type PatternPart } from './parse-pattern.ts';

/** Texts longer than this are not made. */
const longest = 2000;

/** A text that grows, and how many characters of it were drawn. */
interface Making {
  readonly draw: Draw;
  readonly place: string;
  readonly variant: number;
  text: string;
  drawn: number;
}

/**
 * A text for a regular expression of ECMA 262, or undefined where the pattern uses what no texts are made for. Repetition without an end stops
 * soon. What its anchors and word boundaries demand is not looked at: whoever needs certainty tests the text.
 * @param variant Higher ones repeat more, and take other characters and alternatives.
 */
export function generatePattern(pattern: string, draw: Draw, place: string, variant = 0): string | undefined {
  const part = parsePattern(pattern);
  if (part === undefined) return undefined;
  const making: Making = { draw, place, variant, text: '', drawn: 0 };
  return append(making, part) ? making.text : undefined;
}

/** Adds a text for a part; false when there is none, or it gets too long. */
function append(making: Making, part: PatternPart): boolean {
  if (making.text.length > longest) return false;
  switch (part.kind) {
    case 'one-of': {
      const { characters } = part;
      if (characters === '') return false;
      making.text += characters[pick(making, characters.length)]!;
      return true;
    }
    case 'any-of': {
      const { sequences } = part;
      const sequence = sequences[sequences.length === 1 ? 0 : pick(making, sequences.length)]!;
      return sequence.every((each) => append(making, each));
    }
    case 'repeated': {
      const { least, most } = part;
      const times = Math.min(most, least + (least === 0 ? 1 : 0) + making.variant);
      for (let time = 0; time < times; time++) if (!append(making, part.part)) return false;
      return true;
    }
  }
}

function pick(making: Making, bound: number): number {
  making.drawn += 1;
  return (making.draw(`${making.place}:${making.drawn}`, bound) + making.variant) % bound;
}
