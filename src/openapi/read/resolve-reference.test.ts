import { describe, expect, it } from 'vitest';
import { readText } from '../../text/read-text.ts';
import { firstDocument, type Rules } from '../openapi-document.ts';
import { dereference, nodeAt } from './resolve-reference.ts';

const texts: Readonly<Record<string, string>> = {
  'https://specs.example/common.yaml': `
schemas:
  id: { $anchor: identifier, type: string }
`,
  'https://specs.example/pet.json': `
$id: https://schemas.example/pet
type: object
$defs: { tag: { $id: tag, $defs: { inner: { type: integer } } } }
`,
};

/** Resolves a reference that stands at a pointer of a document, and gives where it leads. */
function lead(text: string, reference: string, from = '', rules: Rules = '3.1'): unknown {
  const { located } = readText(text, 'api.yaml');
  const document = firstDocument(located!, rules, {
    location: 'https://specs.example/api.yaml',
    find: (uri) => {
      const other = Object.hasOwn(texts, uri) ? readText(texts[uri]!, uri).located : undefined;
      return other === undefined ? undefined : { located: other, location: uri };
    },
  });
  const found = dereference(nodeAt(document, from), reference);
  return 'reason' in found ? found.reason : `${found.document.location}#${found.pointer}`;
}

const api = `
openapi: 3.1.0
components:
  schemas:
    a/b %: { type: string }
    named: { $anchor: here, properties: { $anchor: { type: string }, default: { $anchor: deep } } }
    own: { $id: 'https://schemas.example/own', $anchor: mine, $defs: { part: { type: string } }, example: { $anchor: data } }
`;

describe('a reference', () => {
  it.each([
    ['#/components/schemas/named', '#/components/schemas/named'],
    ['#/components/schemas/a~1b%20%25', '#/components/schemas/a~1b %'],
    ['', '#'],
    ['api.yaml#/openapi', '#/openapi'],
    ['https://specs.example/api.yaml', '#'],
    ['#here', '#/components/schemas/named'],
    ['#deep', '#/components/schemas/named/properties/default'],
    ['https://schemas.example/own', '#/components/schemas/own'],
    ['https://schemas.example/own#/$defs/part', '#/components/schemas/own/$defs/part'],
    ['https://schemas.example/own#mine', '#/components/schemas/own'],
  ])('%s leads within its document to %s', (reference, target) => {
    expect(lead(api, reference)).toBe(`https://specs.example/api.yaml${target}`);
  });

  it.each([
    ['common.yaml#/schemas/id', 'https://specs.example/common.yaml#/schemas/id'],
    ['common.yaml#identifier', 'https://specs.example/common.yaml#/schemas/id'],
    ['pet.json', 'https://specs.example/pet.json#'],
    ['pet.json#/$defs/tag', 'https://specs.example/pet.json#/$defs/tag'],
  ])('%s leads to another document: %s', (reference, target) => {
    expect(lead(api, reference)).toBe(target);
  });

  it.each([
    ['#/none', 'dangling'],
    ['#nowhere', 'dangling'],
    ['#mine', 'dangling'],
    ['#data', 'dangling'],
    ['#/%ZZ', 'dangling'],
    ['#/__proto__', 'dangling'],
    ['http://[', 'dangling'],
    ['gone.yaml', 'unavailable'],
  ])('%s leads nowhere: %s', (reference, reason) => {
    expect(lead(api, reference)).toBe(reason);
  });

  it('within a schema that has a $id resolves against that', () => {
    const at = '/components/schemas/own/$defs/part';
    expect(lead(api, '#/$defs/part', at)).toBe(`https://specs.example/api.yaml#${at}`);
    expect(lead(api, '#mine', at)).toBe('https://specs.example/api.yaml#/components/schemas/own');
    expect(lead(api, '#/components', at)).toBe('dangling');
  });

  it('knows neither anchors nor ids in 3.0', () => {
    expect(lead(api, '#here', '', '3.0')).toBe('dangling');
    expect(lead(api, '#/openapi', '/components/schemas/own', '3.0')).toBe(
      'https://specs.example/api.yaml#/openapi',
    );
  });

  it('resolves against $self, by which the document itself goes too', () => {
    const text = 'openapi: 3.2.0\n$self: https://specs.example/apis/v1.yaml\n';
    expect(lead(text, '../common.yaml#/schemas')).toBe('https://specs.example/common.yaml#/schemas');
    expect(lead(text, 'v1.yaml#/openapi')).toBe('https://specs.example/api.yaml#/openapi');
    expect(lead(text, 'https://specs.example/api.yaml#/openapi')).toBe(
      'https://specs.example/api.yaml#/openapi',
    );
  });
});
