import { wordAt } from '../../arazzo/wrong-type.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { SchemaSummary } from '../../openapi/operation.ts';
import type { JsonObject } from '../../text/json.ts';
import { escapeToken } from '../../text/pointer.ts';
import type { CompileContext } from '../compile/compile-context.ts';

/**
 * Reports a number whose plus sign or leading zeros YAML does not keep (clause A1), where the operation takes nothing but texts: `+15551234567` would be
 * sent as another telephone number than the one that is written.
 * @param value As the document has it.
 * @param at JSON Pointer of the value in the document.
 */
export function reportLostSpelling(
  context: CompileContext,
  value: unknown,
  schema: Pick<SchemaSummary, 'types'> | undefined,
  at: string,
): void {
  const isText =
    schema !== undefined && schema.types.length > 0 && schema.types.every((type) => type === 'string');
  if (!isText || typeof value !== 'number') return;
  const written = wordAt(context.located, at);
  if (!/^(?:\+|-?0)[0-9]+$/.test(written)) return;
  const message = `${written} is read as the number ${value}, and the operation takes a text: what is sent is not what is written.`;
  const place = context.located.place(at);
  const repair = {
    title: `Quote ${written}.`,
    edits: [{ op: 'replace', pointer: at, from: value, to: written } as const],
  };
  context.report(
    diagnose('step/unquoted-number', message, { place, hint: `Quote it: '${written}'.`, repair }),
  );
}

/** Reports such numbers among the fields of a payload. */
export function reportLostSpellings(
  context: CompileContext,
  payload: JsonObject,
  { properties = {} }: Pick<SchemaSummary, 'properties'>,
  at: string,
): void {
  for (const [name, value] of Object.entries(payload)) {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    reportLostSpelling(context, value, schema, `${at}/${escapeToken(name)}`);
  }
}
