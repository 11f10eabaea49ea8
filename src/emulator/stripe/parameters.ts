import type { FormFields, FormValue } from '../form.ts';
import { invalid, type StripeFailure } from './errors.ts';

/** What a parameter may be; a list of texts is an enumeration. */
export type Kind = keyof Kinds | readonly string[];

interface Kinds {
  readonly text: string;
  readonly integer: number;
  readonly boolean: boolean;
  readonly list: readonly string[];
  readonly fields: FormFields;
}

type Read<S extends Readonly<Record<string, Kind>>> = {
  readonly [K in keyof S]?: S[K] extends keyof Kinds ? Kinds[S[K]] : string;
};

/**
 * Reads the parameters that a shape allows. Throws the 400 of docs/providers.md 1.2 for what is unknown, empty or of the wrong
 * type. `within` is the name of the parameter these are nested in.
 */
export function readParameters<const S extends Readonly<Record<string, Kind>>>(
  fields: FormFields,
  shape: S,
  within?: string,
): Read<S> {
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const param = within === undefined ? name : `${within}[${name}]`;
    const kind = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (kind === undefined) {
      throw unknownParameter(param);
    }
    if (value === '') {
      throw invalid(
        `An empty value unsets a parameter, and ${param} cannot be unset. Leave it out instead.`,
        {
          code: 'parameter_invalid_empty',
          param,
        },
      );
    }
    read[name] = readValue(value, kind, param);
  }
  return read as Read<S>;
}

/** The 400 for a parameter that the call does not take. */
export function unknownParameter(param: string): StripeFailure {
  return invalid(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });
}

/** A parameter that must be there; throws the 400 `parameter_missing`. */
export function required<T>(value: T | undefined, param: string): T {
  if (value === undefined) {
    throw invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  }
  return value;
}

/** Metadata after a change: texts are set, empty ones remove their key. */
export function mergeMetadata(
  before: Readonly<Record<string, string>>,
  change: FormFields = {},
): Readonly<Record<string, string>> {
  const merged = new Map(Object.entries(before));
  for (const [key, value] of Object.entries(change)) {
    if (typeof value !== 'string') throw invalid('Metadata values are texts.', { param: `metadata[${key}]` });
    if (key.length > 40 || value.length > 500) {
      throw invalid('Metadata keys have at most 40 characters, their values 500.', { param: 'metadata' });
    }
    if (value === '') merged.delete(key);
    else merged.set(key, value);
  }
  if (merged.size > 50) throw invalid('Metadata has at most 50 keys.', { param: 'metadata' });
  return Object.fromEntries(merged);
}

/** Splits an update: what it sets, and the names it unsets by an empty value. */
export function splitUnset(fields: FormFields): {
  readonly set: FormFields;
  readonly unset: ReadonlySet<string>;
} {
  const entries = Object.entries(fields);
  return {
    set: Object.fromEntries(entries.filter(([, value]) => value !== '')),
    unset: new Set(entries.filter(([, value]) => value === '').map(([name]) => name)),
  };
}

function readValue(value: FormValue, kind: Kind, param: string): unknown {
  if (kind === 'fields' || kind === 'list') {
    if (typeof value === 'string') {
      const noun = kind === 'list' ? 'array' : 'object';
      throw invalid(`Invalid ${noun}`, { param, code: `parameter_invalid_${noun}` });
    }
    return kind === 'fields' ? value : Object.values(value).map((item) => readText(item, param));
  }
  const text = readText(value, param);
  if (kind === 'text') return text;
  if (kind === 'integer') {
    if (!/^-?\d{1,15}$/.test(text)) {
      throw invalid(`Invalid integer: ${text}`, { code: 'parameter_invalid_integer', param });
    }
    return Number(text);
  }
  if (kind === 'boolean') {
    if (text !== 'true' && text !== 'false') throw invalid(`Invalid boolean: ${text}`, { param });
    return text === 'true';
  }
  if (!kind.includes(text)) throw invalid(`Invalid ${param}: must be one of ${kind.join(', ')}`, { param });
  return text;
}

function readText(value: FormValue, param: string): string {
  if (typeof value !== 'string') {
    throw invalid(`Invalid string: ${JSON.stringify(value)}`, { code: 'parameter_invalid_string', param });
  }
  return value;
}
