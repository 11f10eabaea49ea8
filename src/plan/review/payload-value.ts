import { diagnose } from '../../diagnostics/diagnose.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import { formatExpression } from '../../expression/format-expression.ts';
import type { Template } from '../../expression/template.ts';
import type { SchemaSummary } from '../../openapi/operation.ts';
import { child, type Node } from '../../openapi/read/resolve-reference.ts';
import { memberSchemas } from '../../openapi/schema/schema-at.ts';
import { isObject } from '../../text/json.ts';
import { formatPointer } from '../../text/pointer.ts';
import { knownType, listOf, mayAgree, typeOfValue } from './known-type.ts';
import type { ReviewedStep, ReviewedWorkflow } from './reviewed-step.ts';

/** A payload that is held against the schemas of its operation. */
export interface Payload {
  readonly reviewed: ReviewedWorkflow;
  readonly step: ReviewedStep;
  readonly label: string;
  /** Places that replacements set, as JSON Pointers. */
  readonly replaced: readonly string[];
  /** Whether replacements may set anything anywhere. */
  readonly isOpen: boolean;
}

/** Why a value does not fit a schema. */
export interface Misfit {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Why a value is certainly of another type, or none of the values, that a schema takes. `where` names its place to people. */
export function misfitOf(
  { reviewed, label }: Payload,
  value: Template,
  { types, enum: values }: Pick<SchemaSummary, 'types' | 'enum'>,
  where: string,
): Misfit | undefined {
  const known = typesOf(reviewed, value);
  if (known === undefined) return undefined;
  const given = known.enum;
  const allowed = new Set(values?.map((each) => JSON.stringify(each)));
  // What is listed is allowed, also where its type is given wrong.
  if (given?.some((each) => allowed.has(JSON.stringify(each))) === true) return undefined;
  if (!mayAgree(known.types, types)) {
    const what = value.kind === 'expression' ? formatExpression(value.expression) : 'the payload';
    return {
      message: `${label} takes ${where} of type ${types.join(' or ')}, and ${what} is of type ${known.types.join(' or ')}.`,
    };
  }
  // A list that allows nothing comes of a description that contradicts itself.
  if (values === undefined || values.length === 0 || given === undefined) return undefined;
  const [only] = given;
  const texts = values.filter((each) => typeof each === 'string');
  return {
    message: `${label} takes ${listOf(values)} for ${where}, and not ${listOf(given)}.`,
    hint: typeof only === 'string' ? didYouMean(only, texts) : undefined,
  };
}

/** Tells of a value that does not fit. */
export function tellMisfit(
  { reviewed, step }: Payload,
  way: readonly string[],
  { message, hint }: Misfit,
): void {
  const place = reviewed.document.located.place(`${step.pointer}/requestBody/payload${formatPointer(way)}`);
  reviewed.report(
    diagnose('step/body-value', message, { place, hint: hint ?? 'Write a value that the operation takes.' }),
  );
}

/** What only answers have is not asked for in a request. */
export function isReadOnly(nodes: readonly Node[], name: string): boolean {
  const found = memberSchemas(nodes, name);
  return typeof found !== 'string' && found.some((node) => child(node, 'readOnly')?.value === true);
}

/** The types that a value certainly has one of, and its values where they are known. */
export function typesOf(reviewed: ReviewedWorkflow, value: Template): ReturnType<typeof knownType> {
  switch (value.kind) {
    case 'literal':
      // An integer beyond 2^53 is kept as the text of its digits (clause K12).
      if (typeof value.value === 'string' && /^-?[0-9]{16,}$/.test(value.value))
        return { types: ['string', 'integer'] };
      return isObject(value.value) || Array.isArray(value.value)
        ? { types: [typeOfValue(value.value)] }
        : { types: [typeOfValue(value.value)], enum: [value.value] };
    case 'text':
      return { types: ['string'] };
    case 'object':
      return { types: ['object'] };
    case 'array':
      return { types: ['array'] };
    case 'expression':
      return knownType(reviewed, value.expression);
    case 'selector':
    case 'supplied':
      return undefined;
  }
}
