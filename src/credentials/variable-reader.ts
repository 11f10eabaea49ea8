import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** A variable that is set to something usable or unusable. */
export type Reading = { readonly value: string } | { readonly problem: Diagnostic };

/** Where variables come from. */
export interface VariableSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file; throws when it cannot be read. */
  readFile(path: string): string;
}

/** What a value may be: one line, which a password may leave empty, or the text of a certificate or key. */
export type VariableForm = 'line' | 'line or nothing' | 'text';

/** Reads a variable by name; see {@link variableReader}. */
export type ReadVariable = (name: string, form?: VariableForm) => Reading | undefined;

/**
 * Reads credentials from the environment: `NAME`, else the file that `NAME_FILE` names, without the newline at its end.
 * Undefined when neither is set; an empty variable counts as not set, except that a password may be empty.
 * A line that no header field could carry is a problem, told by the variable's name and never by its content.
 */
export function variableReader(source: VariableSource): ReadVariable {
  const readings = new Map<string, Reading | undefined>();
  const fromFile = (name: string, file: string, form: VariableForm): Reading => {
    try {
      return checked(`The file that ${name}_FILE names`, source.readFile(file).replace(/\r?\n$/, ''), form);
    } catch {
      const hint = 'Check the path and the permissions of the file.';
      const message = `The file that ${name}_FILE names cannot be read.`;
      return { problem: diagnose('credentials/unreadable-file', message, { hint }) };
    }
  };
  const read = (name: string, form: VariableForm): Reading | undefined => {
    const value = source.env[name];
    if (value !== undefined && value !== '') return checked(name, value, form);
    const file = source.env[`${name}_FILE`];
    return file === undefined || file === '' ? undefined : fromFile(name, file, form);
  };
  return (name, form = 'line') => {
    const key = `${form} ${name}`;
    if (!readings.has(key)) readings.set(key, read(name, form));
    const mayBeEmpty = form === 'line or nothing' && source.env[name] === '';
    return readings.get(key) ?? (mayBeEmpty ? { value: '' } : undefined);
  };
}

/** The values of several readings, without those that are not set; or the first problem among them. */
export function valuesOf<Name extends string>(
  readings: Readonly<Record<Name, Reading | undefined>>,
): { readonly values: Readonly<Partial<Record<Name, string>>> } | { readonly problem: Diagnostic } {
  const values: Partial<Record<Name, string>> = {};
  for (const name of Object.keys(readings) as Name[]) {
    const reading = readings[name];
    if (reading === undefined) continue;
    if ('problem' in reading) return reading;
    values[name] = reading.value;
  }
  return { values };
}

function checked(what: string, value: string, form: VariableForm): Reading {
  const reason =
    form !== 'text' && /[\r\n]/.test(value)
      ? 'has a line break in it'
      : !(form === 'text' ? /^[\t\r\n\x20-\x7e]*$/ : /^[\x20-\x7e]*$/).test(value)
        ? 'has characters outside printable ASCII'
        : value === ''
          ? 'is empty'
          : undefined;
  if (reason === undefined) return { value };
  const hint = 'Set it again, to the credential alone.';
  return { problem: diagnose('credentials/invalid-value', `${what} ${reason}.`, { hint }) };
}
