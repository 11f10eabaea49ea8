import type { Code } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { JsonObject } from '../text/json.ts';
import type { LocatedText } from '../text/located-text.ts';
import { parsePointer, valueAt } from '../text/pointer.ts';
import { blank } from './blank.ts';
import type { ArazzoDescription } from './document.ts';
import { exactValues } from './exact-values.ts';
import { arazzoDescription } from './objects.ts';
import { partAt } from './parts.ts';

/** What of a document has the types of a description, where the rest has not. For looking on, never for running. */
export interface SoundParts {
  /** The document with the broken parts left out. All other parts have the pointers that they have in the document. */
  readonly description: ArazzoDescription;
  /** Whether a finding of {@link description} stands on its own: it neither lies in what was left out nor may come of that. */
  readonly isIndependent: (finding: Diagnostic) => boolean;
}

/** A part that is left out. */
interface Broken {
  /** Below this nothing is said. */
  readonly region: string;
  readonly kind: 'info' | 'component' | 'source' | 'workflow' | 'step';
  /** What others call it by; undefined where that cannot be told. */
  readonly name?: string | undefined;
  /** The pointer of the workflow whose steps depend on it. */
  readonly workflow?: string;
}

/** With more broken parts than these, the first findings are enough to go on with. */
const mostBroken = 50;

/** Members of a workflow that all of its steps depend on; without the others it is still what it is. */
const ofAllSteps = new Set(['workflowId', 'steps', 'parameters', 'successActions', 'failureActions']);

/** Members of a step without which the rest of it can be looked at. */
const ofNoOther = new Set([
  'description',
  'timeout',
  'dependsOn',
  'successCriteria',
  'onSuccess',
  'onFailure',
  'outputs',
]);

/** Findings that come of all steps of a workflow together, most of them of how they follow one another. */
const aboutAllSteps: ReadonlySet<Code> = new Set([
  'expression/maybe-missing',
  'inputs/used-but-optional',
  'step/branch-fallthrough',
  'step/endless-nesting',
  'step/goto-loop',
  'step/inherited-actions',
  'step/loop-without-delay',
  'step/never-reached',
  'step/poll',
  'step/together',
  'step/unreachable-action',
  'step/unsafe-retry',
  'step/unsafe-success',
]);

/** Findings that something does not exist: what has lost its name may be it. */
const aboutNames: ReadonlySet<Code> = new Set([
  'document/unknown-reference',
  'expression/undeclared',
  'expression/unavailable',
  'step/unknown-source',
]);

/**
 * The sound parts of a document of which some values have types that no description has, so that one mistake does not hide the others.
 * @param spoilt Pointers of those values.
 * @returns Undefined where too much is broken: everything hangs on the lists of workflows and sources, and on the document's own URI.
 */
export function soundParts(located: LocatedText, spoilt: ReadonlySet<string>): SoundParts | undefined {
  const root = exactValues(arazzoDescription, located.value, located.exact()) as JsonObject;
  const parts = new Map<string, Broken>();
  for (const pointer of spoilt) {
    const part = brokenPart(root, pointer);
    if (part === undefined || parts.size >= mostBroken) return undefined;
    parts.set(part.region, part);
  }
  const { info, ...rest } = blank(root, new Set(parts.keys()));
  const description = {
    ...rest,
    info: parts.has('/info') ? { title: '', version: '' } : info,
    workflows: (rest['workflows'] as JsonObject[]).map((workflow, index) =>
      reduced(workflow, `/workflows/${index}`, parts),
    ),
  };
  const broken = [...parts.values()];
  return {
    description: description as unknown as ArazzoDescription,
    isIndependent: (finding) =>
      finding.place?.file !== located.file || !broken.some((part) => mayComeOf(finding, part, root)),
  };
}

/** What has to be left out so that a value is. */
function brokenPart(root: JsonObject, pointer: string): Broken | undefined {
  const [top, at, member, index, inStep] = parsePointer(pointer) ?? [];
  const part = partAt(pointer);
  if (top === 'info') return { region: '/info', kind: 'info' };
  // Of what every document has, only its info may be missing.
  if (top === undefined)
    return Array.isArray(root['workflows']) && Array.isArray(root['sourceDescriptions'])
      ? { region: '/info', kind: 'info' }
      : undefined;
  if (part === undefined) return undefined;
  if (top === 'components') return { region: part, kind: 'component', name: `${at}.${member}` };
  if (top === 'sourceDescriptions') return { region: part, kind: 'source', name: nameAt(root, part, 'name') };
  if (member === 'steps' && index !== undefined) {
    const step = `/workflows/${at}/steps/${index}`;
    const region = inStep !== undefined && ofNoOther.has(inStep) ? `${step}/${inStep}` : step;
    return { region, kind: 'step', name: nameAt(root, step, 'stepId'), workflow: part };
  }
  const name = nameAt(root, part, 'workflowId');
  return member === undefined || ofAllSteps.has(member)
    ? { region: part, kind: 'workflow', name, workflow: part }
    : { region: `${part}/${member}`, kind: 'workflow', name };
}

/** A workflow without what is broken in it. */
function reduced(workflow: JsonObject, pointer: string, parts: ReadonlyMap<string, Broken>): JsonObject {
  const isWhole =
    (at: string) =>
    ([name]: readonly [string, unknown]): boolean =>
      !parts.has(`${at}/${name}`);
  const steps = (workflow['steps'] as unknown[]).map((step, index) => {
    const at = `${pointer}/steps/${index}`;
    if (parts.has(at)) return { stepId: parts.get(at)?.name ?? '' };
    return Object.fromEntries(Object.entries(step as JsonObject).filter(isWhole(at)));
  });
  // Inputs that are not known may be any; without a schema there would be none.
  const inputs = parts.has(`${pointer}/inputs`) ? { inputs: true } : {};
  return { ...Object.fromEntries(Object.entries(workflow).filter(isWhole(pointer))), ...inputs, steps };
}

/** The name that was meant: `5` where it says `stepId: 5`. */
function nameAt(root: JsonObject, pointer: string, field: string): string | undefined {
  const name = valueAt(root, [...(parsePointer(pointer) ?? []), field]);
  return ['string', 'number', 'boolean'].includes(typeof name) ? String(name) : undefined;
}

function mayComeOf({ code, message, place }: Diagnostic, broken: Broken, root: JsonObject): boolean {
  const { region, kind, name, workflow } = broken;
  const pointer = place?.pointer ?? '';
  const isWithin = (outer: string): boolean => pointer === outer || pointer.startsWith(`${outer}/`);
  if (isWithin(region) || code === 'source/unused-unavailable') return true;
  if (kind === 'info') return false;
  if (kind === 'source' && code === 'step/operation-not-found') return true;
  const textAt = (at: string): string => JSON.stringify(valueAt(root, parsePointer(at) ?? [])) ?? '';
  // A component is part of every workflow that refers to it, as $components.inputs.pet or #/components/inputs/pet.
  if (kind === 'component')
    return textAt(partAt(pointer) ?? pointer)
      .replaceAll('/', '.')
      .includes(`components.${name}`);
  const text = textAt(pointer);
  if (workflow !== undefined && isWithin(workflow)) {
    if (aboutAllSteps.has(code) || pointer.includes('/dependsOn/')) return true;
    if (code === 'expression/unavailable' && text.includes('$steps.')) return true;
  }
  if (name === undefined) return aboutNames.has(code);
  return message.includes(`"${name}"`) || text.split(/[^\p{L}\p{N}_-]+/u).includes(name);
}
