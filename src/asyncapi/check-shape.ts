import { capital } from '../arazzo/shape-check.ts';
import { hintFor, kindOf, wordAt } from '../arazzo/wrong-type.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { didYouMean, near } from '../diagnostics/near.ts';
import { essence } from '../openapi/media-type.ts';
import { follow, type Reading } from '../openapi/read/reading.ts';
import { child, children, type Node, placeOf, referenceOf } from '../openapi/read/resolve-reference.ts';
import { isObject, type JsonObject } from '../text/json.ts';
import { parseMessageLocation } from './message-location.ts';
import type { ObjectShape, Shape } from './shape.ts';

/** One walk through a description. What it finds are warnings: descriptions are other people's, and a run may use nothing of it. */
export interface ShapeReading extends Reading {
  readonly major: 2 | 3;
  /** What has been looked at: the shapes that each object was held against. References may share it, or go in circles. */
  readonly seen: Map<unknown, Set<Shape>>;
}

/** A value to hold against a shape. */
interface Subject {
  readonly node: Node;
  /** As a message names it: `"contentType" of the message "paid"`. */
  readonly label: string;
  /** Its name in the map that holds it. */
  readonly name?: string;
}

/** Checks a value against a shape, and everything within it and behind its references. */
export function checkShape(reading: ShapeReading, shape: Shape, subject: Subject): void {
  const { node, label } = subject;
  const { value } = node;
  switch (shape.kind) {
    case 'object':
      return isObject(value) ? checkObject(reading, shape, subject, value) : wrong(reading, subject, 'a map');
    case 'list':
      if (!Array.isArray(value)) return wrong(reading, subject, 'a list');
      return children(node).forEach(([index, entry]) => {
        checkShape(reading, shape.of, { node: entry, label: `entry ${Number(index) + 1} of ${label}` });
      });
    case 'map':
      if (!isObject(value)) return wrong(reading, subject, 'a map');
      return checkMembers(reading, shape, subject);
    case 'or-reference': {
      if (referenceOf(node) === undefined) return checkShape(reading, shape.of, subject);
      // A reference that leads nowhere is told where all of them are followed.
      const found = follow({ diagnostics: [] }, node, 'warning');
      return found && checkShape(reading, shape.of, { ...subject, node: found });
    }
    case 'choice':
      return checkShape(reading, shape.of(value), subject);
    case 'one-of':
      return checkOneOf(reading, shape.values, subject);
    case 'headers':
      return checkHeaders(reading, subject);
    case 'schema':
      return isObject(value) || typeof value === 'boolean' ? undefined : wrong(reading, subject, 'a schema');
    case 'reference':
      return referenceOf(node) === undefined
        ? wrong(reading, subject, "a reference, such as { $ref: '#/channels/orders' }")
        : undefined;
    case 'map-of-anything':
      return isObject(value) ? undefined : wrong(reading, subject, 'a map');
    case 'any':
      return undefined;
    case 'text':
    case 'uri':
    case 'media-type':
    case 'schema-format':
    case 'location':
      return checkText(reading, shape.kind, subject);
  }
}

function checkObject(
  reading: ShapeReading,
  shape: ObjectShape,
  { node, label: written, name }: Subject,
  object: JsonObject,
): void {
  const shapes = reading.seen.get(object) ?? new Set();
  if (shapes.has(shape)) return;
  reading.seen.set(object, shapes.add(shape));
  const label =
    name === undefined
      ? written.startsWith('entry ')
        ? written
        : `the ${shape.name}`
      : `the ${shape.name} "${name}"`;
  const meant = new Set<string>();
  for (const [field, member] of children(node)) {
    const known = Object.hasOwn(shape.fields, field) ? shape.fields[field] : undefined;
    if (known !== undefined)
      checkShape(reading, known.shape, { node: member, label: `"${field}" of ${label}` });
    else if (!field.startsWith('x-') && shape.isOpen !== true) {
      near(field, Object.keys(shape.fields)).forEach((each) => meant.add(each));
      unknownField(reading, shape, { node: member, label }, field);
    }
  }
  for (const [field, { required }] of Object.entries(shape.fields)) {
    // A misspelt field is reported already, with the name that was meant.
    if (required !== true || Object.hasOwn(object, field) || meant.has(field)) continue;
    malformed(reading, node, `${capital(label)} has no "${field}".`, `Add "${field}".`);
  }
  const { default: standard, enum: values } = object;
  if (shape.hasChoices !== true || typeof standard !== 'string' || !Array.isArray(values)) return;
  if (values.includes(standard)) return;
  const message = `The default "${standard}" of ${label} is none of its enum.`;
  const hint = didYouMean(standard, values.map(String)) ?? 'Add it to the enum, or choose one of these.';
  malformed(reading, child(node, 'default')!, message, hint);
}

