import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { captured, folder, heddle } from '../../../test/cli/heddle.ts';
import { answering } from '../../../test/support/pets.ts';
import type { DocumentDescription } from '../../report/description.ts';

const published = new URL(
  '../../../workflows/failed-payment-dunning/as-published.arazzo.yaml',
  import.meta.url,
).pathname;
const stripe = new URL(
  '../../../workflows/failed-payment-dunning/openapi/stripe.openapi.yaml',
  import.meta.url,
).pathname;
const twilio = new URL(
  '../../../workflows/failed-payment-dunning/openapi/twilio.openapi.yaml',
  import.meta.url,
).pathname;
const copies = ['--source', `stripeApi=${stripe}`, '--source', `twilioApi=${twilio}`];

describe('a description', () => {
  test('tells steps, inputs, outputs, sources and the variables to set', async () => {
    const { code, stdout, stderr } = await heddle(['describe', 'failed-payment-dunning']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const text of [
      'Providers  Stripe, Twilio',
      '  stripeApi  ./openapi/stripe.openapi.yaml',
      '    2. attempt-payment  POST /v1/payment_intents/{intent}/confirm  stripeApi',
      '    amount               integer, required',
      '    customer             string, optional',
      '    brandName            string, default "us"',
      '    dunningMessageSid',
      '      STRIPE_API_KEY\n',
      '      TWILIO_API_KEY and TWILIO_API_SECRET\n',
    ]) {
      expect(stdout).toContain(text);
    }
  });

  test('--json is one object', async () => {
    const { stdout } = await heddle([
      'describe',
      'failed-payment-dunning',
      'failed-payment-dunning',
      '--json',
    ]);
    const { providers, workflows } = JSON.parse(stdout) as DocumentDescription;
    expect(providers).toEqual(['Stripe', 'Twilio']);
    expect(workflows).toHaveLength(1);
    expect(workflows[0]).toMatchObject({
      workflowId: 'failed-payment-dunning',
      steps: [
        { stepId: 'create-payment', source: 'stripeApi', method: 'POST', path: '/v1/payment_intents' },
        {},
        {},
        {},
      ],
      outputs: ['paymentId', 'paymentStatus', 'dunningMessageSid'],
    });
    expect(workflows[0]!.inputs[0]).toMatchObject({ name: 'amount', type: 'integer', required: true });
  });

  test('a document with findings is described as far as it goes, with the findings on stderr', async () => {
    const { code, stdout, stderr } = await heddle(['describe', published, ...copies]);
    expect(code).toBe(0);
    expect(stderr).toContain('[step/operation-not-found]');
    expect(stderr).not.toContain('[credentials/');
    expect(stdout).toContain('1. attempt-payment  POST /v1/payment_intents  stripeApi');
    expect(stdout).toContain('2. dunning-sms');
  });

  test('an unknown workflow is refused with a suggestion', async () => {
    const { code, stdout, stderr } = await heddle([
      'describe',
      'failed-payment-dunning',
      'failed-payment-duning',
      '--json',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean failed-payment-dunning?');
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'refused',
      diagnostics: [{ code: 'workflow/not-found' }],
    });
  });

  test.each([60, 80, 120])('on a terminal of %i columns no line is longer', async (columns) => {
    const stdout = captured({ isTTY: true, columns });
    await heddle(['describe', 'failed-payment-dunning'], { stdout, env: { NO_COLOR: '1' } });
    const long = stdout
      .text()
      .split('\n')
      .filter((line) => line.length > columns && /\s\S+\s/.test(line.trim()));
    expect(long.filter((line) => !/^ +\d\. |^ {2}\w+Api /.test(line))).toEqual([]);
  });
});

