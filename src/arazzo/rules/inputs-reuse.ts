import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Repair } from '../../diagnostics/repair.ts';
import { isObject } from '../../text/json.ts';
import { escapeToken } from '../../text/pointer.ts';
import type { LocatedText } from '../../text/located-text.ts';
import { members, workflowsOf } from '../parts.ts';
import type { Rule } from './rule.ts';

const keyword = 'reference';
const prefix = '$components.inputs.';

/** Schemas of inputs are reused by `$ref`, not by a Reusable Object, which would be a schema that admits anything (clause C2). */
export const inputsReuse: Rule = (description, located) => {
  const names = new Set(Object.keys(description.components?.inputs ?? {}));
  return [
    ...workflowsOf(description).map(({ value: { inputs }, pointer }) => ({
      schema: inputs,
      at: `${pointer}/inputs`,
    })),
    ...members<unknown>(description.components?.inputs, '/components/inputs').map(({ value, pointer }) => ({
      schema: value,
      at: pointer,
    })),
  ].flatMap(({ schema, at }) => reusables(located, names, schema, at));
};

function reusables(
  located: LocatedText,
  names: ReadonlySet<string>,
  schema: unknown,
  pointer: string,
): Diagnostic[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const reference = isObject(schema) ? schema[keyword] : undefined;
  const own =
    typeof reference === 'string' && reference.startsWith(prefix)
      ? [notByReference(located, names, reference, `${pointer}/${keyword}`)]
      : [];
  const within = Object.entries(schema).flatMap(([name, member]) =>
    reusables(located, names, member, `${pointer}/${escapeToken(name)}`),
  );
  return [...own, ...within];
}

function notByReference(
  located: LocatedText,
  names: ReadonlySet<string>,
  reference: string,
  pointer: string,
): Diagnostic {
  const name = reference.slice(prefix.length);
  const meant = `#/components/inputs/${escapeToken(name)}`;
  const repair: Repair | undefined = names.has(name)
    ? {
        title: `Write $ref: '${meant}' in the place of reference: ${reference}.`,
        edits: [
          { op: 'replace', pointer, from: reference, to: meant },
          { op: 'rename', pointer, to: '$ref' },
        ],
      }
    : undefined;
  const message =
    'Input schemas are reused by $ref; "reference" has no meaning in a schema, which so admits anything.';
  const place = located.place(pointer, 'key');
  return diagnose('document/unknown-field', message, { place, hint: `Write $ref: '${meant}'.`, repair });
}
