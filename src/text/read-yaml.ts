import { Composer, type Document, Lexer, Parser, type ParsedNode, type YAMLError, type CST } from 'yaml';
import { limits } from './limits.ts';
import type { TextFinding } from './text-finding.ts';
import { type YamlValue, yamlValue } from './yaml-value.ts';

/** A YAML document with its value, and what is wrong with it. */
export interface YamlReading {
  readonly root: ParsedNode | null;
  readonly read: YamlValue;
  readonly findings: readonly TextFinding[];
}

/**
 * Reads one YAML 1.2 document by the core schema (clause A2): no merge keys, no tags beyond the core, no complex keys, names unique.
 * Findings come in the order of the text.
 */
export function readYaml(text: string, maxLexemes: number): YamlReading {
  const givenUp: TextFinding[] = [];
  const composer = new Composer({ schema: 'core', merge: false, resolveKnownTags: false, uniqueKeys: false });
  const documents: Document.Parsed[] = [];
  const tokens = boundedTokens(text, maxLexemes, givenUp);
  for (const document of composer.compose(tokens, true, text.length)) {
    documents.push(document);
    if (documents.length > 1) break;
  }
  const [document, second] = documents;
  if (document === undefined || givenUp.length > 0) {
    return { root: null, read: { value: null, targets: new Map(), findings: [] }, findings: givenUp };
  }
  const read = yamlValue(document.contents);
  const findings = [...syntaxFindings(document), ...read.findings, ...severalDocuments(second)];
  return { root: document.contents, read, findings: findings.toSorted((a, b) => a.start - b.start) };
}

/**
 * The tokens of a text, given up where there are too many, and where collections nest beyond the limit: composing them recurses,
 * and running out of stack there can end the process.
 */
function* boundedTokens(text: string, maxLexemes: number, givenUp: TextFinding[]): Generator<CST.Token> {
  const parser = new Parser();
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes += 1;
    yield* parser.next(lexeme);
    const finding =
      lexemes > maxLexemes ? tooMany(maxLexemes) : parser.stack.length > limits.depth ? tooDeep : undefined;
    if (finding !== undefined) {
      givenUp.push({ ...finding, start: Math.max(0, parser.offset - 1), end: parser.offset });
      return;
    }
  }
  yield* parser.end();
}

const tooDeep = {
  code: 'text/syntax',
  message: `The text nests lists and maps more than ${limits.depth} levels deep.`,
  hint: 'Look for brackets that are opened and never closed.',
} as const;

const tooMany = (maxLexemes: number) => ({
  code: 'text/too-large' as const,
  message: `The text has more than ${maxLexemes} names, values and marks, the most that is read of YAML.`,
  hint: 'Keep only the parts that are needed, or give it as JSON.',
});

function syntaxFindings(document: Document.Parsed): TextFinding[] {
  const tags = document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED');
  const errors = document.errors.map((error) =>
    error.code === 'TAG_RESOLVE_FAILED' ? tag(error) : syntax(error),
  );
  return [...errors, ...tags.map(tag)];
}

const hints: Partial<Record<YAMLError['code'], string>> = {
  BLOCK_AS_IMPLICIT_KEY:
    'Quote a text that holds a colon and a space; else begin a nested map on a line of its own.',
  BAD_INDENT: 'Line it up with its neighbours; lists and maps go by indentation.',
  TAB_AS_INDENT: 'Indent with spaces.',
  BAD_SCALAR_START: 'Quote a text that begins with this character.',
  MULTILINE_IMPLICIT_KEY: 'Look for a missing colon, quote or bracket just before.',
  MISSING_CHAR: 'Look for a missing colon, comma, quote or bracket just before; the text may be cut off.',
  UNEXPECTED_TOKEN: 'Look for a missing quote or bracket just before.',
  BAD_DQ_ESCAPE: 'Double the backslash, or use single quotes.',
};

function syntax(error: YAMLError): TextFinding {
  const [start, end] = error.pos;
  const message = `${error.message.replace(/\.$/, '')}.`;
  // Of a flow collection that is open still the parser says that it is not indented.
  const isOpen = /^Flow (?:sequence|map) in .* and end with a [\]}]/.test(error.message);
  const hint = isOpen
    ? 'Look for a bracket before this line that is opened and never closed.'
    : (hints[error.code] ?? 'Correct the text here so that it is valid YAML or JSON.');
  return { code: 'text/syntax', message, hint, start, end };
}

function tag(error: YAMLError): TextFinding {
  return {
    code: 'text/unsupported-yaml',
    message: 'A tag outside the core of YAML 1.2 is used; only what JSON can say is allowed.',
    hint: 'Remove the tag and write the value itself.',
    start: error.pos[0],
    end: error.pos[1],
  };
}

function severalDocuments(second: Document.Parsed | undefined): TextFinding[] {
  if (second === undefined) return [];
  return [
    {
      code: 'text/unsupported-yaml',
      message: 'The text holds several YAML documents.',
      hint: 'Keep one document a file, and remove what follows the line of three dashes.',
      start: second.range[0],
      end: second.range[0] + 1,
    },
  ];
}