describe('drawings', () => {
  test('are Mermaid flowcharts or an SVG image', async () => {
    const flow = await heddle(['describe', 'failed-payment-dunning', '--mermaid']);
    expect(flow).toMatchObject({ code: 0, stderr: '' });
    expect(flow.stdout).toMatch(/^flowchart TD\n {2}start\(\["failed-payment-dunning"\]\)\n/);
    const image = await heddle(['describe', 'failed-payment-dunning', '--svg']);
    expect(image).toMatchObject({ code: 0, stderr: '' });
    expect(image.stdout).toMatch(/^<svg .*POST \/Accounts\/\{AccountSid\}\/Messages\.json.*<\/svg>\n$/s);
  });

  test('are one for each workflow, and an image shows one', async () => {
    const file = join(folder(), 'two.yaml');
    const step = 'steps: [{ stepId: a, workflowId: two }]';
    writeFileSync(
      file,
      `arazzo: 1.0.1\ninfo: { title: T, version: '1' }\nsourceDescriptions: [{ name: s, url: ./s.yaml }]\nworkflows:\n  - { workflowId: one, ${step} }\n  - { workflowId: two, ${step.replace('two', 'one')} }\n`,
    );
    expect((await heddle(['describe', file, '--mermaid'])).stdout.match(/^flowchart TD$/gm)).toHaveLength(2);
    const image = await heddle(['describe', file, '--svg']);
    expect(image).toMatchObject({ code: 2, stdout: '' });
    expect(image.stderr).toContain('workflow/ambiguous');
    expect((await heddle(['describe', file, 'two', '--svg'])).code).toBe(0);
  });
});