function unknownField(
  reading: ShapeReading,
  shape: ObjectShape,
  { node, label }: Subject,
  field: string,
): void {
  const fields = Object.keys(shape.fields);
  const advice =
    field === '$ref'
      ? 'A reference cannot stand here: write out what it leads to.'
      : shape.advice !== undefined && Object.hasOwn(shape.advice, field)
        ? shape.advice[field]
        : undefined;
  const hint =
    advice ?? didYouMean(field, fields) ?? `Its fields are ${fields.join(', ')}; extensions begin with "x-".`;
  malformed(reading, node, `${capital(label)} has no field "${field}" in AsyncAPI ${reading.major}.`, hint);
}

function checkMembers(
  reading: ShapeReading,
  { of, names }: Extract<Shape, { kind: 'map' }>,
  { node, label }: Subject,
): void {
  for (const [name, member] of children(node)) {
    if (name.startsWith('x-')) continue;
    if (names !== undefined && !names.test(name)) {
      const message = `The name "${name}" in ${label} has other characters than letters, digits, ".", "-" and "_".`;
      malformed(reading, member, message, 'Choose a name of these alone, here and in references to it.');
    }
    checkShape(reading, of, { node: member, name, label: `"${name}" of ${label}` });
  }
}

function checkOneOf(reading: ShapeReading, values: readonly string[], subject: Subject): void {
  const { value } = subject.node;
  if (typeof value !== 'string') return wrong(reading, subject, 'a text');
  if (values.includes(value)) return;
  const hint = didYouMean(value, values) ?? `It is one of ${values.join(', ')}.`;
  malformed(reading, subject.node, `${capital(subject.label)} cannot be "${value}".`, hint);
}

/** The schema of headers is one of a map: a type that it names is no other. */
function checkHeaders(reading: ShapeReading, subject: Subject): void {
  const { value } = subject.node;
  if (!isObject(value) && typeof value !== 'boolean') return wrong(reading, subject, 'a schema');
  const schema = follow({ diagnostics: [] }, subject.node, 'warning');
  const type = schema && child(schema, 'type');
  if (typeof type?.value !== 'string' || type.value === 'object') return;
  const message = `${capital(subject.label)} cannot be of type "${type.value}": headers are a map of names and values.`;
  malformed(reading, type, message, 'Write a schema of type object, with the headers as its properties.');
}

/** What texts of each kind are, and whether one is. */
const textKinds = {
  text: { is: () => true, wanted: 'a text' },
  uri: {
    is: (text: string) => URL.canParse(text),
    wanted: 'an absolute URI, such as https://example.com/terms',
  },
  'media-type': {
    is: (text: string) => essence(text) !== undefined,
    wanted: 'a media type, such as application/json',
  },
  // A format of one's own may have any name, but those that are known are media types.
  'schema-format': {
    is: (text: string) => essence(text) !== undefined,
    wanted: 'a media type, such as application/schema+json;version=draft-07',
  },
  location: {
    is: (text: string) => parseMessageLocation(text) !== undefined,
    wanted: 'a runtime expression, such as $message.header#/requestId',
  },
} as const;

function checkText(reading: ShapeReading, kind: keyof typeof textKinds, subject: Subject): void {
  const { value } = subject.node;
  if (typeof value !== 'string') return wrong(reading, subject, 'a text');
  const { is, wanted } = textKinds[kind];
  if (is(value)) return;
  malformed(
    reading,
    subject.node,
    `${capital(subject.label)} must be ${wanted}, not "${value}".`,
    `Write ${wanted}.`,
  );
}

function wrong(reading: ShapeReading, { node, label }: Subject, wanted: string): void {
  const written = wordAt(node.document.located, node.pointer);
  const message = `${capital(label)} must be ${wanted}, not ${kindOf(node.value, written)}.`;
  malformed(reading, node, message, hintFor(wanted, node.value, written));
}

function malformed(reading: Reading, node: Node, message: string, hint: string): void {
  const place = placeOf(node);
  reading.diagnostics.push(diagnose('source/malformed', message, { place, hint, severity: 'warning' }));
}
