import type { JsonSchema } from '../arazzo/document.ts';
import type { Outputs } from '../expression/scope.ts';
import { sanitize } from '../report/sanitize.ts';
import { wrap } from '../report/wrap.ts';
import { isObject } from '../text/json.ts';
import { askInputs, missingInputs } from './ask-inputs.ts';
import { styleOf } from './console.ts';
import type { Io } from './io.ts';

/** The flags that decide where missing inputs come from. */
export interface CompletionFlags {
  readonly sandbox?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * Adds the required inputs that were not given: in the sandbox from the first example of the workflow, which is said; on a terminal by asking.
 * Undefined when the person gave up.
 */
export async function completeInputs(
  given: Outputs,
  schema: JsonSchema | undefined,
  flags: CompletionFlags,
  io: Io,
): Promise<Outputs | undefined> {
  const missing = missingInputs(given, schema);
  if (missing.length === 0) return given;
  const example = flags.sandbox === true ? exampleOf(schema) : undefined;
  if (example !== undefined) {
    const taken = missing.filter((name) => Object.hasOwn(example, name));
    if (taken.length > 0 && flags.quiet !== true) {
      const line = `Example inputs of the workflow are used for ${taken.map(sanitize).join(', ')}.`;
      io.stderr.write(`${wrap(line, styleOf(io.stderr, io.env).width).join('\n')}\n\n`);
    }
    return { ...given, ...Object.fromEntries(taken.map((name) => [name, example[name]])) };
  }
  const { stdin, stdout } = io;
  const mayAsk = stdin?.isTTY === true && stdout.isTTY === true && flags.json !== true;
  return mayAsk ? askInputs(given, schema, { ...io, stdin }) : given;
}

/** The first example of an input schema. */
export function exampleOf(schema: JsonSchema | undefined): Outputs | undefined {
  const examples = isObject(schema) ? schema['examples'] : undefined;
  const first: unknown = Array.isArray(examples) ? examples[0] : undefined;
  return isObject(first) ? first : undefined;
}
