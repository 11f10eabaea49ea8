import type { JsonSchema } from '../arazzo/document.ts';
import type { Outputs } from '../expression/scope.ts';
import { exampleOf } from '../plan/compile/example-of.ts';
import { sanitize } from '../report/sanitize.ts';
import { wrap } from '../report/wrap.ts';
import { askInputs, missingInputs } from './ask-inputs.ts';
import { styleOf } from './console.ts';
import type { Io } from './io.ts';

/** What decides where missing inputs come from. */
export interface CompletionFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** Makes inputs up, in the sandbox; asked only when it has to. */
  readonly made?: (() => Promise<Outputs>) | undefined;
}

/**
 * Adds inputs that were not given. In the sandbox: those required ones that the first example of the workflow has; the others are made up, all
 * of them when the workflow has no example. Which ones is said. Else, on a terminal, by asking for the required ones. Undefined when the person gave up.
 */
export async function completeInputs(
  given: Outputs,
  schema: JsonSchema | undefined,
  { made, ...flags }: CompletionFlags,
  io: Io,
): Promise<Outputs | undefined> {
  const missing = missingInputs(given, schema);
  if (made === undefined) {
    const { stdin, stdout } = io;
    const mayAsk = stdin?.isTTY === true && stdout.isTTY === true && flags.json !== true;
    return missing.length > 0 && mayAsk ? askInputs(given, schema, { ...io, stdin }) : given;
  }
  const example = exampleOf(schema);
  const taken = missing.filter((name) => Object.hasOwn(example ?? {}, name));
  const isEnough = example !== undefined && taken.length === missing.length;
  const all = isEnough ? {} : await made();
  const left = (example === undefined ? Object.keys(all) : missing).filter(
    (name) => !Object.hasOwn(given, name) && !taken.includes(name) && Object.hasOwn(all, name),
  );
  const tell = (names: readonly string[], which: string): void => {
    if (names.length === 0 || flags.quiet === true) return;
    const line = `${which} inputs ${which === 'Example' ? 'of the workflow ' : ''}are used for ${names.map(sanitize).join(', ')}.`;
    io.stderr.write(`${wrap(line, styleOf(io.stderr, io.env).width).join('\n')}\n\n`);
  };
  tell(taken, 'Example');
  tell(left, 'Made-up');
  return {
    ...given,
    ...Object.fromEntries(taken.map((name) => [name, example?.[name]])),
    ...Object.fromEntries(left.map((name) => [name, all[name]])),
  };
}
