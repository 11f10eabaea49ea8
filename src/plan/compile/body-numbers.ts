import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Template } from '../../expression/template.ts';
import type { ChosenMediaType } from '../../openapi/choose-media-type.ts';
import { essence, formMediaType, isJson, isMultipart } from '../../openapi/media-type.ts';
import { keptPlaces, type PlacePattern } from '../../openapi/serialize/number-places.ts';
import type { Encoding, MediaType } from '../../openapi/operation.ts';
import { parsePointer, valueAt } from '../../text/pointer.ts';
import type { CompileContext } from './compile-context.ts';
import type { ReplacementPlan } from '../plan.ts';

/** A compiled payload and what is replaced in it. */
interface Written extends Pick<ChosenMediaType, 'contentType' | 'mediaType'> {
  readonly payload: Template;
  readonly replacements: readonly ReplacementPlan[];
}

/**
 * The places of a body in JSON, or of its parts and fields in JSON, that hold numbers: where the description says so, and where the document
 * itself writes a number whose digits are kept as a text (clause K12).
 * @param described What the description says.
 * @param at JSON Pointer of the request body in the document.
 */
export function bodyNumbers(
  context: CompileContext,
  body: Written,
  described: ((contentType: string) => readonly PlacePattern[]) | undefined,
  at: string,
): readonly PlacePattern[] {
  const { contentType, mediaType, payload, replacements } = body;
  const isWhole = isJson(contentType);
  if (!isWhole && essence(contentType) !== formMediaType && !isMultipart(contentType)) return [];
  const names = payload.kind === 'object' ? new Set(payload.members.map(([name]) => name)) : undefined;
  const isReached = (name: string | undefined): boolean =>
    names === undefined || replacements.length > 0 || name === undefined || name === '*' || names.has(name);
  const reached = (described?.(contentType) ?? []).filter(
    ([name, ...within]) =>
      isReached(name) && (isWhole || isInJson(encodingOf(mediaType, name), within.length > 0)),
  );
  return [
    ...reached,
    ...writtenNumbers(context, `${at}/payload`),
    ...replacedNumbers(context, replacements, at),
  ];
}

/** Of a field, or of the items of a list that is the body. */
function encodingOf(mediaType: MediaType | undefined, name = ''): Encoding | undefined {
  return name === '*' ? mediaType?.positions?.rest : mediaType?.encoding[name];
}

/** Whether a part or field, or what lies within it, is written in JSON: where its encoding says so, and else what is no scalar. */
function isInJson({ contentType, style, explode, allowReserved }: Encoding = {}, isWithin: boolean): boolean {
  if (style !== undefined || explode !== undefined || allowReserved !== undefined) return false;
  return contentType === undefined ? isWithin : isJson(contentType);
}

/** The places within a value of the document where it has numbers whose digits are kept as texts. */
function writtenNumbers({ located }: CompileContext, pointer: string): readonly PlacePattern[] {
  const tokens = parsePointer(pointer) ?? [];
  return keptPlaces(valueAt(located.value, tokens), valueAt(located.exact(), tokens));
}

function replacedNumbers(
  context: CompileContext,
  replacements: readonly ReplacementPlan[],
  at: string,
): readonly PlacePattern[] {
  return replacements.flatMap((plan, index) => {
    const pointer = `${at}/replacements/${index}/value`;
    const places = writtenNumbers(context, pointer);
    if (places.length === 0) return [];
    if (plan.dialect === 'jsonpointer') {
      const way = plan.path.map(({ name }) => (name === '-' ? '*' : name));
      return places.map((place) => [...way, ...place]);
    }
    const message = `What ${plan.target} selects is not known before the run: a number with more digits than a double holds would be sent as a text.`;
    const hint = 'Write the target as a JSON Pointer, which tells the place.';
    context.report(
      diagnose('document/lost-digits', message, { place: context.located.place(pointer), hint }),
    );
    return [];
  });
}
