import type { JsonSchema } from '../arazzo/document.ts';
import type { Outputs } from '../expression/scope.ts';
import { knownProperties } from '../plan/inputs/known-properties.ts';
import { sanitize } from '../report/sanitize.ts';
import { isObject } from '../text/json.ts';
import type { Input, Io } from './io.ts';
import { askQuestions } from './questions.ts';
import { typeInput, typesOf } from './type-input.ts';

/**
 * Asks for the inputs that are required and missing, one after the other, until each has the right type. Secret ones are not asked for: they would show.
 * @returns What was given and what was answered; undefined when the person interrupted or had no more to say.
 */
export async function askInputs(
  given: Outputs,
  schema: JsonSchema | undefined,
  io: Io & { readonly stdin: Input },
): Promise<Outputs | undefined> {
  const names = missingInputs(given, schema).filter((name) => !isSecret(propertyOf(schema, name)));
  if (names.length === 0) return given;
  return askQuestions(io, async (questions) => {
    const answers: [string, unknown][] = [];
    for (const name of names) {
      const property = propertyOf(schema, name);
      const types = typesOf(property, schema);
      const value = await questions.ask(prompt(name, schema), (text) => {
        const typed = typeInput(text, property, schema);
        const isTyped = types.length === 0 || types.includes('string') || typeof typed !== 'string';
        return isTyped ? typed : undefined;
      });
      answers.push([name, value]);
    }
    return { ...given, ...Object.fromEntries(answers) };
  });
}

/** The names of inputs that are required, have no default and were not given, in the order of the schema. */
export function missingInputs(given: Outputs, schema: JsonSchema | undefined): readonly string[] {
  const { required } = knownProperties(schema);
  return [...required].filter((name) => {
    const property = propertyOf(schema, name);
    return !Object.hasOwn(given, name) && !(isObject(property) && Object.hasOwn(property, 'default'));
  });
}

function propertyOf(schema: JsonSchema | undefined, name: string): JsonSchema | undefined {
  const { properties } = knownProperties(schema);
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function isSecret(property: JsonSchema | undefined): boolean {
  return isObject(property) && (property['format'] === 'password' || property['writeOnly'] === true);
}

function prompt(name: string, schema: JsonSchema | undefined): string {
  const property = propertyOf(schema, name);
  const types = typesOf(property, schema).join(' or ');
  const about =
    isObject(property) && typeof property['description'] === 'string' ? property['description'] : '';
  const help = about === '' ? '' : `${sanitize(about)}\n`;
  return `${help}${sanitize(name)}${types === '' ? '' : ` (${sanitize(types)})`}: `;
}
