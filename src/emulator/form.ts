/** The fields of one level of a decoded form; a null-prototype object, since its keys come from strangers. */
export interface FormFields {
  readonly [name: string]: FormValue;
}

/** A field of a decoded form: text, or the fields nested in it. Arrays are fields named `0`, `1`, ... */
export type FormValue = string | FormFields;

/** A form whose fields contradict each other or nest too deeply; `field` is its name as sent. */
export class FormFailure extends Error {
  readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.name = 'FormFailure';
    this.field = field;
  }
}

/** Nesting that no real parameter has. */
const deepest = 12;

/**
 * Decodes `application/x-www-form-urlencoded` text with nested names, as Stripe reads it: `a[b]=c`, indexed arrays
 * `a[0]=x`, and appended ones `a[]=x`. The last of several equal names counts. Throws a {@link FormFailure}.
 */
export function decodeForm(text: string): FormFields {
  const form = fields();
  for (const [name, value] of new URLSearchParams(text)) {
    const path = splitName(name);
    if (path.length > deepest) throw new FormFailure(name, `Parameter nested too deeply: ${name}`);
    let level = form;
    for (const [i, part] of path.entries()) {
      const key = part === '' ? String(Object.keys(level).length) : part;
      const present = level[key];
      if (i === path.length - 1) {
        if (typeof present === 'object') throw new FormFailure(name, `Expected nested fields in ${name}`);
        level[key] = value;
        break;
      }
      if (typeof present === 'string')
        throw new FormFailure(name, `Expected text, not nested fields: ${name}`);
      const next = present ?? fields();
      level[key] = next;
      level = next;
    }
  }
  return form;
}

/** The decoded pairs in the order sent, without any reading of brackets: what a recorder compares. */
export function formPairs(text: string): readonly (readonly [name: string, value: string])[] {
  return [...new URLSearchParams(text)];
}

interface MutableFields {
  [name: string]: string | MutableFields;
}

function fields(): MutableFields {
  return Object.create(null) as MutableFields;
}

/** `a[b][]` is `a`, `b` and the empty name; a name with brackets that do not pair is taken as it stands. */
function splitName(name: string): string[] {
  const open = name.indexOf('[');
  if (open <= 0 || !name.endsWith(']')) return [name];
  const inner = name.slice(open + 1, -1).split('][');
  return inner.some((part) => part.includes('[') || part.includes(']'))
    ? [name]
    : [name.slice(0, open), ...inner];
}
