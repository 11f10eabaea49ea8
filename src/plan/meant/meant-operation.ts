import type { SourceDescription } from '../../arazzo/document.ts';
import type { OperationEntry } from '../../openapi/description.ts';
import type { LoadedOpenApi, LoadedSource } from '../../sources/loaded-source.ts';
import type { CompileContext } from '../compile/compile-context.ts';
import { decodeFragment } from '../../text/decode-fragment.ts';

/** The operation that a text certainly means, and the operationPath that says so. */
export interface MeantOperation {
  readonly source: LoadedOpenApi;
  readonly entry: OperationEntry;
  readonly operationPath: string;
}

/** An operation by its path template, and its method where that is told. */
interface Spelling {
  readonly path: string;
  readonly method: string | undefined;
}

/**
 * The one operation that an operationPath can mean which does not have the form of one (clause E5): `pets#/paths/~1pets/get`, `GET /pets`, `/pets` where that
 * has one method, a pointer without the method, or one whose slashes are not escaped. Undefined when there is none, or more than one, or when
 * sources that could have it are missing.
 */
export function meantByPath(context: CompileContext, operationPath: string): MeantOperation | undefined {
  const hash = operationPath.indexOf('#');
  const head = operationPath.slice(0, Math.max(0, hash));
  const sources = head === '' ? everySource(context) : sourcesNamed(context, head);
  const spellings = spellingsOf(operationPath.slice(hash + 1));
  const found = sources.flatMap((source) =>
    source.kind === 'asyncapi'
      ? []
      : source.description.operations
          .filter((entry) => spellings.some((spelling) => isSpelling(spelling, entry)))
          .map((entry) => ({ source, entry })),
  );
  const [only, ...others] = found;
  if (only === undefined || others.length > 0 || only.source.standIn === 'check') return undefined;
  const { source, entry } = only;
  const isReference = /^\{\$sourceDescriptions\.[A-Za-z0-9_-]+(?:\.url)?\}$/.test(head);
  const reference = isReference ? head : `{$sourceDescriptions.${source.name}.url}`;
  return { source, entry, operationPath: `${reference}#${entry.address}` };
}

/** All sources that describe operations; none while one of them is missing. */
export function everySource(context: CompileContext): readonly LoadedSource[] {
  const loaded = Object.values(context.sources);
  return loaded.length < operational(context).length ? [] : loaded;
}

/** The source descriptions that may have operations: all but the Arazzo documents. */
export function operational({ description, documents }: CompileContext): readonly SourceDescription[] {
  return description.sourceDescriptions.filter(
    ({ name, type }) => type !== 'arazzo' && !Object.hasOwn(documents, name),
  );
}

/** The sources that what stands before the `#` names: by name in some form, or by the URL that the document gives. */
function sourcesNamed({ description, sources }: CompileContext, head: string): readonly LoadedSource[] {
  const name = /^\{?\$sourceDescriptions\.([A-Za-z0-9_-]+)(?:\.url)?\}?$/.exec(head)?.[1] ?? head;
  return description.sourceDescriptions.flatMap((source) => {
    const isNamed = source.name === name || source.url === head;
    return isNamed && Object.hasOwn(sources, source.name) ? [sources[source.name]!] : [];
  });
}

/** The ways to read a text as a method and a path. */
function spellingsOf(text: string): readonly Spelling[] {
  const [, method, rest = text] = /^([A-Za-z]+)(?: +|:)(\/.*)$/.exec(text) ?? [];
  return [rest, decodeFragment(rest)].flatMap((written) => {
    const plain = `/${written.replaceAll('~1', '/').replaceAll('~0', '~')}`.replace(/^\/+/, '/');
    return [plain, plain.replace(/^\/paths\/+/, '/')].flatMap((path): Spelling[] => {
      const last = /^(\/.*)\/([A-Za-z]+)$/.exec(path);
      return [
        { path, method },
        ...(last === null || method !== undefined ? [] : [{ path: last[1]!, method: last[2]! }]),
      ];
    });
  });
}

function isSpelling({ path, method }: Spelling, entry: OperationEntry): boolean {
  return entry.path === path && (method === undefined || entry.method.toLowerCase() === method.toLowerCase());
}
