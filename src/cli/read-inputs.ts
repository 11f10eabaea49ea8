import type { JsonSchema } from '../arazzo/document.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Outputs } from '../expression/scope.ts';
import { knownProperties } from '../plan/inputs/known-properties.ts';
import { isBytes } from '../plan/compile/is-bytes.ts';
import { readFileInputs } from './file-inputs.ts';
import type { GivenFile } from './given-file.ts';
import type { Io } from './io.ts';
import { readPairs } from './pairs.ts';
import { typeInput } from './type-input.ts';

/** Inputs as given, not yet validated, and what was wrong with how they were given. */
export interface ReadInputs {
  readonly inputs: Outputs;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Puts together the inputs that `--input` and `--inputs` give; a single one wins over the same name in the file. One whose schema says that it is bytes may
 * be a file: `--input photo=@path`, or `{ "file": path }`.
 * @param single `--input`, as given.
 * @param all What `--inputs` gave.
 */
export function readInputs(
  single: readonly string[] | undefined,
  all: Pick<GivenFile, 'inputs' | 'sections'>,
  schema: JsonSchema | undefined,
  io: Io,
): ReadInputs {
  const { pairs, diagnostics: wrong } = readPairs('--input', single, 'amount=1999');
  const { properties } = knownProperties(schema);
  const typed = [...pairs].map(([name, text]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const isFile = text.startsWith('@') && isBytes(property, schema);
    return [name, isFile ? { file: text.slice(1) } : typeInput(text, property, schema)] as const;
  });
  const given = { ...all.inputs, ...Object.fromEntries(typed) };
  const { inputs, diagnostics: unreadable } = readFileInputs(given, schema, io.cwd);
  // Beside a section of that name, the others can be nothing else.
  const doubtful = all.sections.has('inputs') ? ['inputs'] : [...all.sections.keys()];
  const unclear = doubtful
    .filter((name) => Object.hasOwn(properties, name) && !pairs.has(name))
    .map((name) =>
      diagnose('inputs/invalid', `"${name}" may be an input of this workflow, or a section of the file.`, {
        place: all.sections.get(name),
        hint: `Give the input with --input ${name}=...; the file then has sections.`,
      }),
    );
  return { inputs, diagnostics: [...wrong, ...unreadable, ...unclear] };
}
