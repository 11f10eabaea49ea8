/** A part of a test's text file: everything between a line `--- kind argument` and the next one. */
export interface Section {
  readonly kind: string;
  readonly argument: string;
  /** The line of the file on which the section's first line stands. */
  readonly first: number;
  readonly lines: readonly string[];
}

/** A text put together from sections: the line of the file for each line, 0 for lines that are implied. */
export interface LinedText {
  readonly text: string;
  readonly lines: readonly number[];
}

/** The beginning of a document: with the shared source, and with every AsyncAPI source, which only 1.1 has. */
function header(sections: readonly Section[]): string[] {
  const channels = sections.filter(({ kind }) => kind === 'asyncapi');
  return [
    `arazzo: ${channels.length === 0 ? '1.0.1' : '1.1.0'}`,
    "info: { title: Case, version: '1' }",
    'sourceDescriptions:',
    '  - { name: pets, url: ./pets.openapi.yaml, type: openapi }',
    ...channels.map(
      ({ argument: name }) => `  - { name: ${name}, url: ./${name}.asyncapi.yaml, type: asyncapi }`,
    ),
  ];
}

/** Splits a file into its sections, what stands before the first of them as `head`. Throws for a kind that is not one of `kinds`. */
export function splitSections(text: string, kinds: ReadonlySet<string>): Section[] {
  const sections: (Section & { readonly lines: string[] })[] = [
    { kind: 'head', argument: '', first: 1, lines: [] },
  ];
  for (const [index, line] of text.split('\n').entries()) {
    const [, kind, argument = ''] = /^--- ([\w-]+) ?(.*)$/.exec(line) ?? [];
    if (kind === undefined) sections.at(-1)!.lines.push(line);
    else if (kinds.has(kind)) sections.push({ kind, argument, first: index + 2, lines: [] });
    else throw new Error(`There is no section "${kind}".`);
  }
  for (const { lines } of sections) while (lines.at(-1) === '') lines.pop();
  return sections;
}

/** The lines of a section as they are. */
export function verbatim({ lines, first }: Section): LinedText {
  return { text: lines.join('\n'), lines: lines.map((_, index) => first + index) };
}

/** The document as written, or the implied header with the sections for workflows and components. */
export function documentOf(sections: readonly Section[]): LinedText {
  const whole = sections.find(({ kind }) => kind === 'document');
  if (whole !== undefined) return verbatim(whole);
  const lines: [text: string, line: number][] = [...header(sections), 'workflows:'].map((line) => [line, 0]);
  for (const { kind, argument, first, lines: body } of sections) {
    if (kind !== 'workflow') continue;
    lines.push([`  - workflowId: ${argument === '' ? 'main' : argument}`, first - 1]);
    for (const [index, line] of body.entries()) lines.push([`    ${line}`, first + index]);
  }
  for (const { kind, first, lines: body } of sections) {
    if (kind !== 'components') continue;
    lines.push(['components:', first - 1]);
    for (const [index, line] of body.entries()) lines.push([`  ${line}`, first + index]);
  }
  return { text: lines.map(([line]) => line).join('\n'), lines: lines.map(([, line]) => line) };
}
