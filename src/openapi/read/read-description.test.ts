import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readText } from '../../text/read-text.ts';
import { stops } from '../../diagnostics/diagnostic.ts';
import type { OpenApiDescription } from '../description.ts';
import { findOperation, findOperationAt } from './find-operation.ts';
import { readDescription } from './read-description.ts';
import { readOperation } from './read-operation.ts';
import { schemaAt } from '../schema/schema-at.ts';

function read(text: string, location?: string) {
  const { located, diagnostics } = readText(text, 'api.yaml');
  if (located === undefined) throw new Error(JSON.stringify(diagnostics));
  return readDescription(located, location === undefined ? {} : { location });
}

function description(text: string): OpenApiDescription {
  const result = read(text);
  expect(result.diagnostics).toEqual([]);
  return result.description!;
}

const pets = `
openapi: 3.1.0
info: { title: Pets, version: '1' }
paths:
  x-note: { get: { operationId: notAnOperation } }
  /pets/{id}:
    parameters: []
    get: { operationId: GetPet }
    x-extra: { operationId: notThisEither }
  /shared:
    $ref: '#/components/pathItems/shared'
    delete: { operationId: deleteShared }
  /twice: { get: { operationId: twice }, put: { operationId: twice } }
webhooks:
  ping: { post: { operationId: ping } }
components:
  pathItems:
    shared: { get: { operationId: getShared } }
`;

describe('readDescription', () => {
  it('indexes the operations of the paths, with those behind path item references, and nothing else', () => {
    const { operations, title, rules } = description(pets);
    expect({ title, rules }).toEqual({ title: 'Pets', rules: '3.1' });
    expect(
      operations.map((each) => [each.operationId, each.method, each.path, each.node.pointer, each.address]),
    ).toEqual([
      ['GetPet', 'GET', '/pets/{id}', '/paths/~1pets~1{id}/get', '/paths/~1pets~1{id}/get'],
      ['deleteShared', 'DELETE', '/shared', '/paths/~1shared/delete', '/paths/~1shared/delete'],
      ['getShared', 'GET', '/shared', '/components/pathItems/shared/get', '/paths/~1shared/get'],
      ['twice', 'GET', '/twice', '/paths/~1twice/get', '/paths/~1twice/get'],
      ['twice', 'PUT', '/twice', '/paths/~1twice/put', '/paths/~1twice/put'],
    ]);
  });

  it('indexes the query method and additional operations of 3.2 only', () => {
    const text = (version: string): string =>
      `openapi: ${version}\npaths: { /a: { query: { operationId: q }, additionalOperations: { COPY: { operationId: c } } } }`;
    expect(description(text('3.1.1')).operations).toEqual([]);
    const { operations } = description(text('3.2.0'));
    expect(operations.map((each) => [each.method, each.address])).toEqual([
      ['QUERY', '/paths/~1a/query'],
      ['COPY', '/paths/~1a/additionalOperations/COPY'],
    ]);
  });

  it.each([
    ['arazzo: 1.0.1', 'an Arazzo description'],
    ['asyncapi: 3.0.0', 'an AsyncAPI description'],
    ['<!doctype html>', 'an HTML or XML page'],
    ['Not found', 'plain text'],
    ['[]', 'a list'],
    ['a: 1', 'an object without the member "openapi"'],
    ['item: []\ninfo: { schema: "https://schema.getpostman.com/x" }', 'a Postman collection'],
  ])('says what a document is that is not OpenAPI: %j', (text, kind) => {
    const { description: none, diagnostics } = read(text);
    expect(none).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'source/not-openapi', severity: 'error' }]);
    expect(diagnostics[0]!.message).toContain(kind);
  });

  it.each([
    ['swagger: "1.2"'],
    ['swagger: "3.0.0"'],
    ['openapi: 4.0.0'],
    ['openapi: 3.1'],
    ['openapi: {}'],
    ['openapi: 3.x'],
  ])('refuses a version that it cannot read: %s', (text) => {
    const { description: none, diagnostics } = read(text);
    expect(none).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'source/version-unsupported', severity: 'error' }]);
  });

  it('reads a newer minor version as the latest known, with a warning', () => {
    const { description: found, diagnostics } = read('openapi: 3.9.0\npaths: {}');
    expect(found?.rules).toBe('3.1');
    expect(diagnostics).toMatchObject([{ code: 'source/version-unsupported', severity: 'warning' }]);
  });

  it('warns of a path item that is a dangling, external or circular reference', () => {
    const { description: found, diagnostics } = read(
      `openapi: 3.1.0\npaths: { /a: { $ref: '#/nowhere' }, /b: { $ref: 'other.yaml' }, /c: { $ref: '#/paths/~1c' }, d: {} }`,
    );
    expect(found?.operations).toEqual([]);
    expect(diagnostics.map((each) => [each.code, each.severity, each.place?.pointer])).toEqual([
      ['source/dangling-reference', 'warning', '/paths/~1a/$ref'],
      ['source/dangling-reference', 'warning', '/paths/~1b/$ref'],
      ['source/circular-reference', 'warning', '/paths/~1c/$ref'],
      ['source/malformed', 'warning', '/paths/d'],
    ]);
  });
});

