import type { Element } from 'slimdom';
import type { ConditionProblem } from './criterion-engines.ts';
import { mostXPathWork, stepsOfNumber } from './work.ts';
import { elementsOf, nameIn, offsetOf, parentOf, partsOf } from './xpath-tree.ts';

/**
 * What of a placed tree could run without bound, whatever it is applied to (clause M): patterns on an engine that can take exponential time,
 * functions that get at others by name, functions that are values and so can call themselves, values that hold others over and over.
 */
export function refusalIn(tree: Element): ConditionProblem | undefined {
  for (const element of elementsOf(tree)) {
    const refused = refusals[element.localName]?.(element);
    if (refused !== undefined) return { ...refused, offset: offsetOf(element) };
  }
  return undefined;
}

type Refusal = Omit<ConditionProblem, 'offset'> | undefined;

const refusals: Readonly<Record<string, (element: Element) => Refusal>> = {
  functionCallExpr: (call) => functionRefusal(call, nameIn(call, 'functionName')!),
  arrowExpr: (call) => functionRefusal(call, nameIn(call, 'EQName') ?? ''),
  namedFunctionRef: (reference) =>
    functionRefusal(reference, nameIn(reference, 'functionName')!) ?? functionValueRefusal(reference),
  inlineFunctionExpr: functionValueRefusal,
  argumentPlaceholder: () => ({
    message: 'A function with a part of its arguments is not available: it could run without bound.',
    hint: 'Write function($x) { … } where it is used.',
  }),
  arrayConstructor: containerRefusal,
  mapConstructor: containerRefusal,
  rangeSequenceExpr: rangeRefusal,
};

const patterns = new Set(['replace', 'tokenize', 'analyze-string']);
const byName = new Set(['function-lookup', 'evaluate']);
/** Of the functions of arrays and maps, those whose results are no larger than what they are given. */
const ofContainers = new Set(['contains', 'find', 'flatten', 'get', 'head', 'keys', 'size', 'tail']);

function functionRefusal(call: Element, name: string): Refusal {
  const [, prefix] = /^(.*):/.exec(prefixed(call, name)) ?? [];
  const isContainers = (prefix === 'array' || prefix === 'map') && !ofContainers.has(name);
  if (!patterns.has(name) && !byName.has(name) && !isContainers) return undefined;
  const message = `The function ${prefixed(call, name)} is not available: it could run without bound.`;
  if (patterns.has(name)) return { message, hint: 'matches, contains and starts-with are.' };
  return { message, hint: 'Paths, for, some and every are.' };
}

/** The name of a function with the prefix or the namespace that the text gives it; the functions of arrays and maps have one of their own. */
function prefixed(call: Element, name: string): string {
  const part = partsOf(call).find(({ localName }) => localName === 'functionName' || localName === 'EQName');
  const uri = part?.getAttributeNS(part.namespaceURI, 'URI') ?? '';
  const known = /\/xpath-functions\/(array|map)$/.exec(uri)?.[1];
  const prefix = known ?? part?.getAttributeNS(part.namespaceURI, 'prefix') ?? '';
  return prefix === '' ? name : `${prefix}:${name}`;
}

/** Which argument of a function is itself a function. */
const applied: Readonly<Record<string, number>> = {
  'for-each': 1,
  filter: 1,
  'for-each-pair': 2,
  'fold-left': 2,
  'fold-right': 2,
};

/** A function stands where it is applied and nowhere else: one that is a value could be given to itself. */
function functionValueRefusal(element: Element): Refusal {
  const list = parentOf(element)!;
  const call = parentOf(list);
  const name = call === undefined ? undefined : (nameIn(call, 'functionName') ?? nameIn(call, 'EQName'));
  const shift = call?.localName === 'arrowExpr' ? 1 : 0;
  if (list.localName === 'arguments' && name !== undefined) {
    if (applied[name] === partsOf(list).indexOf(element) + shift) return undefined;
  }
  return {
    message: 'A function as a value is not available: it could call itself without end.',
    hint: 'Write it where for-each, filter or a fold applies it; or use for, some and every.',
  };
}

/** What is made of a variable or the context can hold it twice, and be held twice in turn. */
function containerRefusal(element: Element): Refusal {
  const growing = ['varRef', 'contextItemExpr', 'unaryLookupExpr'];
  if (!elementsOf(element).some(({ localName }) => growing.includes(localName))) return undefined;
  return {
    message: 'A map or array of variables or of the context is not available: it could grow without bound.',
    hint: 'Use a sequence.',
  };
}

function rangeRefusal(range: Element): Refusal {
  const [from, to] = partsOf(range).map((part) => constant(partsOf(part)[0]));
  if (from === undefined || to === undefined || (to - from) * stepsOfNumber <= mostXPathWork)
    return undefined;
  return {
    message: `The range has ${to - from + 1} numbers, more than are looked at.`,
    hint: 'Count what the context holds instead.',
  };
}

function constant(expression: Element | undefined): number | undefined {
  if (expression?.localName !== 'integerConstantExpr') return undefined;
  return Number(nameIn(expression, 'value'));
}
