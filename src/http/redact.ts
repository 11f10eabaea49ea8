import { percentEncode } from '../openapi/serialize/percent-encode.ts';
import { isObject } from '../text/json.ts';
import { maskText } from './mask-text.ts';
import { secretInputs } from './secret-inputs.ts';
import { kindOfName, type NameKind } from './secret-name.ts';
import { nowhere, type SecretPlaces, secretPlaces } from './secret-places.ts';

/** Masks what must not be stored or shown (SECURITY.md). */
export interface Redactor {
  /** A text of any kind: a message, a header value. */
  readonly text: (text: string) => string;
  /**
   * A JSON value, by the names of its members and by what they hold; `way` are the names that lead to it, outermost first: what lies in
   * `billing_details` is personal, whatever its own name is. Functions and depth beyond 64 are cut.
   */
  readonly value: (value: unknown, ...way: readonly string[]) => unknown;
  /** A URL, byte for byte but for its masked parts. */
  readonly url: (url: string) => string;
  /**
   * The one of a run with these inputs: what is secret among them is masked wherever it turns up (clause A15). The same one when there is nothing
   * more to know.
   */
  readonly ofRun: (inputs: Readonly<Record<string, unknown>>, schema?: unknown) => Redactor;
  /** The inputs of a workflow: by name, by content, and where the schema says `format: password` or `writeOnly`. */
  readonly inputs: (
    inputs: Readonly<Record<string, unknown>>,
    schema?: unknown,
  ) => Readonly<Record<string, unknown>>;
}

const mask = '***';
const none: readonly string[] = [];
const maximumDepth = 64;
const ownMember = { configurable: true, enumerable: true, writable: true };

/**
 * A redactor that knows the actual secrets of a run and masks them wherever they turn up, and everything that looks like one by name or by shape:
 * keys, client secrets, card numbers, security codes, phone numbers (the last four digits stay), e-mail addresses, names and addresses
 * of persons, links that carry a token. Provider ids (`pm_`, `pi_`, `ch_`, `SM`), brand and last4 stay. Secrets of fewer than four characters are
 * not searched for: they would mask half of every text.
 * @param obtained Secrets that come during the run, such as tokens: another list whenever there are others.
 */
export function redactor(
  secrets: readonly string[],
  obtained: () => readonly string[] = () => none,
): Redactor {
  let latest = none;
  let known = secretPattern(secrets);
  const text = (source: string): string => {
    const current = obtained();
    if (current !== latest) {
      latest = current;
      known = secretPattern([...secrets, ...current]);
    }
    return maskText(known === undefined ? source : source.replace(known, mask));
  };
  const value = (source: unknown, kind: NameKind, personal: boolean, depth: number): unknown => {
    if (source === null || source === undefined || typeof source === 'boolean') return source;
    if (kind === 'secret') return mask;
    if (typeof source === 'string') return scalar(source, kind, personal);
    if (typeof source === 'number')
      return Number.isSafeInteger(source) ? number(source, kind, personal) : source;
    if (depth === 0) return mask;
    const within = personal || kind === 'personal';
    if (Array.isArray(source)) return source.map((item) => value(item, kind, within, depth - 1));
    if (!isObject(source)) return mask;
    const masked: Record<string, unknown> = {};
    for (const key of Object.keys(source)) {
      const member = value(source[key], kindOfName(key), within, depth - 1);
      if (key === '__proto__') Object.defineProperty(masked, key, { ...ownMember, value: member });
      else masked[key] = member;
    }
    return masked;
  };
  const scalar = (source: string, kind: NameKind, personal: boolean): string => {
    if (kind === 'phone') return text(source) === source ? lastFour(source) : text(source);
    if (source !== '' && (personal || kind === 'personal')) return mask;
    return text(source);
  };
  const number = (source: number, kind: NameKind, personal: boolean): number | string => {
    const masked = scalar(String(source), kind, personal);
    return masked === String(source) ? source : masked;
  };
  const self: Redactor = {
    text,
    value(source, ...way) {
      let [kind, personal]: [NameKind, boolean] = ['plain', false];
      for (const name of way) {
        if (kind === 'secret') break;
        personal ||= kind === 'personal';
        kind = kindOfName(name);
      }
      return value(source, kind, personal, maximumDepth);
    },
    url: text,
    ofRun(inputs, schema) {
      const more = secretInputs(inputs, schema).filter((secret) => !secrets.includes(secret));
      return more.length === 0 ? self : redactor([...secrets, ...more], obtained);
    },
    inputs(inputs, schema) {
      const places = secretPlaces(schema);
      return Object.fromEntries(
        Object.entries(inputs).map(([name, input]) => [
          name,
          value(withoutMarked(input, places.member(name)), kindOfName(name), false, maximumDepth),
        ]),
      );
    },
  };
  return self;
}

/** A value with a mask wherever its schema says that it is secret. */
function withoutMarked(value: unknown, places: SecretPlaces): unknown {
  if (places === nowhere || value === null || value === undefined) return value;
  if (places.isSecret) return mask;
  if (Array.isArray(value)) return value.map((item) => withoutMarked(item, places.item()));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withoutMarked(member, places.member(name))]),
  );
}

/** All secrets as one expression, longest first so that one within another leaves nothing behind. */
function secretPattern(secrets: readonly string[]): RegExp | undefined {
  const forms = new Set(
    secrets.flatMap((secret) => [secret, ...encodedForms(secret), JSON.stringify(secret).slice(1, -1)]),
  );
  const searched = [...forms].filter(({ length }) => length >= 4).toSorted((a, b) => b.length - a.length);
  if (searched.length === 0) return undefined;
  return new RegExp(searched.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
}

/** A secret as URLs and forms spell it. */
function encodedForms(secret: string): string[] {
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  return [encodeURIComponent(secret.toWellFormed()), percentEncode(secret), form];
}

/** What a person would recognise a number by; a mask alone when there is little more than that. */
function lastFour(text: string): string {
  const digits = text.replace(/\D/g, '');
  return digits.length < 7 ? mask : `${mask}${digits.slice(-4)}`;
}
