import type { JsonSchema } from '../../arazzo/document.ts';
import { nameList } from '../../arazzo/name-list.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import type { Outputs } from '../../expression/scope.ts';
import { linearPattern } from '../../openapi/schema/linear-pattern.ts';
import { isKeptNumber } from '../../text/exact-number.ts';
import { isObject } from '../../text/json.ts';
import { escapeToken, parsePointer, valueAt } from '../../text/pointer.ts';
import { dereference, type KnownProperties, knownProperties } from './known-properties.ts';
import { isPlain } from './plain-schema.ts';
import type { Plan } from '../plan.ts';
import { schemaOfSchemas } from './schema-of-schemas.ts';
import { endless, malformed, type SchemaProblem, uncompilable } from './schema-problems.ts';

/** Inputs that a workflow accepts, or the reasons why it does not. */
export interface Admission {
  /** With declared defaults applied; meaningful when no finding stops. */
  readonly inputs: Outputs;
  readonly diagnostics: readonly Diagnostic[];
}

/** Applies a workflow's input schema to what was given. Pure; compiled once. */
export type AdmitInputs = (given: Outputs) => Admission;

/**
 * Compiles a workflow's standalone input schema (JSON Schema 2020-12, clause C1). Patterns run on a linear-time engine (clause M),
 * `format` is an annotation (clause C6), defaults are applied at every level that `properties` reach (clause C3).
 * Findings name the input and the rule, never the value.
 * @param defaults Whether defaults are applied; always the same for one schema.
 */
export async function compileInputs(
  schema: JsonSchema | undefined,
  defaults = true,
): Promise<CompiledInputs> {
  if (!isObject(schema)) return compileSchema(schema, defaults);
  const known = compiledSchemas.get(schema);
  if (known !== undefined) return known;
  const compiled = await compileSchema(schema, defaults);
  compiledSchemas.set(schema, compiled);
  return compiled;
}

/** What a schema was compiled to, or why it cannot be. */
interface CompiledInputs {
  readonly admit?: AdmitInputs;
  readonly problems: readonly SchemaProblem[];
}

/** A plan's schemas are compiled when it is checked, and used when it is run. */
const compiledSchemas = new WeakMap<object, CompiledInputs>();

async function compileSchema(schema: JsonSchema | undefined, defaults: boolean): Promise<CompiledInputs> {
  if (schema === undefined) {
    const admit: AdmitInputs = (inputs) => ({
      inputs,
      diagnostics: Object.keys(inputs).map((name) => undeclared(name, [])),
    });
    return { admit, problems: [] };
  }
  if (schema === true) return { admit: (inputs) => ({ inputs, diagnostics: [] }), problems: [] };
  const { judge, compile } = await (validators ??= loadValidators());
  let compiled: ReturnType<typeof compile> | undefined;
  // Most documents that are checked are not run, and compiling is most of what their schemas cost.
  const validated = () => (compiled ??= compile(schema as object));
  try {
    if (judge.validateSchema(schema) !== true) return { problems: malformed(judge.errors ?? []) };
    if (!isPlain(schema)) validated();
  } catch (error) {
    return { problems: [uncompilable(schema, error)] };
  }
  const { properties, open } = knownProperties(schema);
  const isClosed = isObject(schema) && schema['additionalProperties'] === false;

  const admit: AdmitInputs = (given) => {
    const inputs = defaults ? fillIn(given, properties, schema, 0) : given;
    const diagnostics: Diagnostic[] = [];
    // A schema that is closed refuses other names itself.
    for (const name of open || isClosed ? [] : Object.keys(given)) {
      if (Object.hasOwn(properties, name)) continue;
      diagnostics.push(undeclared(name, Object.keys(properties)));
    }
    diagnostics.push(...problems(validated(), inputs, Object.keys(properties)));
    return { inputs, diagnostics: distinct(diagnostics) };
  };
  return { admit, problems: [] };
}

/** What compiles schemas, and what judges whether they are schemas at all, which is compiled once. */
async function loadValidators() {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const { RE2JS: engine } = await import('re2js');
  const linear = Object.assign((pattern: string) => linearPattern(engine, pattern), {
    code: 'linearPattern',
  });
  // One each: what a schema calls itself is of no other.
  const begin = () =>
    new Ajv2020({
      strict: false,
      allErrors: true,
      validateFormats: false,
      // Inputs may be named like members that every object inherits.
      ownProperties: true,
      logger: false,
      meta: false,
      validateSchema: false,
      code: { regExp: linear },
    });
  const judge = begin();
  judge.addMetaSchema(schemaOfSchemas);
  return { judge, compile: (schema: object) => begin().compile(schema) };
}

let validators: ReturnType<typeof loadValidators> | undefined;

/** What the validator finds; that it does not come to an end is a fault of a schema that refers to nothing but itself. */
function problems(validate: Validate, inputs: unknown, declared: readonly string[]): Diagnostic[] {
  let errors: readonly SchemaError[];
  try {
    errors = errorsOf(validate, inputs);
  } catch (error) {
    if (error instanceof TypeError) return [incomparable()];
    if (!(error instanceof RangeError)) throw error;
    const { message, hint } = endless();
    return [diagnose('inputs/invalid-schema', message, { hint })];
  }
  return errors.map((error) => finding(error, declared));
}

