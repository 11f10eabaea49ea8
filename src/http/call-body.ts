import { compileTemplate } from '../expression/compile-template.ts';
import { isTextTemplate } from '../expression/is-text-template.ts';
import type { Scope } from '../expression/scope.ts';
import type { SelectorEngines } from '../expression/selector.ts';
import { chooseMediaType } from '../openapi/choose-media-type.ts';
import { exactJson } from '../openapi/serialize/exact-json.ts';
import type { PlacePattern } from '../openapi/serialize/number-places.ts';
import type { Operation } from '../openapi/operation.ts';
import { type BodyDetails, type BodySerializer, compileBody } from '../openapi/serialize/serialize-body.ts';
import { xmlAsWritten } from '../openapi/serialize/serialize-text.ts';
import { textMedium } from '../openapi/serialize/text-medium.ts';
import { UnserializableValue } from '../openapi/serialize/unserializable-value.ts';
import type { BodyPlan } from '../plan/plan.ts';
import { losesDigits, parseExactJson } from '../text/exact-number.ts';
import { compileReplacements } from './replacements.ts';

/** The body of a call, ready to be made. */
export interface CallBody {
  readonly contentType: string;
  /** The payload with its replacements made. */
  readonly evaluate: (scope: Scope) => unknown;
  /** The value of a payload that is a text for one: of JSON. @see seenPayload */
  readonly read?: (payload: unknown) => unknown;
  readonly serialize: BodySerializer;
}

/**
 * Compiles a body (clauses G3 to G8): a text template is sent as its own text, unless something in it is to be replaced.
 * @throws UnresolvedValue, UnserializableValue (from its functions) when it cannot be made from its values.
 */
export function compileCallBody(
  { contentType, payload, replacements = [], ...details }: BodyPlan,
  operation: Pick<Operation, 'requestBody'>,
  selectors?: SelectorEngines,
): CallBody {
  const replace = compileReplacements(replacements, selectors);
  const { numbers = [] } = details;
  if (!isTextTemplate(payload)) {
    const evaluate = compileTemplate(payload, selectors);
    return {
      contentType,
      evaluate: replacements.length === 0 ? evaluate : (scope) => replace(evaluate(scope), scope),
      serialize: serializer(contentType, operation, details),
    };
  }
  const medium = textMedium(contentType);
  const evaluate = compileTemplate(payload, selectors, medium);
  if (replacements.length > 0 && medium !== 'xml') {
    const read = medium === 'json' ? exactValue : formFields;
    return {
      contentType,
      evaluate: (scope) => replace(read(evaluate(scope) as string), scope),
      serialize: serializer(contentType, operation, details),
    };
  }
  const serialize = (text: unknown): string => {
    if (medium === 'xml') return xmlAsWritten(text as string, 'body');
    return medium === 'json' ? exactText(text as string, numbers) : (text as string);
  };
  return {
    contentType,
    evaluate: (scope) => replace(evaluate(scope), scope),
    ...(medium === 'json' ? { read: (text) => parseExactJson(text as string, losesDigits) } : {}),
    serialize,
  };
}

/** What expressions see of a payload that has been serialized (clause K6): a JSON text is read when the first one looks, and once. */
export function seenPayload(body: CallBody | undefined, payload: unknown): () => unknown {
  const read = body?.read;
  if (read === undefined || payload === undefined) return () => payload;
  let seen: { readonly value: unknown } | undefined;
  return () => (seen ??= { value: read(payload) }).value;
}

/** The compiler has refused media types that cannot be written. */
function serializer(
  contentType: string,
  operation: Pick<Operation, 'requestBody'>,
  details: BodyDetails,
): CallBody['serialize'] {
  const chosen = chooseMediaType(operation.requestBody?.content ?? {}, contentType);
  return compileBody(contentType, chosen?.mediaType, details)!;
}

/** A template must make JSON once its expressions are filled in (clause G4). */
function jsonOrRefuse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnserializableValue('body', 'is not JSON once its expressions are filled in');
  }
}

/** A JSON text with the digits that a slot has put between quotes as numbers, where the schema wants those (clause K12). */
function exactText(text: string, numbers: readonly PlacePattern[]): string {
  const value = jsonOrRefuse(text);
  if (numbers.length === 0) return text;
  const exact = exactJson(value, 'body', numbers);
  // Written anew only when that changes something, and no number that the text itself has.
  return exact === JSON.stringify(value) || !isExact(text, value) ? text : exact;
}

/** Whether no number of a JSON text has lost digits in its value. */
function isExact(text: string, value: unknown): boolean {
  return JSON.stringify(parseExactJson(text, losesDigits)) === JSON.stringify(value);
}

/** The value of a JSON text that is to be written anew, which must not change its numbers (clause K12). */
function exactValue(text: string): unknown {
  const value = jsonOrRefuse(text);
  if (isExact(text, value)) return value;
  throw new UnserializableValue(
    'body',
    'holds a number too large to be written anew. Write it into a payload that is no text',
  );
}

/** The fields of a form's text; one that it repeats is a list. */
function formFields(text: string): unknown {
  const pairs = new URLSearchParams(text);
  const fields = [...new Set(pairs.keys())].map((name): [string, unknown] => {
    const values = pairs.getAll(name);
    return [name, values.length > 1 ? values : values[0]];
  });
  return Object.fromEntries(fields);
}
