import * as fc from 'fast-check';
import { parseXmlDocument } from 'slimdom';
import { describe, expect, it, test } from 'vitest';
import { readText } from '../../text/read-text.ts';
import { bodySchema } from '../schema/body-schema.ts';
import { describeXml, type XmlDescription } from './describe-xml.ts';
import { readDescription } from '../read/read-description.ts';
import { UnserializableValue } from './unserializable-value.ts';
import { writeXml } from './write-xml.ts';

/** How a body is described whose schema, and components, are written as in a description. */
function described(schema: string, components = '{}', version = '3.1.1'): XmlDescription {
  const { located } = readText(
    `openapi: ${version}
paths: { /a: { post: { requestBody: { content: { application/xml: { schema: ${schema} } } } } } }
components: { schemas: ${components} }`,
    'api.yaml',
  );
  const { description } = readDescription(located!, {});
  return describeXml(bodySchema(description!.operations[0]!, 'application/xml')!, version);
}

/** Without the declaration. */
function written(value: unknown, description: XmlDescription): string {
  return writeXml(value, description).replace(/^<\?xml[^>]*>\n/, '');
}

describe('the examples of the specification (OpenAPI 3.1.1, section 4.8.26.3; 3.2.0, section 4.26.6)', () => {
  const animals = { animals: ['dog', 'cat'] };
  it.each([
    ['type: array, items: { type: string }', '<animals>dog</animals><animals>cat</animals>'],
    [
      'type: array, items: { type: string, xml: { name: animal } }',
      '<animal>dog</animal><animal>cat</animal>',
    ],
    [
      'type: array, xml: { name: aliens }, items: { type: string, xml: { name: animal } }',
      '<animal>dog</animal><animal>cat</animal>',
    ],
    [
      'type: array, xml: { wrapped: true }, items: { type: string }',
      '<animals><animals>dog</animals><animals>cat</animals></animals>',
    ],
    [
      'type: array, xml: { nodeType: element }, items: { type: string, xml: { name: animal } }',
      '<animals><animal>dog</animal><animal>cat</animal></animals>',
    ],
    [
      'type: array, xml: { name: aliens, wrapped: true }, items: { type: string, xml: { name: animal } }',
      '<aliens><animal>dog</animal><animal>cat</animal></aliens>',
    ],
    [
      'type: array, xml: { name: aliens, nodeType: element }, items: { type: string }',
      '<aliens><aliens>dog</aliens><aliens>cat</aliens></aliens>',
    ],
  ])('{ %s }', (property, inner) => {
    const schema = `{ type: object, xml: { name: document }, properties: { animals: { ${property} } } }`;
    expect(written(animals, described(schema))).toBe(`<document>${inner}</document>`);
  });

  it('puts attributes, prefixes and namespaces where they belong', () => {
    const person = `{ Person: { type: object, properties: {
      id: { type: integer, xml: { attribute: true } },
      name: { type: string, xml: { namespace: 'https://example.com/sample', prefix: sample } },
      lang: { type: string, xml: { attribute: true, namespace: 'https://example.com/a', prefix: a } } } } }`;
    const description = described("{ $ref: '#/components/schemas/Person' }", person);
    expect(written({ id: 123, name: 'example', lang: 'en' }, description)).toBe(
      '<Person id="123" a:lang="en" xmlns:a="https://example.com/a">' +
        '<sample:name xmlns:sample="https://example.com/sample">example</sample:name></Person>',
    );
  });

  it('writes a list of elements with attributes and text', () => {
    const description = described(
      `{ type: array, xml: { nodeType: element, name: animals }, items: { xml: { name: animal }, properties: {
        kind: { type: string, xml: { nodeType: attribute } }, name: { type: string, xml: { nodeType: text } } } } }`,
      '{}',
      '3.2.0',
    );
    expect(written([{ kind: 'Cat', name: 'Fluffy' }, { name: 'Fido' }], description)).toBe(
      '<animals><animal kind="Cat">Fluffy</animal><animal>Fido</animal></animals>',
    );
  });

  it('names the root where a component is used, when the component makes no node', () => {
    const documentation = `{ Documentation: { type: object, xml: { nodeType: none }, properties: {
      content: { type: string, xml: { nodeType: cdata } } } } }`;
    const schema =
      "{ xml: { nodeType: element, name: StoredDocument }, $ref: '#/components/schemas/Documentation' }";
    expect(written({ content: '<b>' }, described(schema, documentation, '3.2.0'))).toBe(
      '<StoredDocument><![CDATA[<b>]]></StoredDocument>',
    );
  });

  it('writes null as nil, leaves attributes of null out, and empty objects empty', () => {
    const description = described(`{ type: object, xml: { name: product }, properties: {
      count: { type: [number, 'null'], xml: { nodeType: attribute } } } }`);
    expect(written({ count: null, description: 'Thing', related: null, none: {} }, description)).toBe(
      '<product><description>Thing</description><related xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"></related><none></none></product>',
    );
  });
});

