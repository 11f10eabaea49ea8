import { reachableCalls } from '../credentials/reachable-calls.ts';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import type { Loaded } from '../load.ts';
import type { Supply } from '../plan/supply.ts';
import { chooseMediaType } from '../openapi/choose-media-type.ts';
import { wantedSupply, type WantedSupply, withValue } from '../plan/wanted-supply.ts';
import { sanitize } from '../report/sanitize.ts';
import type { CompletionFlags } from './complete-inputs.ts';
import type { Io } from './io.ts';
import { askQuestions } from './questions.ts';
import { typeInput } from './type-input.ts';

/** The findings that a supply takes away. */
const suppliable = ['step/missing-path-parameter', 'step/missing-parameter', 'step/missing-body'];

/**
 * Asks on a terminal for what the requests of steps cannot be made without, when nothing else stops the run.
 * @returns What was given and what was answered; undefined when the person gave up.
 */
export async function completeSupply(
  { draft, diagnostics }: Loaded,
  given: Supply,
  { json, workflow }: CompletionFlags & { readonly workflow?: string },
  io: Io,
): Promise<Supply | undefined> {
  const { stdin, stdout } = io;
  const stopping = diagnostics.filter(stops);
  const mayAsk = stdin?.isTTY === true && stdout.isTTY === true && json !== true;
  if (!mayAsk || stopping.length === 0 || draft === undefined) return given;
  if (stopping.some(({ code }) => !suppliable.includes(code))) return given;
  const wanted = wantedSupply(draft, reachableCalls(draft, workflow)).filter(isNeeded);
  if (wanted.length === 0) return given;
  return askQuestions({ ...io, stdin }, async (questions) => {
    let supply = given;
    for (const want of wanted) {
      const types = typesOf(want);
      const read = (answer: string): unknown =>
        typeInput(answer, types.length === 0 ? true : { type: types }, undefined);
      supply = withValue(supply, want, await questions.ask(promptFor(want), read));
    }
    return supply;
  });
}

/** Says where what the requests of steps cannot be made without can be given, but in the document. */
export function tellSuppliable(diagnostics: readonly Diagnostic[], document: string, io: Io): void {
  if (!diagnostics.some(({ code }) => suppliable.includes(code))) return;
  const command = `heddle describe ${sanitize(document)} --template`;
  io.stderr.write(
    `What steps do not give can be given with --inputs; this writes the file to fill in: ${command}\n\n`,
  );
}

/** A field that its body lacks is the provider's to miss: the request can be made without. */
function isNeeded({ in: part, name, call }: WantedSupply): boolean {
  return part !== 'body' || name === undefined || call.body === undefined;
}

function promptFor({ stepId, in: part, name, call }: WantedSupply): string {
  const { method, path } = call.operation;
  const what = part === 'body' ? (name === undefined ? 'the body' : `body field ${name}`) : `${part} ${name}`;
  return `${sanitize(stepId)} (${sanitize(method)} ${sanitize(path)}) needs ${sanitize(what)}: `;
}

/** The JSON types that the description gives to what is wanted; none where it does not say. */
function typesOf({ in: part, name, call }: WantedSupply): readonly string[] {
  const { parameters, requestBody } = call.operation;
  if (part !== 'body')
    return parameters.find((each) => each.in === part && each.name === name)?.schema?.types ?? [];
  const schema = chooseMediaType(requestBody?.content ?? {}, call.body?.contentType)?.mediaType?.schema;
  return (name === undefined ? schema?.types : schema?.properties?.[name]?.types) ?? [];
}
