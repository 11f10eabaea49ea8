import { didYouMean, near, onlySpeltLike } from '../diagnostics/near.ts';
import type { Repair } from '../diagnostics/repair.ts';
import { respelling } from '../diagnostics/respelling.ts';
import { isObject, type JsonObject } from '../text/json.ts';
import { escapeToken, parsePointer, valueAt } from '../text/pointer.ts';
import { comparedInexactly } from './exact-schema.ts';
import { impliedField, meantField, movingInto, renaming } from './field-repair.ts';
import { newerFinding } from './newer-finding.ts';
import type { ObjectShape, Shape } from './shape.ts';
import { capital, type ShapeCheck, type Subject } from './shape-check.ts';
import { findExpressionTraps, isExpressionTrap, isSelector } from './value-traps.ts';
import { wrongType } from './wrong-type.ts';

/** Checks a value against a shape and everything within it. */
export function checkShape(check: ShapeCheck, shape: Shape, subject: Subject): void {
  const { value, pointer, label } = subject;
  switch (shape.kind) {
    case 'object':
      return isObject(value)
        ? checkObject(check, shape, value, pointer)
        : wrongType(check, subject, 'a map', shape);
    case 'list':
      if (!Array.isArray(value)) return wrongType(check, subject, 'a list', shape);
      if (shape.filled && value.length === 0) emptyList(check, subject);
      return value.forEach((item: unknown, index) => {
        const entry = {
          value: item,
          pointer: `${pointer}/${index}`,
          label: `entry ${index + 1} of ${label}`,
        };
        checkShape(check, shape.of, entry);
      });
    case 'map':
      if (!isObject(value)) return wrongType(check, subject, 'a map', shape);
      return Object.entries(value).forEach(([name, member]) => {
        const entry = {
          value: member,
          pointer: `${pointer}/${escapeToken(name)}`,
          label: `"${name}" of ${label}`,
        };
        checkShape(check, shape.of, entry);
      });
    case 'with-member': {
      if (isObject(value) && Object.hasOwn(value, '$ref') && !Object.hasOwn(value, shape.has))
        return jsonReference(check, shape.has, subject);
      const has = isObject(value)
        ? Object.hasOwn(value, shape.has)
        : typeof value === 'string' && /^(?:\$components\.|#\/components\/)/.test(value);
      return checkShape(check, has ? shape.of : shape.otherwise, subject);
    }
    case 'map-or':
      return checkShape(check, isObject(value) ? shape.map : shape.otherwise, subject);
    case 'any':
      return findExpressionTraps(check, subject);
    case 'expression':
      return checkExpression(check, shape, subject);
    case 'one-of':
      return checkOneOf(check, shape, subject);
    case 'schema':
      return isObject(value) || typeof value === 'boolean'
        ? checkDigits(check, subject)
        : wrongType(check, subject, 'a JSON Schema', shape);
    case 'text':
      return typeof value === 'string' ? undefined : wrongType(check, subject, 'a text', shape);
    case 'number':
      return typeof value === 'number' ? undefined : wrongType(check, subject, 'a number', shape);
    case 'whole-number':
      return Number.isInteger(value) ? undefined : wrongType(check, subject, 'a whole number', shape);
  }
}

function checkObject(check: ShapeCheck, shape: ObjectShape, object: JsonObject, pointer: string): void {
  const label = nameOf(shape, object);
  const meant = new Set<string>();
  for (const [name, value] of Object.entries(object)) {
    const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
    const at = `${pointer}/${escapeToken(name)}`;
    if (field === undefined)
      near(name, Object.keys(shape.fields)).forEach((candidate) => meant.add(candidate));
    if (field === undefined) otherField(check, shape, object, name, at, label);
    else {
      const early = field.since !== undefined && check.version === '1.0';
      if (early) newerFinding(check, `"${name}" of ${label}`, at, 'key');
      const isOptional = field.required !== true;
      checkShape(check, field.shape, { value, pointer: at, label: `"${name}" of ${label}`, isOptional });
    }
  }
  for (const [name, { required }] of Object.entries(shape.fields)) {
    if (!required || Object.hasOwn(object, name)) continue;
    check.spoil(pointer);
    // A misspelt field is reported already, with the name that was meant.
    if (meant.has(name)) continue;
    const hint = `Add "${name}".`;
    check.report('document/missing-field', `${capital(label)} has no "${name}".`, {
      pointer,
      hint,
      repair: impliedField(shape, object, pointer, name),
    });
  }
}

function nameOf(shape: ObjectShape, object: JsonObject): string {
  const id = shape.id !== undefined && Object.hasOwn(object, shape.id) ? object[shape.id] : undefined;
  return typeof id === 'string' ? `${shape.name} "${id}"` : `the ${shape.name}`;
}

/** Extensions that Redocly's tools act upon, by what stands for them here (clause L5). */
const foreignExtensions: ReadonlyMap<string, string> = new Map([
  ['x-security', 'Credentials come from the environment: docs/credentials.md.'],
  ['x-serverUrl', 'Name the server when the document is run: --server <source>=<url>.'],
  ['x-operation', 'Describe the operation in a source, and call it by operationId.'],
]);

/** A field that the specification does not fix: an extension (clause L5), one to be ignored (L2), or an error (A3). */
function otherField(
  check: ShapeCheck,
  shape: ObjectShape,
  object: JsonObject,
  name: string,
  pointer: string,
  label: string,
): void {
  const at = { pointer, part: 'key' } as const;
  if (shape.ignoresOthers) {
    const message = `"${name}" of ${label} is ignored: a reusable object has only "reference" and "value".`;
    const hint = 'Remove it, or write the object out instead of referring to it.';
    const repair: Repair = {
      title: `Remove ${name}, which is ignored.`,
      edits: [{ op: 'remove', pointer, from: object[name] }],
    };
    check.report('document/ignored-field', message, { ...at, hint, repair });
  } else if (/^x-(oai-|oas-|arazzo)/.test(name)) {
    const message = `The extension "${name}" has a prefix that is reserved for the specification.`;
    const hint = 'Choose another name after "x-".';
    check.report('document/reserved-extension', message, { ...at, hint });
  } else if (foreignExtensions.has(name)) {
    const message = `"${name}" is an extension of another processor: nothing is done about it.`;
    check.report('document/foreign-extension', message, { ...at, hint: foreignExtensions.get(name)! });
  } else if (!name.startsWith('x-')) {
    const fields = Object.entries(shape.fields).flatMap(([field, { since }]) =>
      since === undefined || check.version !== '1.0' ? [field] : [],
    );
    const advice =
      shape.advice !== undefined && Object.hasOwn(shape.advice, name) ? shape.advice[name] : undefined;
    const hint =
      advice ??
      didYouMean(name, fields) ??
      `Its fields are ${fields.join(', ')}; extensions begin with "x-".`;
    const message = `${capital(label)} has no field "${name}" in Arazzo.`;
    const field = meantField(check, shape, object, name);
    const holder = pointer.slice(0, pointer.lastIndexOf('/'));
    const moved = movingInto(shape, object, holder, name);
    const repair = moved ?? (field === undefined ? undefined : renaming(pointer, name, field));
    check.report('document/unknown-field', message, { ...at, hint: moved?.title ?? hint, repair });
  }
}

/** Arazzo refers to its components by a field of its own; only schemas and descriptions have `$ref`. */
function jsonReference(check: ShapeCheck, field: string, { pointer, label }: Subject): void {
  check.spoil(pointer);
  const at = `${pointer}/$ref`;
  const message = `${capital(label)} refers by "$ref", which only schemas have in Arazzo.`;
  const hint = `Write ${field}: $components.<kind>.<name>`;
  const repair = { ...renaming(at, '$ref', field), opens: pointer };
  check.report('document/unknown-field', message, { pointer: at, part: 'key', hint, repair });
}

function checkExpression(check: ShapeCheck, shape: Shape, subject: Subject): void {
  const { value, pointer, label } = subject;
  if (typeof value === 'string') return;
  if (!isSelector(value) || isExpressionTrap(value))
    return wrongType(check, subject, 'a runtime expression', shape);
  if (check.version === '1.1') return;
  check.spoil(pointer);
  newerFinding(check, `The selector ${label}`, pointer);
}

function checkOneOf(check: ShapeCheck, shape: Extract<Shape, { kind: 'one-of' }>, subject: Subject): void {
  const { value, pointer, label } = subject;
  if (typeof value !== 'string') return wrongType(check, subject, 'a text', shape);
  const early = check.version === '1.0' && shape.since11?.includes(value) === true;
  if (shape.values.includes(value) && !early) return;
  if (shape.admitted?.includes(value) !== true) check.spoil(pointer);
  if (early) return newerFinding(check, `"${value}" as ${label}`, pointer);
  const advice =
    shape.advice !== undefined && Object.hasOwn(shape.advice, value) ? shape.advice[value] : undefined;
  const message = `${capital(label)} cannot be "${value}".`;
  const hint = advice ?? didYouMean(value, shape.values) ?? `It is one of ${shape.values.join(', ')}.`;
  const known = shape.values.filter(
    (each) => check.version !== '1.0' || shape.since11?.includes(each) !== true,
  );
  const close = near(value, known);
  const meant = onlySpeltLike(value, known) ?? (close.length === 1 ? close[0] : undefined);
  const repair = advice !== undefined || meant === undefined ? undefined : respelling(pointer, value, meant);
  check.report('document/wrong-type', message, { pointer, hint, repair });
}

/** Inputs are compared as doubles, so that digits which these do not hold decide nothing (clause K12). */
function checkDigits(check: ShapeCheck, { value, pointer, label }: Subject): void {
  const exact = valueAt(check.located.exact(), parsePointer(pointer) ?? []);
  for (const within of comparedInexactly(value, exact)) {
    const name = within.slice(within.lastIndexOf('/') + 1);
    const message = `"${name}" in ${label} has a number with more digits than can be compared: other inputs would pass too.`;
    const hint = 'Let the input be a text, with its digits in quotes.';
    check.report('document/lost-digits', message, { pointer: pointer + within, hint });
  }
}

function emptyList(check: ShapeCheck, { pointer, label, isOptional = false }: Subject): void {
  const message = `${capital(label)} is empty; ${isOptional ? 'if it is given ' : ''}it has at least one entry.`;
  const hint = isOptional ? 'Add an entry, or remove the field.' : 'Add an entry.';
  check.report('document/empty-list', message, { pointer, hint });
}
