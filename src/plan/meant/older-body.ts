import type { Parameter, Step } from '../../arazzo/document.ts';
import { isOlderLocation } from '../../arazzo/older-location.ts';
import type { ResolvedParameter } from '../../arazzo/resolve-reusable.ts';
import type { Edit, Repair } from '../../diagnostics/repair.ts';
import { formMediaType, isJson, multipartMediaType } from '../../openapi/media-type.ts';
import type { Operation, SchemaSummary } from '../../openapi/operation.ts';
import { escapeToken } from '../../text/pointer.ts';
import type { UseSite } from '../compile/compile-context.ts';
import { mayBe, typesOf } from '../rules/value-types.ts';

/** How parameters make a body: as its payload, or each as a field of it. */
interface Meant {
  readonly contentType: string;
  readonly as: 'payload' | 'fields';
}

/**
 * The repair of parameters which are the body, as OpenAPI 2 has it (clause F2): they become the payload, in the only media type that the operation
 * has for such a body. One in `body` is the payload, unless its name is that of a field and its value may stand there; several can only be fields,
 * as those of a form are, and the operation has to know each of them.
 * @param pointer Of the step.
 */
export function olderBody(
  { inputs }: Pick<UseSite, 'inputs'>,
  operation: Operation,
  step: Step,
  given: readonly ResolvedParameter[],
  pointer: string,
): Repair | undefined {
  const older = given.filter(({ parameter }) => isOlderLocation(parameter.in));
  const isOwn = older.every((each) => each.pointer.startsWith(`${pointer}/parameters/`));
  const names = new Set(older.map(({ parameter }) => parameter.name));
  if (!isOwn || names.size !== older.length || step.requestBody !== undefined) return undefined;
  const meant = meantBody(
    inputs,
    operation,
    older.map(({ parameter }) => parameter),
  );
  return meant && placing(meant, step, older, pointer);
}

function meantBody(
  inputs: UseSite['inputs'],
  { requestBody: { content = {} } = {} as never }: Operation,
  parameters: readonly Parameter[],
): Meant | undefined {
  const isForm = parameters.every((each) => each.in === 'formData');
  if (!isForm && parameters.some((each) => each.in === 'formData')) return undefined;
  const declared = Object.keys(content);
  const [contentType, ...others] = isForm
    ? declared.filter((each) => each === formMediaType || each === multipartMediaType)
    : declared;
  if (contentType === undefined || others.length > 0 || (!isForm && !isJson(contentType))) return undefined;
  const schema = content[contentType]?.schema;
  const isField = (each: Parameter): boolean =>
    takesField(
      schema,
      isForm ? each.name.replace(/\[.*$/s, '') : each.name,
      isForm,
      typesOf(each.value, inputs),
    );
  const areFields = parameters.every(isField);
  const isWhole =
    !isForm && parameters.length === 1 && mayBe(schema?.types, typesOf(parameters[0]!.value, inputs));
  if (areFields === isWhole) return undefined;
  return { contentType, as: isWhole ? 'payload' : 'fields' };
}

/** Whether a body certainly has a field, and the field may have a value of these types. */
function takesField(
  { properties, closed = false }: SchemaSummary = { types: [] },
  name: string,
  isForm: boolean,
  types: readonly string[],
): boolean {
  if (properties === undefined) return isForm && !closed;
  return Object.hasOwn(properties, name) && (isForm || mayBe(properties[name]?.types, types));
}

/** Makes a requestBody of parameters, whose values stay spelt as they are. */
function placing(
  { contentType, as }: Meant,
  { parameters = [] }: Step,
  older: readonly ResolvedParameter[],
  pointer: string,
): Repair {
  const body = `${pointer}/requestBody`;
  const edits: Edit[] = [{ op: 'add', pointer: body, value: { contentType }, after: 'parameters' }];
  for (const [index, { parameter, valuePointer }] of older.entries()) {
    const field = escapeToken(parameter.name);
    const isFirst = index === 0;
    edits.push({ op: 'move', from: valuePointer, pointer: `${body}/payload${isFirst ? '' : `/${field}`}` });
    if (!isFirst || as === 'payload') continue;
    const { name, value } = parameter;
    // The first makes the map, and the others follow into it.
    edits.push({ op: 'replace', pointer: `${body}/payload`, from: value, to: { [name]: value } });
  }
  // One that holds more than its value, such as an extension, stays as it is.
  const left = ({ name, in: location }: Parameter): unknown => ({ name, in: location });
  if (older.length === parameters.length) {
    const from = older.map(({ parameter }) => left(parameter));
    edits.push({ op: 'remove', pointer: `${pointer}/parameters`, from });
  } else {
    for (const { parameter, pointer: at } of older.toReversed())
      edits.push({ op: 'remove', pointer: at, from: left(parameter) });
  }
  const names = older.map(({ parameter }) => parameter.name);
  const what =
    as === 'payload' ? 'the payload' : names.length > 1 ? 'fields of the payload' : 'a field of the payload';
  return { title: `Give ${names.join(', ')} as ${what} of requestBody.`, edits, opens: body };
}
