import fontoxpath from 'fontoxpath';
import type { Document, Element } from 'slimdom';
import { findsPattern } from './linear-functions.ts';
import { stepsOfNumber, type Work } from './work.ts';
import { elementsOf, nameIn, parentOf, partsOf, quote, xpathTree } from './xpath-tree.ts';

// The package is a CommonJS module whose members exist on its default export alone.
// oxlint-disable-next-line import/no-named-as-default-member
const { registerCustomXPathFunction } = fontoxpath;

/** The namespace of the functions that count. */
const ours = 'urn:heddle:work';

/** Steps for what is done over and over: as long as so many looks at a node. */
const look = 40;
/** Steps for a variable or the context, and for each item that it has. */
const use = 20;
const item = 4;

/**
 * An expression that does the same and counts what it does (clause M). What is evaluated over and over counts each time; variables and the context,
 * of which alone something larger can be made, count by their size; and what takes more than the size of its operands counts before it is done.
 * Looks at nodes are counted by `countedNodes`.
 */
export function countedXPath(text: string): Element {
  const tree = xpathTree(text);
  const making: Making = { document: tree.ownerDocument!, name: namesFor(text) };
  // What stands within comes first, so that nothing is counted that only counts.
  for (const element of elementsOf(tree).toReversed()) {
    const counted = rewrite(making, element);
    if (counted !== undefined) element.replaceWith(counted);
  }
  return tree;
}

/** What the functions that count are given of an evaluation: its setting `currentContext`. */
export interface CountingContext {
  readonly work: Work;
}

function rewrite(making: Making, element: Element): Element | undefined {
  const made = rewritings[element.localName]?.(making, element) ?? element;
  if (isRepeated(element))
    return quote(making.document, `if (Q{${ours}}look()) then $e else ()`, { e: made });
  return made === element ? undefined : made;
}

/** Where expressions are made, and names of variables for them, each another one. */
interface Making {
  readonly document: Document;
  readonly name: () => string;
}

/** Names that a text does not use. */
function namesFor(text: string): () => string {
  let beginning = '_';
  while (text.includes(beginning)) beginning += '_';
  let made = 0;
  return () => `${beginning}${made++}`;
}

type Rewriting = (making: Making, element: Element) => Element | undefined;

const rewritings: Readonly<Record<string, Rewriting>> = {
  varRef: (making, element) =>
    parentOf(element)?.localName === 'functionItem' ? undefined : sized(making, element),
  contextItemExpr: sized,
  unaryLookup: sized,
  rangeSequenceExpr: (making, element) => {
    const [a, b] = operandsOf(element);
    return counting(making, { a: a!, b: b! }, 'range($a, $b)', '$a to $b');
  },
  functionCallExpr: countedCall,
  arrowExpr: arrowCall,
  namedFunctionRef: spelledOut,
  ...Object.fromEntries(
    Object.entries({
      equalOp: '=',
      notEqualOp: '!=',
      lessThanOp: '<',
      lessThanOrEqualOp: '<=',
      greaterThanOp: '>',
      greaterThanOrEqualOp: '>=',
    }).map(([name, operator]) => [name, comparison(operator)]),
  ),
};

/** Whether it is evaluated more than once for each evaluation of what it stands in. */
function isRepeated(element: Element): boolean {
  const parent = parentOf(element);
  switch (parent?.localName) {
    case 'predicates':
      return element.localName !== 'integerConstantExpr';
    case 'returnClause':
    case 'whereClause':
    case 'forExpr':
    case 'letExpr':
    case 'sourceExpr':
    case 'predicateExpr':
    case 'functionBody':
      return true;
    case 'filterExpr':
      return !isFirstStep(parent);
    case 'simpleMapExpr':
      return partsOf(parent).indexOf(element) > 0;
    case undefined:
    default:
      return false;
  }
}

/** Whether it is that of a path with which the path begins. */
function isFirstStep(filter: Element): boolean {
  const step = parentOf(filter);
  const path = step === undefined ? undefined : parentOf(step);
  return path !== undefined && partsOf(path)[0] === step;
}

function sized(making: Making, element: Element): Element {
  const text = `if (Q{${ours}}size(count($e), $e[. instance of xs:anyAtomicType])) then $e else ()`;
  return quote(making.document, text, { e: element });
}

/** Each two are compared, unless one side is a literal. */
function comparison(operator: string): Rewriting {
  return (making, element) => {
    const [a, b] = operandsOf(element);
    if (literals.has(a!.localName) || literals.has(b!.localName)) return undefined;
    return counting(making, { a: a!, b: b! }, 'pairs(count($a), count($b))', `$a ${operator} $b`);
  };
}

const literals = new Set([
  'integerConstantExpr',
  'decimalConstantExpr',
  'doubleConstantExpr',
  'stringConstantExpr',
]);

function operandsOf(element: Element): readonly Element[] {
  return partsOf(element).map((part) => partsOf(part)[0]!);
}