/** The validator compares objects by what every object inherits, and falls over those that have it as their own. */
function incomparable(): Diagnostic {
  return diagnose(
    'inputs/invalid',
    'An object among the inputs has a member named valueOf or toString, and cannot be compared as its schema wants.',
    { hint: 'Give that member another name; nothing was sent.' },
  );
}

/** Digits that are kept as a text (clause K12) are held against the schema as the number that they spell where it wants one. */
function errorsOf(validate: Validate, inputs: unknown): readonly SchemaError[] {
  if (validate(inputs)) return [];
  const errors = validate.errors ?? [];
  const numbers = errors.flatMap(({ instancePath, keyword, params }): [string, number][] => {
    const types = [params['type']].flat();
    if (keyword !== 'type' || !(types.includes('integer') || types.includes('number'))) return [];
    const value = valueAt(inputs, parsePointer(instancePath) ?? []);
    if (typeof value !== 'string' || !isKeptNumber(value)) return [];
    // As a double, what has a fraction can be an integer.
    return types.includes('number') || !hasFraction(value) ? [[instancePath, Number(value)]] : [];
  });
  if (numbers.length === 0) return errors;
  return errorsOf(validate, withNumbers(inputs, '', new Map(numbers)));
}

function hasFraction(digits: string): boolean {
  return /\.\d*[1-9]/.test(digits) || /[eE]-/.test(digits);
}

function withNumbers(value: unknown, pointer: string, numbers: ReadonlyMap<string, number>): unknown {
  const within = (member: unknown, name: string): unknown =>
    withNumbers(member, `${pointer}/${escapeToken(name)}`, numbers);
  if (Array.isArray(value)) return value.map((item, index) => within(item, String(index)));
  if (!isObject(value)) return numbers.get(pointer) ?? value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, within(member, name)]));
}

type Validate = { (inputs: unknown): boolean; errors?: readonly SchemaError[] | null };

/** An input that is accepted and is probably a slip (clause C4). */
function undeclared(name: string, declared: readonly string[]): Diagnostic {
  const message = `Input "${name}" is not declared by the workflow.`;
  return diagnose('inputs/undeclared', message, { hint: takes(name, declared) });
}

/** The next step for a name that is none of those declared. */
function takes(name: string, declared: readonly string[]): string {
  if (declared.length === 0) return 'The workflow declares no inputs.';
  return didYouMean(name, declared) ?? `The workflow declares ${nameList(declared)}.`;
}

interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Record<string, unknown>;
  readonly message?: string;
}

function finding(
  { instancePath, keyword, params, message }: SchemaError,
  declared: readonly string[],
): Diagnostic {
  const path = instancePath.slice(1).replaceAll('/', '.');
  if (keyword === 'required') {
    const name = [path, String(params['missingProperty'])].filter((part) => part !== '').join('.');
    return diagnose('inputs/missing', `Input "${name}" is required and was not given.`, {
      hint: `Give it in the object of inputs, or on the command line with --input ${name}=<value>.`,
    });
  }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const extra = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
    const name = [path, extra].filter((part) => part !== '').join('.');
    return diagnose('inputs/invalid', `Input "${name}" is not one that the workflow takes.`, {
      hint: path === '' ? takes(extra, declared) : 'Correct its name, or leave it out.',
    });
  }
  const subject = path === '' ? 'The inputs' : `Input "${path}"`;
  const rule =
    keyword === 'enum'
      ? `must be one of ${JSON.stringify(params['allowedValues'])}`
      : keyword === 'type'
        ? `must be of type ${[params['type']].flat().join(' or ')}`
        : (message ?? 'are not valid');
  return diagnose('inputs/invalid', `${subject} ${rule}.`, { hint: 'Correct the value; nothing was sent.' });
}

function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [diagnostic.message, diagnostic])).values()];
}

function withDefaults(value: unknown, schema: unknown, root: JsonSchema, depth: number): unknown {
  if (!isObject(value) || depth > 20) return value;
  return fillIn(value, knownProperties(schema as JsonSchema, root).properties, root, depth);
}

function fillIn(
  value: Outputs,
  properties: KnownProperties['properties'],
  root: JsonSchema,
  depth: number,
): Outputs {
  const filled = new Map(Object.entries(value));
  for (const [name, property] of Object.entries(properties)) {
    const declared = dereference(property, root);
    const given = filled.has(name) ? filled.get(name) : isObject(declared) ? declared['default'] : undefined;
    // A default is a value like one that was given, whose members may have defaults too.
    if (given !== undefined) filled.set(name, withDefaults(given, declared, root, depth + 1));
  }
  return Object.fromEntries(filled);
}

/** The input schemas of a plan's workflows, compiled, by workflowId. The plan's own compilation has proven that they can be. */
export async function compileAdmissions(plan: Plan): Promise<ReadonlyMap<string, AdmitInputs>> {
  const admissions = new Map<string, AdmitInputs>();
  for (const { workflowId, inputs, defaults } of plan.workflows) {
    const { admit } = await compileInputs(inputs, defaults);
    if (admit === undefined) throw new Error(`The input schema of workflow "${workflowId}" cannot be used.`);
    admissions.set(workflowId, admit);
  }
  return admissions;
}
