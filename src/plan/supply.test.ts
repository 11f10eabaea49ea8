import { describe, expect, test } from 'vitest';
import { answering, loadPets } from '../../test/support/pets.ts';
import { stops } from '../diagnostics/diagnostic.ts';
import { prepare } from '../prepare.ts';
import { run } from '../run.ts';
import type { Supply } from './supply.ts';
import { wantedSupply, withValue } from './wanted-supply.ts';
import { reachableCalls } from '../credentials/reachable-calls.ts';

const lacking = `
  - workflowId: main
    steps:
      - { stepId: look, operationId: getPet }
      - { stepId: find, operationId: search, parameters: [{ name: X-Own, in: header, value: own }] }
      - stepId: create
        operationId: createPet
        requestBody: { payload: { age: 3, tags: [] } }
      - { stepId: again, operationId: createPet }`;

const enough: Supply = {
  look: { path: { petId: 'a/b' } },
  'main/find': { query: { q: 'x&y' }, header: { 'x-own': 'given', 'X-Api-Key': 'sesame-open' } },
  create: { body: { name: 'Rex', age: 4 } },
  again: { body: { name: 'Rex' } },
};

async function sentWith(supply: Supply) {
  const { plan, diagnostics } = await loadPets(lacking, { supply });
  expect(diagnostics.filter(stops)).toEqual([]);
  const transport = answering({});
  const result = await run(plan!, { transport, supply, credentials: {} });
  const requests = transport.requests.map(({ method, url, headers, body }) => ({
    line: `${method} ${url}`,
    headers,
    body: body === undefined ? undefined : Buffer.from(body as Uint8Array).toString(),
  }));
  return { plan: plan!, result, requests };
}

describe('a supply', () => {
  test('gives what the document does not, and wins over what it does', async () => {
    const { requests } = await sentWith(enough);
    expect(requests).toMatchObject([
      { line: 'GET https://pets.example/pets/a%2Fb' },
      { line: 'GET https://pets.example/search?q=x%26y', headers: { 'x-own': 'given' } },
      { line: 'POST https://pets.example/pets', body: '{"tags":[],"name":"Rex","age":4}' },
      { line: 'POST https://pets.example/pets', body: '{"name":"Rex"}' },
    ]);
  });

  test('is in the plan by its names alone, so that neither plan nor result hold its values', async () => {
    const { plan, result } = await sentWith(enough);
    for (const value of ['sesame-open', 'Rex', 'x&y']) {
      expect(JSON.stringify(plan)).not.toContain(value);
      expect(JSON.stringify(result)).not.toContain(value);
    }
    const { plan: other } = await sentWith({ ...enough, look: { path: { petId: 'c' } } });
    expect(other.hash).toBe(plan.hash);
  });

  test('may be a whole body', async () => {
    const { requests } = await sentWith({ ...enough, again: { body: ['any'] } });
    expect(requests[3]?.body).toBe('["any"]');
  });

  test('is left alone by a run', async () => {
    const tags = ['a'];
    await sentWith({ ...enough, create: { body: { name: 'Rex', tags } } });
    expect(Object.isFrozen(tags)).toBe(false);
  });

  test('that is not given again refuses the run', async () => {
    const { plan } = await loadPets(lacking, { supply: enough });
    const { prepared, diagnostics } = await prepare(plan!, { credentials: {}, supply: { look: {} } });
    expect(prepared).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toContain('supply/missing');
    expect(diagnostics[0]?.message).toContain('path "petId" of step "look"');
  });

  test.each<[string, Supply, string]>([
    ['a step that is not there', { ...enough, lok: {} }, 'supply/unknown'],
    ['a path variable that is not there', { ...enough, look: { path: { petID: 'a' } } }, 'supply/unknown'],
    [
      'a header that is not to be set',
      { ...enough, 'main/find': { query: { q: 'x' }, header: { Host: 'evil' } } },
      'supply/unknown',
    ],
    ['one step under two names', { ...enough, find: {} }, 'supply/invalid'],
    ['a part that a request has not', { ...enough, look: { headers: {} } as never }, 'supply/invalid'],
    ['names that are no object', { ...enough, look: { path: 'x' as never } }, 'supply/invalid'],
    ['a step that is no object', { ...enough, look: null as never }, 'supply/invalid'],
  ])('of %s is refused', async (_, supply, code) => {
    const { plan, diagnostics } = await loadPets(lacking, { supply });
    expect(plan).toBeUndefined();
    expect(diagnostics.filter(stops).map((each) => each.code)).toContain(code);
  });

  test('of fields for a body that has none is refused', async () => {
    const text = `
  - workflowId: main
    steps: [{ stepId: note, operationId: writeNote, requestBody: { contentType: text/plain, payload: hello } }]`;
    const { diagnostics } = await loadPets(text, { supply: { note: { body: { a: 1 } } } });
    expect(diagnostics.filter(stops).map(({ code }) => code)).toEqual(['supply/unknown']);
  });

  test('names a step in full where several workflows have one', async () => {
    const twice = ['one', 'two']
      .map(
        (id) => `
  - workflowId: ${id}
    steps: [{ stepId: look, operationId: getPet }]`,
      )
      .join('');
    const { diagnostics } = await loadPets(twice, { supply: { look: { path: { petId: '1' } } } });
    expect(diagnostics.flatMap(({ hint }) => hint ?? []).join()).toContain('one/look, two/look');
    const supply = { 'one/look': { path: { petId: '1' } }, 'two/look': { path: { petId: '2' } } };
    const { plan } = await loadPets(twice, { supply });
    const transport = answering({});
    await run(plan!, { workflowId: 'two', transport, supply, credentials: {} });
    expect(transport.requests.map(({ url }) => url)).toEqual(['https://pets.example/pets/2']);
  });
});

