import { nameList } from '../../arazzo/name-list.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Severity } from '../../diagnostics/diagnostic.ts';
import type { Template } from '../../expression/template.ts';
import type { SchemaSummary } from '../../openapi/operation.ts';
import type { Node } from '../../openapi/read/resolve-reference.ts';
import { type Alternative, schemaAlternatives } from '../../openapi/schema/schema-alternatives.ts';
import { formatPointer } from '../../text/pointer.ts';
import { isReadOnly, misfitOf, type Payload, tellMisfit } from './payload-value.ts';

type Members = readonly (readonly [string, Template])[];

/** What certainly keeps an object from fitting an alternative. */
interface Faults {
  readonly alternative: Alternative;
  /** Required and not given. */
  readonly missing: readonly string[];
  /** Given, and not among the members of a closed schema. */
  readonly unknown: readonly string[];
  /** Of another type, or none of the values. */
  readonly unfit: readonly string[];
}

/**
 * Reports an object of a payload that fits none of the alternatives (`oneOf`, `anyOf`) of its schema: what all that it may be meant for require, else
 * what keeps it from the one that it comes nearest to. A discriminator decides which is meant. What is wrong with all of them together is told otherwise.
 */
export function checkAlternatives(
  payload: Payload,
  members: Members,
  together: SchemaSummary,
  nodes: readonly Node[],
  way: readonly string[],
): void {
  const [node, ...others] = nodes;
  if (node === undefined || others.length > 0) return;
  const alternatives = alternativesOf(node, members);
  if (alternatives === undefined || (alternatives.length < 2 && alternatives[0]?.isChosen !== true)) return;
  const found = alternatives.map((each) => faultsOf(payload, members, each, nodes, way));
  const meant = found.filter(({ unknown, unfit }) => unknown.length + unfit.length === 0);
  const common = (meant[0]?.missing ?? []).filter((name) =>
    meant.every((each) => each.missing.includes(name)),
  );
  const [nearest, ...further] = found.toSorted((a, b) => distance(a) - distance(b));
  if (nearest === undefined) return;
  reportForeign(payload, members, together, nearest.alternative, way);
  if (distance(nearest) === 0) return;
  const unsaid = (name: string): boolean => together.required?.includes(name) !== true;
  const asNear = further.filter((each) => distance(each) === distance(nearest));
  if (common.length > 0) {
    const isAny = meant.length === found.length && !nearest.alternative.isChosen;
    const what = meant.length === 1 && !isAny ? nameOf(nearest.alternative) : undefined;
    for (const name of common.filter(unsaid)) reportMissing(payload, [name], what, way);
  } else if (distance(nearest) === 1 && asNear.length > 0) {
    reportMissing(
      payload,
      [...new Set([nearest, ...asNear].flatMap(({ missing }) => missing))],
      undefined,
      way,
    );
  } else {
    report(payload, members, together, nearest, way, unsaid);
  }
}

/**
 * Tells of members whether every alternative that the object may be meant for describes them: what one of them leaves open may be anything. Where there are several
 * schemas, that goes for each.
 */
export function describedBy(
  payload: Payload,
  members: Members,
  nodes: readonly Node[],
  way: readonly string[],
): (name: string) => boolean {
  const all = nodes.map((node) => alternativesOf(node, members));
  if (all.length === 1 && all[0]?.length === 1) return () => true;
  const groups = all.map((alternatives) => {
    if (alternatives === undefined) return undefined;
    const meant = alternatives.filter((each) => {
      const { unknown, unfit } = faultsOf(payload, members, each, nodes, way);
      return unknown.length + unfit.length === 0;
    });
    return meant.length === 0 ? alternatives : meant;
  });
  return (name) =>
    groups.every(
      (group) => group?.every(({ summary }) => Object.hasOwn(summary.properties ?? {}, name)) === true,
    );
}

/** Whether one alternative alone describes the items of a list. */
export function areItemsDescribed(nodes: readonly Node[]): boolean {
  const [node, ...others] = nodes;
  const lists = node && schemaAlternatives(node, () => undefined)?.filter((each) => mayBe(each, 'array'));
  return others.length === 0 && lists !== undefined && lists.length < 2;
}

/** The alternatives that an object may be, as its literal members tell. */
function alternativesOf(node: Node, members: Members): readonly Alternative[] | undefined {
  const values = new Map(members);
  return schemaAlternatives(node, (name) => {
    const value = values.get(name);
    return value?.kind === 'literal' ? value.value : undefined;
  })?.filter((each) => mayBe(each, 'object'));
}