describe('findOperation', () => {
  const api = description(pets);

  it('finds an operation by its exact id', () => {
    expect(findOperation(api, 'GetPet')).toMatchObject({ kind: 'found', entry: { path: '/pets/{id}' } });
  });

  it('misses an id that differs by case, and names the near one', () => {
    expect(findOperation(api, 'getPet')).toMatchObject({
      kind: 'missing',
      near: [{ operationId: 'GetPet', method: 'GET', path: '/pets/{id}' }],
    });
  });

  it('calls an id ambiguous that several operations use', () => {
    const found = findOperation(api, 'twice');
    expect(found.kind === 'ambiguous' && found.entries.map((each) => each.method)).toEqual(['GET', 'PUT']);
  });

  it('finds an operation by the tokens of its path, through a path item reference too', () => {
    expect(findOperationAt(api, ['paths', '/pets/{id}', 'get'])).toMatchObject({ kind: 'found' });
    expect(findOperationAt(api, ['paths', '/shared', 'get'])).toMatchObject({
      kind: 'found',
      entry: { operationId: 'getShared' },
    });
  });

  it('offers the operations of a path item that was named without a method', () => {
    const found = findOperationAt(api, ['paths', '/twice']);
    expect(found.kind === 'missing' && found.near).toHaveLength(2);
    expect(findOperationAt(api, ['paths', '/pet/{id}', 'get'])).toMatchObject({
      kind: 'missing',
      near: [{ operationId: 'GetPet' }],
    });
    expect(findOperationAt(api, [])).toEqual({ kind: 'missing', near: [] });
  });
});

const corpus = new URL('../../../../shared/corpus/files/api-evangelist/', import.meta.url);
const stripe = new URL('stripe/openapi/stripe-payment-intents-api-openapi.yml', corpus);
const twilio = new URL('twilio/openapi/_original/twilio-messaging-openapi.yml', corpus);

describe('the published descriptions', () => {
  it.skipIf(!existsSync(stripe))(
    'reads PostPaymentIntents of Stripe although references elsewhere dangle',
    () => {
      const text = readFileSync(stripe, 'utf8');
      const start = performance.now();
      const { located } = readText(text, 'stripe.yml');
      const { description: found, diagnostics } = readDescription(located!);
      console.info(
        `read and indexed ${text.length} characters in ${(performance.now() - start).toFixed(1)} ms`,
      );
      expect(diagnostics).toEqual([]);
      const search = findOperation(found!, 'PostPaymentIntents');
      if (search.kind !== 'found') throw new Error(search.kind);
      const { operation, diagnostics: findings } = readOperation(found!, search.entry);
      expect(findings.filter(stops)).toEqual([]);
      expect(operation.servers).toEqual([{ url: 'https://api.stripe.com', variables: {} }]);
      expect(operation.security).toEqual([{ basicAuth: { scopes: [] } }, { bearerAuth: { scopes: [] } }]);
      const form = operation.requestBody!.content['application/x-www-form-urlencoded']!;
      expect(form.encoding['metadata']).toEqual({ style: 'deepObject', explode: true });
      expect(form.schema?.properties?.['amount']).toEqual({ types: ['integer'] });
      expect(form.schema?.required).toContain('amount');
      expect(schemaAt(search.entry, 200, ['status'])).toMatchObject({ types: ['string'] });
      expect(schemaAt(search.entry, 200, ['no_such_member'])).toBe('absent');
      // The schema of the member `error` is one of the references that dangle.
      expect(schemaAt(search.entry, 402, ['error', 'decline_code'])).toBe('open');
    },
  );

  it.skipIf(!existsSync(twilio))('reads createMessage of Twilio', () => {
    const { located } = readText(readFileSync(twilio, 'utf8'), 'twilio.yml');
    const { description: found } = readDescription(located!);
    const search = findOperation(found!, 'createMessage');
    if (search.kind !== 'found') throw new Error(search.kind);
    const { operation, diagnostics } = readOperation(found!, search.entry);
    expect(diagnostics.filter(stops)).toEqual([]);
    expect(operation.servers[0]).toEqual({ url: 'https://api.twilio.com/2010-04-01', variables: {} });
    expect(operation.parameters).toMatchObject([
      { name: 'AccountSid', in: 'path', required: true, style: 'simple' },
    ]);
    expect(Object.keys(operation.requestBody!.content)).toEqual(['application/x-www-form-urlencoded']);
  });

  it.skipIf(!existsSync(corpus))('reads every operation of the two files without an exception', () => {
    for (const file of [stripe, twilio]) {
      const { description: found } = readDescription(
        readText(readFileSync(file, 'utf8'), 'api.yml').located!,
      );
      for (const entry of found!.operations) {
        expect(readOperation(found!, entry).operation.pointer).toBe(entry.node.pointer);
      }
    }
  });
});
