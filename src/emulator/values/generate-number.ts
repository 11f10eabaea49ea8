import type { JsonObject } from '../../text/json.ts';

/**
 * A number within the bounds of a flat schema; whole where the bounds let it be.
 * @param pick 0 is the least that is taken; larger ones give larger numbers as long as the bounds allow.
 */
export function generateNumber(schema: JsonObject, pick: number): number {
  const bound = (keyword: string): number | undefined => schema[keyword] as number | undefined;
  const isWhole = [schema['type']].flat().includes('integer') || bound('multipleOf') === undefined;
  const step = bound('multipleOf') ?? 1;
  const [above, below] = [bound('exclusiveMinimum'), bound('exclusiveMaximum')];
  const most = Math.min(bound('maximum') ?? Infinity, below ?? Infinity);
  const asked = Math.max(bound('minimum') ?? -Infinity, above ?? -Infinity);
  // Where only the end is given, numbers end there.
  const least = Number.isFinite(asked) ? asked : Math.min(1, Number.isFinite(most) ? most - 100 * step : 1);

  let first = Math.ceil(least / step);
  if (first * step === above) first += 1;
  let last = Math.floor(Math.min(most, least + 1000 * step) / step);
  if (last * step === below) last -= 1;
  if (first > last) return between(least, most, isWhole && bound('multipleOf') === undefined ? schema : {});
  const found = (first + (pick % (last - first + 1))) * step;
  // What multiplication adds to a decimal step is no part of it.
  return Number.isInteger(step) ? found : Number(found.toPrecision(12));
}

/** No multiple lies within the bounds: what lies in their middle is as near as one can come. */
function between(least: number, most: number, schema: JsonObject): number {
  const middle = Number.isFinite(most) ? least + (most - least) / 2 : least;
  return [schema['type']].flat().includes('integer') ? Math.round(middle) : middle;
}
