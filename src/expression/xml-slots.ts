import type { Expression } from './expression.ts';

/** Where in XML a slot stands: in text or an attribute value, in a CDATA section, or in markup, which no value may write. */
export type XmlSlot = 'text' | 'cdata' | 'markup';

type State =
  | 'text'
  | 'tag'
  | 'double'
  | 'single'
  | 'comment'
  | 'cdata'
  | 'instruction'
  | 'doctype'
  | 'subset';

/** What ends a state or begins another (XML 1.0, section 2), which one follows each of these marks, and which one all others. */
const marks: Readonly<
  Record<State, readonly [mark: RegExp, next: Readonly<Record<string, State>>, others: State]>
> = {
  text: [
    /<(?:!--|!\[CDATA\[|!|\?)?/g,
    { '<!--': 'comment', '<![CDATA[': 'cdata', '<!': 'doctype', '<?': 'instruction' },
    'tag',
  ],
  tag: [/["'>]/g, { '"': 'double', "'": 'single' }, 'text'],
  double: [/"/g, {}, 'tag'],
  single: [/'/g, {}, 'tag'],
  comment: [/-->/g, {}, 'text'],
  cdata: [/\]\]>/g, {}, 'text'],
  instruction: [/\?>/g, {}, 'text'],
  doctype: [/"[^"]*"|'[^']*'|[[>]/g, { '[': 'subset', '>': 'text' }, 'doctype'],
  subset: [/"[^"]*"|'[^']*'|<!--[^]*?-->|\]/g, { ']': 'doctype' }, 'subset'],
};

/** Where each slot of an XML text stands, by index of the part; what literal parts have means nothing. */
export function xmlSlots(parts: readonly (string | Expression)[]): readonly XmlSlot[] {
  let state: State = 'text';
  return parts.map((part, index) => {
    if (typeof part === 'string') {
      state = stateAfter(part, state);
      return 'text';
    }
    if (state === 'cdata') return 'cdata';
    const isValue = state === 'text' || state === 'double' || state === 'single';
    return isValue && !isReference(parts, index) ? 'text' : 'markup';
  });
}

function stateAfter(text: string, before: State): State {
  let state = before;
  for (let at = 0; ;) {
    const [mark, next, others] = marks[state];
    mark.lastIndex = at;
    const found = mark.exec(text);
    if (found === null) return state;
    at = mark.lastIndex;
    state = next[found[0]] ?? others;
  }
}

/** Whether a slot names an entity or a character: `&{$inputs.name};`. Slots side by side are as the first of them. */
function isReference(parts: readonly (string | Expression)[], index: number): boolean {
  const before = parts.slice(0, index).findLast((part) => typeof part === 'string');
  return before !== undefined && /&[^\s;<>&"']*$/.test(before);
}