/** The work of functions that do more than look once at each item, by their arguments; that of all others is counted where the items come from. */
const works: Readonly<Record<string, string>> = {
  'distinct-values': 'pairs(count($a), count($a))',
  'string-join': 'pairs(count($a), string-length($b))',
  'codepoints-to-string': 'pairs(count($a), 1)',
  'string-to-codepoints': 'pairs(string-length($a), 10)',
  'parse-json': 'pairs(string-length($a), 10)',
  translate: 'pairs(string-length($a), string-length($b))',
};

function countedCall(making: Making, call: Element): Element | undefined {
  const list = partsOf(call).find(({ localName }) => localName === 'arguments');
  const given = Object.fromEntries(
    (list === undefined ? [] : partsOf(list)).map((argument, index) => ['abc'[index]!, argument]),
  );
  const name = nameIn(call, 'functionName')!;
  if (name === 'matches') return linearMatch(making, given);
  const work = Object.hasOwn(works, name) ? works[name]! : undefined;
  if (work === undefined || !('a' in given) || (work.includes('$b') && !('b' in given))) return undefined;
  const names = Object.keys(given).map((each) => `$${each}`);
  return counting(making, given, work, `${name}(${names.join(', ')})`);
}

/** The library's own engine of patterns takes time beyond what is known before. */
function linearMatch(making: Making, { a, b }: Readonly<Record<string, Element>>): Element | undefined {
  if (a === undefined || b === undefined) return undefined;
  return quote(making.document, `Q{${ours}}matches($a, $b)`, { a, b });
}

/** `a => f(b)` is `f(a, b)`. */
function arrowCall(making: Making, arrow: Element): Element | undefined {
  const [first, name, list] = partsOf(arrow);
  if (name?.localName !== 'EQName') return undefined;
  const call = quote(
    making.document,
    `f(${['$a', ...partsOf(list!).map((_, index) => `$b${index}`)].join(', ')})`,
    {
      a: partsOf(first!)[0]!,
      ...Object.fromEntries(partsOf(list!).map((argument, index) => [`b${index}`, argument])),
    },
  );
  const [functionName] = partsOf(call);
  for (const { name: attribute, namespaceURI, value } of name.attributes)
    functionName!.setAttributeNS(namespaceURI, attribute, value);
  functionName!.textContent = name.textContent;
  return countedCall(making, call) ?? call;
}

/** `f#1` is `function($a) { f($a) }`, which counts each time it is applied. */
function spelledOut(making: Making, reference: Element): Element | undefined {
  const [name, arity] = partsOf(reference);
  const names = Array.from({ length: Math.min(Number(arity!.textContent), 9) }, (_, index) => `$a${index}`);
  const list = names.join(', ');
  const made = quote(
    making.document,
    `function(${list}) { if (Q{${ours}}look()) then f(${list}) else () }`,
    {},
  );
  const functionName = elementsOf(made).find(
    ({ localName, textContent }) => localName === 'functionName' && textContent === 'f',
  )!;
  functionName.replaceWith(name!.cloneNode(true));
  return made;
}

/** Evaluates operands once, counts the work on them, and then does it. */
function counting(
  making: Making,
  operands: Readonly<Record<string, Element>>,
  work: string,
  then: string,
): Element {
  const beginning = making.name();
  const own = (text: string): string => text.replaceAll('$', `$${beginning}`);
  const bindings = Object.keys(operands).map((name) => `${own(`$${name}`)} := $${name}`);
  const text = `let ${bindings.join(', ')} return if (Q{${ours}}${own(work)}) then ${own(then)} else ()`;
  return quote(making.document, text, operands);
}

/** What comes of it is true, unless it is something else. */
type Count = (work: Work, ...values: never[]) => boolean | void;

const counts: readonly (readonly [name: string, types: readonly string[], count: Count])[] = [
  ['look', [], (work) => work.count(look)],
  [
    'size',
    ['xs:integer', 'xs:anyAtomicType*'],
    (work, size: number, values: readonly unknown[]) => {
      let steps = use + size * item;
      for (const value of values) if (typeof value === 'string') steps += value.length / 8;
      work.count(steps);
    },
  ],
  [
    'range',
    ['xs:integer?', 'xs:integer?'],
    (work, from: number | null, to: number | null) =>
      work.count(Math.max(0, (to ?? 0) - (from ?? 0)) * stepsOfNumber),
  ],
  ['pairs', ['xs:integer', 'xs:integer'], (work, left: number, right: number) => work.count(left * right)],
  [
    'matches',
    ['xs:string?', 'xs:string'],
    (work, text: string | null, pattern: string) => findsPattern(text ?? '', pattern, work),
  ],
];

for (const [localName, types, count] of counts) {
  registerCustomXPathFunction(
    { namespaceURI: ours, localName },
    [...types],
    'xs:boolean',
    ({ currentContext }, ...values) => {
      const came = count((currentContext as CountingContext).work, ...(values as never[]));
      return came ?? true;
    },
  );
}
