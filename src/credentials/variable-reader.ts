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

/**
 * Reads credentials from the environment: `NAME`, else the file that `NAME_FILE` names, without the newline at its end.
 * Undefined when neither is set; an empty variable counts as not set, except that `mayBeEmpty` lets a password be empty.
 * A value that no header field could carry is a problem, told by the variable's name and never by its content.
 */
export function variableReader(
  source: VariableSource,
): (name: string, mayBeEmpty?: boolean) => Reading | undefined {
  const readings = new Map<string, Reading | undefined>();
  const fromFile = (name: string, file: string): Reading => {
    try {
      return checked(`The file that ${name}_FILE names`, source.readFile(file).replace(/\r?\n$/, ''));
    } catch {
      const hint = 'Check the path and the permissions of the file.';
      const message = `The file that ${name}_FILE names cannot be read.`;
      return { problem: diagnose('credentials/unreadable-file', message, { hint }) };
    }
  };
  const read = (name: string): Reading | undefined => {
    const value = source.env[name];
    if (value !== undefined && value !== '') return checked(name, value);
    const file = source.env[`${name}_FILE`];
    return file === undefined || file === '' ? undefined : fromFile(name, file);
  };
  return (name, mayBeEmpty = false) => {
    if (!readings.has(name)) readings.set(name, read(name));
    return readings.get(name) ?? (mayBeEmpty && source.env[name] === '' ? { value: '' } : undefined);
  };
}

function checked(what: string, value: string): Reading {
  const reason = /[\r\n]/.test(value)
    ? 'has a line break in it'
    : !/^[\x20-\x7e]*$/.test(value)
      ? 'has characters outside printable ASCII'
      : value === ''
        ? 'is empty'
        : undefined;
  if (reason === undefined) return { value };
  const hint = 'Set it again, to the credential alone.';
  return { problem: diagnose('credentials/invalid-value', `${what} ${reason}.`, { hint }) };
}
