import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/near.ts';
import { type LoadedDocument, planName } from '../sources/loaded-document.ts';
import { isObject } from '../text/json.ts';
import type { ParameterLocation } from '../openapi/operation.ts';

/** The parts of a request that values can be supplied for by name. */
export const suppliedLocations = [
  'path',
  'query',
  'header',
  'cookie',
  'querystring',
] as const satisfies readonly ParameterLocation[];

/**
 * Values that whoever runs a document gives to the requests of its steps, because the document does not, or in the place of what it gives: by step,
 * then by the part of the request, then by name. A step is named by its stepId, or by `workflowId/stepId` where several workflows have one of that name; workflows of other documents have the names that the plan gives them.
 */
export type Supply = Readonly<Record<string, StepSupply>>;

/** The values of one step. */
export interface StepSupply extends Readonly<
  Partial<Record<(typeof suppliedLocations)[number], Readonly<Record<string, unknown>>>>
> {
  /** The fields of the body by name, beside those of the document; the whole body where it is no object, or that of the document is a text of JSON or one expression. */
  readonly body?: unknown;
}

/** The supply of one step. */
export interface SuppliedStep {
  /** How its values are found: RFC 6901 tokens from the supply. */
  readonly key: string;
  readonly values: StepSupply;
}

/** The supply of a step of a workflow, named in full or by its stepId. */
export function supplyOf(supply: Supply, workflowId: string, stepId: string): SuppliedStep | undefined {
  for (const key of [`${workflowId}/${stepId}`, stepId]) {
    if (Object.hasOwn(supply, key)) return { key, values: supply[key]! };
  }
  return undefined;
}

/** What is wrong with a supply whatever the operations are: its shape, and steps that the document does not have or has more than once. */
export function checkSupply(supply: Supply, documents: readonly LoadedDocument[]): Diagnostic[] {
  const steps = documents.flatMap((document) =>
    document.description.workflows.flatMap(({ workflowId, steps: all }) =>
      all.map(({ stepId }) => ({ stepId, full: `${planName(document, workflowId)}/${stepId}` })),
    ),
  );
  return Object.entries(supply).flatMap(([key, values]): Diagnostic[] => {
    const named = steps.filter(({ stepId, full }) => full === key || stepId === key);
    const [first, second] = named.some(({ full }) => full === key)
      ? named.filter(({ full }) => full === key)
      : named;
    if (first === undefined) {
      const known = steps.flatMap(({ stepId, full }) => [stepId, full]);
      const hint = didYouMean(key, known) ?? `The steps are ${steps.map(({ stepId }) => stepId).join(', ')}.`;
      return [
        diagnose('supply/unknown', `Values are supplied for a step "${key}", which there is not.`, { hint }),
      ];
    }
    if (second !== undefined) {
      const hint = `Name one: ${named.map(({ full }) => full).join(', ')}.`;
      return [diagnose('supply/unknown', `Several workflows have a step "${key}".`, { hint })];
    }
    const { full } = first;
    if (full !== key && Object.hasOwn(supply, full)) {
      const message = `Values are supplied for "${key}" and for "${full}", which are one step.`;
      return [diagnose('supply/invalid', message, { hint: 'Put them together under one of the names.' })];
    }
    return checkShape(key, values);
  });
}

function checkShape(key: string, values: unknown): Diagnostic[] {
  const known: readonly string[] = [...suppliedLocations, 'body'];
  const hint = `For example: supply: { ${key}: { header: { X-Tenant: acme } } }.`;
  if (!isObject(values)) {
    return [diagnose('supply/invalid', `What is supplied for step "${key}" is not an object.`, { hint })];
  }
  return Object.entries(values).flatMap(([part, named]) => {
    if (!known.includes(part)) {
      const message = `What is supplied for step "${key}" has "${part}", which is no part of a request.`;
      return diagnose('supply/invalid', message, {
        hint: didYouMean(part, known) ?? `The parts are ${known.join(', ')}.`,
      });
    }
    if (part === 'body' || isObject(named)) return [];
    return diagnose('supply/invalid', `What is supplied for "${part}" of step "${key}" is not an object.`, {
      hint,
    });
  });
}
