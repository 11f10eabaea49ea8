import type { Context } from 'hono';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { losesDigits, parseExactJson } from '../text/exact-number.ts';
import { isObject, type JsonObject } from '../text/json.ts';
import { jsonFault } from '../text/json-fault.ts';
import { readJson } from '../text/read-json.ts';

/** The JSON object that a request has as its body; an empty one where it has none. */
export async function readBody(
  context: Context,
): Promise<{ readonly body: JsonObject } | { readonly finding: Diagnostic }> {
  const text = await context.req.text();
  if (text === '') return { body: {} };
  const type = context.req.header('content-type') ?? '';
  if (!/^application\/json\s*(?:;|$)/i.test(type)) {
    const hint = 'Send JSON, with "Content-Type: application/json".';
    return { finding: diagnose('serve/media-type', 'The body is not said to be JSON.', { hint }) };
  }
  // What is no clean JSON is refused before its digits are looked at (clause K12).
  const body = readJson(text) && parseExactJson(text, losesDigits);
  if (isObject(body)) return { body };
  const hint = 'Names stand once in an object, and nesting goes 256 levels deep at most.';
  const fault = jsonFault(text);
  if (fault === undefined) return { finding: invalid('The body is not a JSON object.', hint) };
  const next = 'Correct the text there.';
  return { finding: invalid(`The body is not JSON: ${fault}.`, next) };
}

/** The finding for a request that is not as it must be. */
export function invalid(message: string, hint: string): Diagnostic {
  return diagnose('serve/invalid-request', message, { hint });
}

/** Findings for members of a body that are not known, or not of their types. */
export function checkMembers(
  body: JsonObject,
  members: Readonly<Record<string, 'string' | 'object' | 'boolean' | 'number'>>,
): readonly Diagnostic[] {
  return Object.entries(body).flatMap(([name, value]) => {
    const type = Object.hasOwn(members, name) ? members[name] : undefined;
    const known = `It may have ${Object.keys(members).join(', ')}.`;
    if (type === undefined) return [invalid(`The body has a member "${name}", which is not known.`, known)];
    const fits = type === 'object' ? isObject(value) : typeof value === type;
    return fits ? [] : [invalid(`"${name}" of the body is no ${type}.`, known)];
  });
}