describe('the file to fill in', () => {
  test('writes a file with what a run lacks, which a run takes', async () => {
    const place = folder();
    const path = join(place, 'lacking.yaml');
    writeFileSync(
      path,
      `arazzo: 1.0.1
info: { title: Lacking, version: '1' }
sourceDescriptions: [{ name: shop, url: ./shop.yaml, type: openapi }]
workflows:
  - workflowId: main
    inputs: { type: object, required: [count], properties: { count: { type: integer, minimum: 7 }, note: { type: string } } }
    steps:
      - { stepId: order, operationId: order, requestBody: { payload: { count: $inputs.count } } }
`,
    );
    writeFileSync(
      join(place, 'shop.yaml'),
      `openapi: 3.0.3
info: { title: Shop, version: '1' }
servers: [{ url: 'https://{region}.shop.example', variables: { region: { default: eu, enum: [eu, us] } } }]
paths:
  /shops/{shop}/orders:
    post:
      operationId: order
      parameters:
        - { name: shop, in: path, required: true, schema: { type: string, example: corner } }
        - { name: X-Tenant, in: header, required: true, description: Whose order, schema: { type: string, enum: [acme] } }
      requestBody:
        content:
          application/json:
            schema: { type: object, required: [count, item], properties: { count: { type: integer }, item: { type: string, example: tea } } }
      responses: { '200': { description: Ordered } }
`,
    );
    const { code, stdout } = await heddle(['describe', path, '--template']);
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "# Lacking: what the workflow main is given, with --inputs and the name of this file.
      # The values are made up after the schemas: put yours in their place.

      inputs:
        # integer, required
        count: 15
        # string, optional
        # note: note-601

      servers:
        # https://{region}.shop.example
        shop:
          variables:
            # one of eu, us
            region: eu

      supply:
        # POST /shops/{shop}/orders
        order:
          path:
            # required, string
            shop: corner
          header:
            # required, string, one of "acme"
            X-Tenant: acme
          body:
            # required, string
            item: tea
      "
    `);
    const file = join(place, 'given.yaml');
    writeFileSync(file, stdout);
    const { code: ran, sent } = await heddle(['run', path, '--inputs', file], {
      transport: answering({ json: {} }),
    });
    expect(ran).toBe(0);
    expect(sent).toMatchObject([
      { method: 'POST', url: 'https://eu.shop.example/shops/corner/orders', headers: { 'x-tenant': 'acme' } },
    ]);
    expect(JSON.parse(Buffer.from(sent[0]!.body as Uint8Array).toString())).toEqual({
      count: 15,
      item: 'tea',
    });
  });

  describe('of a document that repairs let run', () => {
    const place = folder();
    const path = join(place, 'w.yaml');
    writeFileSync(
      join(place, 'pets.yaml'),
      `openapi: 3.1.0
info: { title: Pets, version: '1' }
servers: [{ url: https://pets.example }]
paths:
  /pets/{petId}:
    get:
      operationId: getPet
      parameters:
        - { name: petId, in: path, required: true, schema: { type: string } }
        - { name: tag, in: query, required: true, schema: { type: string, enum: [a] } }
      responses: { '200': { description: Pet } }
`,
    );
    writeFileSync(
      path,
      `arazzo: 1.0.1
info: { title: Slips, version: '1' }
sourceDescriptions: [{ name: pets, url: ./pets.yaml, type: openapi }]
workflows:
  - workflowId: main
    inputs: { type: object, properties: { id: { type: string, default: p1 } } }
    steps: [{ stepId: look, operationId: GetPet, parameters: [{ name: pet_id, in: path, value: $inputs.id }] }]
`,
    );
    const file = join(place, 'given.yaml');

    test('asks only for what the repaired document does not give, and says so', async () => {
      const { code, stdout, stderr } = await heddle(['describe', path, '--template']);
      expect(code).toBe(0);
      expect(parse(stdout)).toEqual({ inputs: null, supply: { look: { query: { tag: 'a' } } } });
      expect(stdout).toContain('run with --repair');
      expect(stderr).toContain('repair: Write petId in the place of the parameter pet_id.');
      writeFileSync(file, stdout);
      const { code: ran, sent } = await heddle(['run', path, '--repair', '--inputs', file], {
        transport: answering({}),
      });
      expect({ ran, sent: sent.map(({ url }) => url) }).toEqual({
        ran: 0,
        sent: ['https://pets.example/pets/p1?tag=a'],
      });
    });

    test('is what a run and a simulation that lack it name, with the repairs that are not enough', async () => {
      const ran = await heddle(['run', path, '--repair'], { transport: answering({}) });
      const simulated = await heddle(['simulate', path]);
      for (const { code, stderr } of [ran, simulated]) {
        expect(code).toBe(2);
        expect(stderr).toContain(`heddle describe ${path} --template\n`);
      }
      expect(simulated.stderr).toContain('It cannot run as it stands, nor with these repairs:\nrepaired: ');
      writeFileSync(file, (await heddle(['describe', path, '--template'])).stdout);
      expect((await heddle(['simulate', path, '--inputs', file])).code).toBe(0);
    });

    test('has its optional inputs ready to be taken out of their comments', async () => {
      const { stdout } = await heddle(['describe', path, '--template']);
      expect(parse(stdout.replace('# id: p1', 'id: p2'))).toMatchObject({ inputs: { id: 'p2' } });
    });
  });

  test('keeps in comments what strangers wrote into them', async () => {
    const place = folder();
    const evil = 'https://x.example/{v}#\rinputs:\r  a: evil\u2028b: evil';
    const description = {
      openapi: '3.0.3',
      info: { title: 'Shop', version: '1' },
      servers: [{ url: evil, variables: { v: { default: '1', enum: ['1', '2\rsupply: evil'] } } }],
      paths: { '/orders': { get: { operationId: 'list', responses: {} } } },
    };
    writeFileSync(join(place, 'shop.json'), JSON.stringify(description));
    writeFileSync(
      join(place, 'w.yaml'),
      `arazzo: 1.0.1
info: { title: "T\\rinputs: evil", version: '1' }
sourceDescriptions: [{ name: shop, url: ./shop.json, type: openapi }]
workflows:
  - workflowId: main
    inputs: { type: object, required: [a], properties: { a: { type: integer, description: "x\\r  b: evil" } } }
    steps: [{ stepId: list, operationId: list }]
`,
    );
    const { stdout } = await heddle(['describe', join(place, 'w.yaml'), '--template']);
    expect(parse(stdout)).toEqual({
      inputs: { a: expect.any(Number) as number },
      servers: { shop: { variables: { v: '1' } } },
    });
    expect(stdout).not.toMatch(/[\r\u2028]/);
  });
});