describe('what is wanted', () => {
  test('is what operations require and nothing gives; with it, nothing is', async () => {
    const { draft } = await loadPets(lacking);
    const wanted = wantedSupply(draft!, reachableCalls(draft!));
    expect(wanted.map(({ stepId, in: part, name }) => [stepId, part, name])).toEqual([
      ['look', 'path', 'petId'],
      ['find', 'query', 'q'],
      ['create', 'body', 'name'],
      ['again', 'body', 'name'],
    ]);
    const supply = wanted.reduce<Supply>((all, want) => withValue(all, want, 'x'), {});
    const { plan } = await loadPets(lacking, { supply });
    expect(wantedSupply(plan!, reachableCalls(plan!))).toEqual([]);
  });

  test('is also what the document gives and no request can have', async () => {
    const unfit = `
  - workflowId: main
    inputs: { type: object, properties: { text: { type: string }, map: { type: object }, any: {}, list: { type: array } } }
    steps:
      - { stepId: first, operationId: listPets, outputs: { all: $response.body } }
      - { stepId: look, operationId: getPet, parameters: [{ name: petId, in: path, value: $inputs.map }] }
      - { stepId: again, operationId: getPet, parameters: [{ name: petId, in: path, value: $steps.first.outputs.none }] }
      - { stepId: any, operationId: getPet, parameters: [{ name: petId, in: path, value: $inputs.any }] }
      - stepId: create
        operationId: createPet
        requestBody: { payload: { name: $inputs.text, tags: $inputs.text, owner: $inputs.map, age: $steps.first.outputs.all } }
      - stepId: text
        operationId: createPet
        requestBody: { contentType: application/json, payload: '{ "name": "{$inputs.text}", "age": {$inputs.list} }' }
      - stepId: lacking
        operationId: createPet
        requestBody: { contentType: application/json, payload: '{ "age": 1, "note": "of {$inputs.text}" }' }
      - stepId: whole
        operationId: createPet
        requestBody: { payload: $inputs.list }`;
    const { draft } = await loadPets(unfit);
    const wanted = wantedSupply(draft!, reachableCalls(draft!));
    expect(wanted.map(({ stepId, in: part, name }) => [stepId, part, name])).toEqual([
      ['look', 'path', 'petId'],
      ['again', 'path', 'petId'],
      ['create', 'body', 'tags'],
      ['text', 'body', undefined],
      ['lacking', 'body', undefined],
      ['whole', 'body', undefined],
    ]);
    const supply: Supply = {
      look: { path: { petId: '1' } },
      again: { path: { petId: '2' } },
      create: { body: { tags: ['a'] } },
      text: { body: { name: 'Rex' } },
      lacking: { body: { name: 'Max' } },
      whole: { body: { name: 'Bea' } },
    };
    const { plan, diagnostics } = await loadPets(unfit, { supply });
    expect(diagnostics.filter(stops)).toEqual([]);
    expect(wantedSupply(plan!, reachableCalls(plan!))).toEqual([]);
    const transport = answering({ json: 3 });
    const inputs = { text: 'Tom', map: {}, any: 'x', list: [] };
    await run(plan!, { transport, supply, inputs, credentials: {} });
    const bodies = transport.requests.flatMap(({ body }) => (body === undefined ? [] : String(body)));
    expect(transport.requests.map(({ url }) => url)).toContain('https://pets.example/pets/2');
    expect(bodies.at(-1)).toBe('{"name":"Bea"}');
  });
});
