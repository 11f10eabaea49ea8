import type { Expression } from './expression.ts';
import { formatExpression } from './format-expression.ts';
import { withOwnSlots } from './foreign-slots.ts';
import { type Declared, lenientText } from './lenient-text.ts';
import { parseExpression } from './parse-expression.ts';
import { withoutRootSlips } from './root-slips.ts';
import type { TextFinding } from './text-finding.ts';

/** A text as its author means it, with the pieces that are written otherwise. */
export interface MeantText {
  readonly text: string;
  /** In UTF-16 code units of the text as it is written; none when it says what is meant. */
  readonly pieces: readonly Pick<TextFinding, 'offset' | 'length'>[];
}

/** An expression with the declared names that are meant by names which are not declared; undefined where there is nothing to correct. */
export type Respell = (expression: Expression) => Expression | undefined;

/**
 * The text that says by the grammar what a text says with slips that leave one reading:
 * - what {@link lenientText} reads: dots and brackets that lead into a value, and expressions in text without braces, up to the longest declared name;
 * - slips of spelling at the root of an expression, which {@link withoutRootSlips} corrects;
 * - `$steps.a.id` without `outputs`, where the step declares that output;
 * - `${inputs.id}` and `{{inputs.id}}`, the slots of other languages, with names that are declared;
 * - names that are not declared, where `respell` knows what they mean.
 * What may be a remark, as in `$inputs.id (optional)`, and a member `length`, which may be a number of items, is left alone.
 */
export function meantText(text: string, declared: Declared, respell: Respell = () => undefined): MeantText {
  const own = withOwnSlots(text, (expression) => isDeclared(expression, declared));
  if (own === text) return meantInOwn(text, declared, respell);
  return { text: meantInOwn(own, declared, respell).text, pieces: everything(text) };
}

/** Whether an expression looks for a name that is declared, or for none. */
function isDeclared(text: string, declared: Declared): boolean {
  const parsed = parseExpression(text);
  if (!('expression' in parsed)) return false;
  const { expression } = parsed;
  const isNamed = /^(?:inputs|outputs|steps|workflows)$/.test(expression.kind) && 'name' in expression;
  return !isNamed || declared(expression).includes(expression.name);
}

function meantInOwn(text: string, declared: Declared, respell: Respell): MeantText {
  const same: MeantText = { text, pieces: [] };
  if (!text.includes('$') || /^\$\S+\s+\(/.test(text)) return same;
  const whole = corrected(text, declared, respell);
  if (whole !== undefined) return { text: whole, pieces: [{ offset: 0, length: text.length }] };
  const slots: Pick<TextFinding, 'offset' | 'length'>[] = [];
  const spelt = text.replace(/\{(\$[^{}]*)\}/g, (slot, inner: string, offset: number) => {
    const meant = corrected(inner, declared, respell);
    if (meant === undefined) return slot;
    slots.push({ offset, length: slot.length });
    return `{${meant}}`;
  });
  const { text: meant, findings } = lenientText(spelt, declared);
  if (/(?:[./])length(?=[}\]]|$)/.test(meant) && meant !== text) return same;
  // What lenient mode finds in a text with corrected slots is where it was, as long as no slot was corrected.
  return meant === text ? same : { text: meant, pieces: slots.length === 0 ? findings : everything(text) };
}

/** Whether one of the pieces that are written otherwise overlaps a part of the text. */
export function isWithin({ pieces }: MeantText, offset: number, length: number): boolean {
  return pieces.some((piece) => piece.offset < offset + length && offset < piece.offset + piece.length);
}

function everything(text: string): MeantText['pieces'] {
  return [{ offset: 0, length: text.length }];
}

/** An expression with its slip of the root corrected, and with what {@link lenientText} reads after it. */
function corrected(text: string, declared: Declared, respell: Respell): string | undefined {
  const parsed = parseExpression(text);
  if ('expression' in parsed) {
    const respelt = respell(parsed.expression);
    return respelt && formatExpression(respelt);
  }
  const spelt = withoutRootSlips(text);
  const meant = withOutputs(spelt, declared) ?? (spelt === text ? undefined : spelt);
  if (meant === undefined) return undefined;
  const { text: led } = lenientText(meant, declared);
  return isDeclared(led, declared) && !/[./]length$/.test(led) ? led : undefined;
}

/** `$steps.a.id` and `$workflows.a.id` with `outputs` between, where such an output is declared. */
function withOutputs(text: string, declared: Declared): string | undefined {
  const [, owner, name] =
    /^(\$(?:steps|workflows)\.[A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)(?=$|[.[#])/.exec(text) ?? [];
  if (owner === undefined || name === undefined || /^(?:inputs|outputs)$/.test(name)) return undefined;
  const parsed = parseExpression(`${owner}.outputs.${name}`);
  if (!('expression' in parsed) || !declared(parsed.expression).includes(name)) return undefined;
  return `${owner}.outputs${text.slice(owner.length)}`;
}
