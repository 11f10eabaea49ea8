import { Document, isMap, type Node, type Pair, Scalar, type YAMLMap } from 'yaml';
import type { JsonSchema } from '../arazzo/document.ts';
import type { WantedCredentials } from '../credentials/wanted.ts';
import type { Server } from '../openapi/operation.ts';
import { isObject } from '../text/json.ts';
import type { InputDescription } from './description.ts';
import { sanitize } from './sanitize.ts';
import { shownValue } from './shown-value.ts';
import { wrap } from './wrap.ts';

/** What the file to fill in for a workflow is made of. */
export interface InputTemplate {
  readonly title: string;
  readonly workflowId: string;
  readonly inputs: readonly (InputDescription & { readonly example: unknown })[];
  /** Sources whose servers have variables. */
  readonly servers: readonly { readonly source: string; readonly server: Server }[];
  readonly supply: readonly TemplateSupply[];
  readonly credentials: readonly WantedCredentials[];
  /** Whether the document gives the rest only with the repairs that its findings offer. */
  readonly isRepaired?: boolean;
}

/** One value that the document does not give. */
export interface TemplateSupply {
  /** As the supply names the step. */
  readonly step: string;
  /** `POST /v1/customers` */
  readonly operation: string;
  readonly in: string;
  /** Absent for a whole body. */
  readonly name?: string;
  readonly schema?: JsonSchema;
  readonly example: unknown;
}

/** Width of the comments. */
const width = 100;

/**
 * The file to fill in before a workflow can run, as YAML for `--inputs`: every input, variable of a server, and value of a request that the document
 * does not give, each with its type and an example; what need not be given is a comment. Credentials are told and stay out of it.
 */
export function inputTemplate(template: InputTemplate): string {
  const { title, workflowId, inputs, servers, supply, credentials, isRepaired } = template;
  const file = new Document({});
  const head = [
    `${sanitize(title)}: what the workflow ${sanitize(workflowId)} is given, with --inputs and the name of this file.`,
    'The values are made up after the schemas: put yours in their place.',
    ...(isRepaired === true ? ['It counts on the repairs of the document: run with --repair.'] : []),
    ...credentialLines(credentials),
  ];
  file.commentBefore = comment(head);
  const sections: [string, unknown, readonly string[]][] = [
    ['inputs', inputSection(file, inputs), inputs.filter(isOptional).flatMap(optionalLines)],
    ['servers', serverSection(file, servers), []],
    ['supply', supplySection(file, supply), []],
  ];
  for (const [name, section, after] of sections) {
    if (!isMap(section) || (section.items.length === 0 && after.length === 0)) continue;
    const pair = file.createPair(name, section.items.length === 0 ? emptyValue() : section);
    if (after.length > 0) (pair.value as Node).comment = comment(after);
    (pair.key as Scalar).spaceBefore = (file.contents as YAMLMap).items.length > 0;
    (file.contents as YAMLMap).add(pair);
  }
  return file.toString({ lineWidth: 0 });
}

function isOptional({ required }: InputDescription): boolean {
  return !required;
}

function inputSection(file: Document, inputs: InputTemplate['inputs']): YAMLMap {
  const section = emptyMap(file);
  for (const input of inputs.filter((each) => each.required && each.default === undefined)) {
    const { name, example, description } = input;
    add(section, file.createPair(name, example), [factsOf(input), ...textOf(description)]);
  }
  return section;
}

/** An input that need not be given stands in a comment, ready to be taken out of it. */
function optionalLines({
  name,
  example,
  default: value,
  description,
  type,
  ...rest
}: InputTemplate['inputs'][number]): string[] {
  const shown = value === undefined ? example : value;
  const line = new Document({ [name]: shown ?? null }).toString({ lineWidth: 0 }).trimEnd();
  return [factsOf({ name, type, default: value, ...rest }), ...textOf(description), ...line.split('\n')];
}

function factsOf({ type, required, default: value }: InputDescription): string {
  const need =
    value !== undefined ? `default ${shownValue(value, true)}` : required ? 'required' : 'optional';
  return [type, need].filter((fact) => fact !== '').join(', ');
}

function serverSection(file: Document, servers: InputTemplate['servers']): YAMLMap {
  const section = emptyMap(file);
  for (const { source, server } of servers) {
    const variables = emptyMap(file);
    for (const [name, { default: value, enum: values }] of Object.entries(server.variables)) {
      add(
        variables,
        file.createPair(name, value),
        values === undefined ? [] : [`one of ${values.join(', ')}`],
      );
    }
    add(section, file.createPair(source, file.createNode({ variables })), [server.url]);
  }
  return section;
}

function supplySection(file: Document, supply: InputTemplate['supply']): YAMLMap {
  const section = emptyMap(file);
  for (const { step, operation, in: part, name, schema, example } of supply) {
    const parts = mapWithin(file, section, step, [operation]);
    const facts = ['required', ...typeOf(schema)].join(', ');
    const about = [facts, ...textOf(isObject(schema) ? schema['description'] : undefined)];
    if (name === undefined) add(parts, file.createPair(part, example), about);
    else add(mapWithin(file, parts, part, []), file.createPair(name, example), about);
  }
  return section;
}

function typeOf(schema: JsonSchema | undefined): readonly string[] {
  const { type, enum: values } = isObject(schema) ? schema : {};
  const types = [type].flat().filter((each) => typeof each === 'string');
  const listed = Array.isArray(values)
    ? [`one of ${values.map((each) => shownValue(each, true)).join(', ')}`]
    : [];
  return [...(types.length === 0 ? [] : [types.join(' or ')]), ...listed];
}

/** The map that is the value of a key, made when it is not there. */
function mapWithin(file: Document, section: YAMLMap, key: string, about: readonly string[]): YAMLMap {
  const known: unknown = section.get(key);
  if (isMap(known)) return known;
  const made = emptyMap(file);
  add(section, file.createPair(key, made), about);
  return made;
}

function emptyMap(file: Document): YAMLMap {
  const made = file.createNode({}) as YAMLMap;
  made.flow = false;
  return made;
}

/** Written as nothing, so that what is taken out of the comment below it is its content. */
function emptyValue(): Scalar {
  const empty = new Scalar(null);
  empty.source = '';
  return empty;
}

function add(section: YAMLMap, pair: Pair, about: readonly string[]): void {
  if (about.length > 0) (pair.key as Scalar).commentBefore = comment(about);
  section.add(pair);
}

function credentialLines(credentials: readonly WantedCredentials[]): string[] {
  if (credentials.length === 0) return [];
  const lines = credentials.map(({ source, provider, alternatives, optional }) => {
    const who = provider === undefined ? sanitize(source) : `${sanitize(source)} (${provider})`;
    const sets = alternatives.map((names) => names.join(' and ')).join(', or ');
    return `  ${who}${optional ? ', optional' : ''}: ${sets}`;
  });
  return [
    '',
    'Credentials do not belong here. Set in the environment, or in a file for --credentials:',
    ...lines,
  ];
}

function textOf(description: unknown): readonly string[] {
  return typeof description === 'string' && description.trim() !== ''
    ? wrap(sanitize(description.trim()), width)
    : [];
}

/**
 * Lines as the text of a YAML comment; the library writes the `#`. What strangers wrote cannot end the comment: there are other line breaks than
 * the one that the library knows.
 */
function comment(lines: readonly string[]): string {
  return lines
    .flatMap((line) => line.split('\n'))
    .map((line) => (line === '' ? '' : ` ${sanitize(line)}`))
    .join('\n');
}
