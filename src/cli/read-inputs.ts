import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { JsonSchema } from '../arazzo/document.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import type { Outputs } from '../expression/scope.ts';
import { knownProperties } from '../plan/known-properties.ts';
import { isObject } from '../text/json.ts';
import { readText } from '../text/read-text.ts';
import { isBytes, readFileInputs } from './file-inputs.ts';
import type { Io } from './io.ts';
import { readPairs } from './pairs.ts';
import { typeInput } from './type-input.ts';

/** What the inputs of a run are read from. */
export interface InputFlags {
  /** `--input`, as given. */
  readonly input?: readonly string[] | undefined;
  /** `--inputs`, as given. */
  readonly inputs?: string | undefined;
}

/** Inputs as given, not yet validated, and what was wrong with how they were given. */
export interface ReadInputs {
  readonly inputs: Outputs;
  readonly diagnostics: readonly Diagnostic[];
  /** The text of `--inputs`, by the name that places use. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Reads the inputs that the flags give; a single `--input` wins over the same name in `--inputs`. One whose schema says that it is bytes may be a
 * file: `--input photo=@path`, or `{ "file": path }`.
 */
export async function readInputs(
  flags: InputFlags,
  schema: JsonSchema | undefined,
  io: Io,
): Promise<ReadInputs> {
  const all = flags.inputs === undefined ? nothing : await readAll(flags.inputs, io);
  const { pairs, diagnostics: wrong } = readPairs('--input', flags.input, 'amount=1999');
  const { properties } = knownProperties(schema);
  const single = [...pairs].map(([name, text]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const isFile = text.startsWith('@') && isBytes(property, schema);
    return [name, isFile ? { file: text.slice(1) } : typeInput(text, property, schema)] as const;
  });
  const given = { ...all.inputs, ...Object.fromEntries(single) };
  const { inputs, diagnostics: unreadable } = readFileInputs(given, schema, io.cwd);
  return {
    inputs,
    diagnostics: [...all.diagnostics, ...wrong, ...unreadable],
    texts: all.texts,
  };
}

const nothing: ReadInputs = { inputs: {}, diagnostics: [], texts: new Map() };

async function readAll(given: string, io: Io): Promise<ReadInputs> {
  const isInline = /^\s*[{[]/.test(given);
  if (isInline && !isJson(given)) {
    const hint = `Quote it for the shell: --inputs '{"amount": 1999}'.`;
    return refused(diagnose('inputs/invalid', 'What --inputs gives is not valid JSON.', { hint }));
  }
  const file = isInline ? '--inputs' : given === '-' ? 'stdin' : given;
  let text: string;
  try {
    text = isInline
      ? given
      : given === '-'
        ? await readStdin(io)
        : readFileSync(resolve(io.cwd, given), 'utf8');
  } catch {
    const hint = 'Give a JSON or YAML file, "-" for stdin, or a JSON object.';
    return refused(diagnose('usage/invalid', `--inputs ${given} cannot be read.`, { hint }));
  }
  const texts = new Map([[file, text]]);
  const { located, diagnostics } = readText(text, file);
  if (located === undefined || diagnostics.some(stops)) return { inputs: {}, diagnostics, texts };
  if (isObject(located.value)) return { inputs: located.value, diagnostics, texts };
  const finding = diagnose('inputs/invalid', 'The inputs are not an object.', {
    hint: 'Give an object with a member for each input: {"amount": 1999}.',
    place: located.place(''),
  });
  return { inputs: {}, diagnostics: [...diagnostics, finding], texts };
}

function refused(finding: Diagnostic): ReadInputs {
  return { ...nothing, diagnostics: [finding] };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function readStdin({ stdin }: Io): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stdin ?? []) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts).toString('utf8');
}