function mayBe({ summary: { types } }: Alternative, type: string): boolean {
  return types.length === 0 || types.includes(type);
}

function faultsOf(
  payload: Payload,
  members: Members,
  alternative: Alternative,
  nodes: readonly Node[],
  way: readonly string[],
): Faults {
  const { required = [], properties = {}, closed } = alternative.summary;
  const given = new Set(members.map(([name]) => name));
  const isReplaced = (name: string): boolean => {
    const pointer = formatPointer([...way, name]);
    return payload.replaced.some((each) => each === pointer || each.startsWith(`${pointer}/`));
  };
  const names = [...given];
  return {
    alternative,
    missing: required.filter((name) => !given.has(name) && !isReplaced(name) && !isReadOnly(nodes, name)),
    unknown: closed === true ? names.filter((name) => !Object.hasOwn(properties, name)) : [],
    unfit: members.flatMap(([name, value]) => {
      const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (schema === undefined || schema.binary === true || isReplaced(name)) return [];
      return misfitOf(payload, value, schema, name) === undefined ? [] : name;
    }),
  };
}

/** What contradicts an alternative counts for more than what is missing of it, whatever is missing. */
function distance({ missing, unknown, unfit }: Faults): number {
  return 1000 * (unknown.length + unfit.length) + missing.length;
}

function report(
  payload: Payload,
  members: Members,
  together: SchemaSummary,
  { alternative, missing, unknown, unfit }: Faults,
  way: readonly string[],
  unsaid: (name: string) => boolean,
): void {
  const what = nameOf(alternative);
  for (const name of missing.filter(unsaid)) reportMissing(payload, [name], what, way);
  const { properties = {} } = together;
  for (const name of unknown.filter((each) => Object.hasOwn(properties, each)))
    reportUnknown(payload, name, alternative, way, 'warning');
  for (const name of unfit) {
    const value = members.find(([each]) => each === name)![1];
    const path = [...way, name];
    const other = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (other !== undefined && misfitOf(payload, value, other, name) !== undefined) continue;
    const where = `"${path.join('.')}" of ${what}`;
    const misfit = misfitOf(payload, value, alternative.summary.properties![name]!, where);
    if (misfit !== undefined) tellMisfit(payload, path, misfit);
  }
}

/** Members of others in the alternative that a discriminator names, which does not forbid them. */
function reportForeign(
  payload: Payload,
  members: Members,
  together: SchemaSummary,
  alternative: Alternative,
  way: readonly string[],
): void {
  const { properties, closed } = alternative.summary;
  if (!alternative.isChosen || closed === true || properties === undefined) return;
  for (const [name] of members) {
    if (Object.hasOwn(properties, name) || !Object.hasOwn(together.properties ?? {}, name)) continue;
    reportUnknown(payload, name, alternative, way, 'info');
  }
}

function reportUnknown(
  { label, reviewed, step }: Payload,
  name: string,
  alternative: Alternative,
  way: readonly string[],
  severity: Severity,
): void {
  const path = [...way, name];
  const message = `${label} documents no body field "${path.join('.')}" of ${nameOf(alternative)}.`;
  const at = `${step.pointer}/requestBody/payload${formatPointer(path)}`;
  const place = reviewed.document.located.place(at, 'key');
  const known = Object.keys(alternative.summary.properties ?? {});
  const hint = known.length === 0 ? 'It has none.' : `It has ${nameList(known)}.`;
  reviewed.report(diagnose('step/unknown-body-field', message, { place, hint, severity }));
}

/** Reports that a field is missing; of several, that one of them is. */
function reportMissing(
  { label, reviewed, step }: Payload,
  names: readonly string[],
  what: string | undefined,
  way: readonly string[],
): void {
  const place = reviewed.document.located.place(
    `${step.pointer}/requestBody/payload${formatPointer(way)}`,
    'key',
  );
  const fields = names.map((name) => `"${[...way, name].join('.')}"`).join(' or ');
  const field = `${fields}${what === undefined ? '' : ` of ${what}`}`;
  const message = `${label} requires the body field ${field}, and the payload does not give it.`;
  const hint = `Add ${names.join(' or ')} there.`;
  reviewed.report(diagnose('step/missing-body-field', message, { place, hint }));
}

/** An alternative as people know it. */
function nameOf({ names, isChosen }: Alternative): string {
  const name = names.join(' with ');
  if (isChosen && name !== '') return name;
  return name === '' ? 'the alternative that comes nearest' : `${name} (the alternative that comes nearest)`;
}