describe('names', () => {
  const components = `{
    Pet: { allOf: [{ $ref: '#/components/schemas/Base' }, { properties: { tag: { xml: { attribute: true } } } }] },
    Base: { xml: { name: base }, properties: { id: { xml: { attribute: true } }, next: { $ref: '#/components/schemas/Pet' } } },
    Alias: { allOf: [{ $ref: '#/components/schemas/Base' }] },
    Maybe: { anyOf: [{ $ref: '#/components/schemas/Base' }, { type: 'null' }] } }`;
  const of = (name: string): XmlDescription =>
    described(`{ $ref: '#/components/schemas/${name}' }`, components);

  it('are those of a schema itself, not of what it is put together from, unless that is all there is', () => {
    const pet = { id: 1, tag: 'x', next: { id: 2, next: { tag: 'y' } } };
    expect(written(pet, of('Pet'))).toBe(
      '<Pet id="1" tag="x"><next id="2"><next tag="y"></next></next></Pet>',
    );
    expect(written({ id: 1 }, of('Alias'))).toBe('<base id="1"></base>');
    expect(written({ id: 1 }, of('Maybe'))).toBe('<base id="1"></base>');
  });

  it('are refused where XML has none like them, and where the root has none', () => {
    expect(() => written({ 'a b': 1 }, of('Pet'))).toThrow('not a name that XML can have');
    expect(() => written({ 'a:b:c': 1 }, of('Pet'))).toThrow('not a name that XML can have');
    expect(() => writeXml({}, described('{ type: object }'))).toThrow('has no name for its root element');
    expect(written({ größe: 1 }, of('Pet'))).toBe('<Pet><größe>1</größe></Pet>');
  });

  it('are given to a root without one only for who asks for it', () => {
    expect(writeXml([1, 2], [], { root: 'root' })).toContain('<root><root>1</root><root>2</root></root>');
  });
});

describe('hostile values', () => {
  const description = described(`{ type: object, xml: { name: a }, properties: {
    attribute: { xml: { attribute: true } }, cdata: { xml: { nodeType: cdata } } } }`);
  const xmlText = fc
    .string({ unit: 'binary' })
    .filter((text) => !/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text));

  test('stay in their place', () => {
    fc.assert(
      fc.property(xmlText, (text) => {
        const { documentElement: root } = parseXmlDocument(
          writeXml({ attribute: text, element: text, list: [text] }, description),
        );
        expect(root!.getAttribute('attribute')).toBe(text);
        expect([...root!.children].map((child) => child.textContent)).toEqual([text, text]);
        const section = parseXmlDocument(writeXml({ cdata: text }, description)).documentElement!;
        // A reader makes one line end of another, which no escape can keep from it within a section.
        expect(section.textContent).toBe(text.replace(/\r\n?/g, '\n'));
      }),
    );
  });

  it.each(['\u0000', '\u001b', '\uFFFF', '\uD800'])(
    'with a character that XML cannot hold are refused (%j)',
    (text) => {
      expect(() => writeXml({ element: `a${text}` }, description)).toThrow(UnserializableValue);
    },
  );

  it('nested without end are refused', () => {
    let value: unknown = 'x';
    for (let depth = 0; depth < 100_000; depth++) value = { value };
    expect(() => writeXml(value, description)).toThrow('is nested too deeply');
  });
});
