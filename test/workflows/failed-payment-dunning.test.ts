import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { ArazzoDescription } from '../../src/arazzo/document.ts';
import { parse } from '../../src/arazzo/parse.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Operation } from '../../src/openapi/operation.ts';
import { readDescription } from '../../src/openapi/read/read-description.ts';
import { readOperation } from '../../src/openapi/read/read-operation.ts';
import { compileForm } from '../../src/openapi/serialize/serialize-form.ts';
import { compile } from '../../src/plan/compile.ts';
import { profileOf } from '../../src/providers/profiles.ts';
import { loadDocuments } from '../../src/sources/load-documents.ts';
import { readFile } from '../../src/sources/read-file.ts';
import { beginTexts } from '../../src/sources/texts.ts';
import type { JsonObject } from '../../src/text/json.ts';
import { readText } from '../../src/text/read-text.ts';

const folder = new URL('../../workflows/failed-payment-dunning/', import.meta.url);

const textOf = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

function valueOf(name: string): unknown {
  const { located, diagnostics } = readText(textOf(name), name);
  expect(diagnostics).toEqual([]);
  return located!.value;
}

const published = (valueOf('as-published.arazzo.yaml') as ArazzoDescription).workflows[0]!;
const document = valueOf('failed-payment-dunning.arazzo.yaml') as ArazzoDescription;
const workflow = document.workflows[0]!;
const inputs = workflow.inputs as JsonObject & {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, { readonly default?: unknown; readonly maxLength?: number }>>;
  readonly examples: readonly JsonObject[];
};
const step = (stepId: string) => workflow.steps.find((each) => each.stepId === stepId)!;

/** A fresh copy of the example inputs. */
const example = (): Record<string, unknown> => ({ ...inputs.examples[0] });

describe('the published document', () => {
  test('is kept byte for byte', () => {
    expect(createHash('sha256').update(textOf('as-published.arazzo.yaml')).digest('hex')).toBe(
      'f1c5a77661d406d4152e046a06adf8f88f6909ac0f809fbb07dc3d0d20469ca5',
    );
  });
});

describe('the corrected document', () => {
  test('keeps what the published one promises: its name, steps, inputs and outputs', () => {
    expect(workflow.workflowId).toBe(published.workflowId);
    const steps = workflow.steps.map(({ stepId }) => stepId);
    expect(steps).toEqual(['create-payment', 'attempt-payment', 'read-payment', 'dunning-sms']);
    expect(steps).toEqual(expect.arrayContaining(published.steps.map(({ stepId }) => stepId)));
    expect(inputs.required.toSorted()).toEqual(
      Object.keys((published.inputs as typeof inputs).properties).toSorted(),
    );
    expect(Object.keys(workflow.outputs!)).toEqual(Object.keys(published.outputs!));
    for (const { stepId, outputs } of published.steps) {
      for (const name of Object.keys(outputs!).filter((each) => each !== 'paymentStatus')) {
        expect(step(stepId).outputs).toHaveProperty(name);
      }
    }
  });

  test('texts in one step, which only a payment that needs the customer reaches', () => {
    const texting = workflow.steps.filter(({ operationId }) => operationId?.includes('twilioApi'));
    expect(texting).toEqual([step('dunning-sms')]);
    expect(step('read-payment').onSuccess).toMatchObject([
      { type: 'goto', stepId: 'dunning-sms' },
      { type: 'end' },
      { type: 'end' },
    ]);
    expect(step('read-payment').onSuccess!.at(-1)).not.toHaveProperty('criteria');
  });

  test('repeats a text only after 429, the one refusal after which nothing was sent', () => {
    expect(step('dunning-sms').onFailure).toMatchObject([
      { type: 'retry', criteria: [{ condition: '$statusCode == 429' }] },
    ]);
  });

  test('says 160 characters or less when nothing optional is given, in the alphabet of a single segment', () => {
    const text = bodyText({ brandName: 'us', updateUrl: '' });
    expect(text).toBe(
      `Your payment ${paymentId} to us could not be processed. Please update your card.\n\nReply STOP to opt out.`,
    );
    expect(text.length).toBeLessThanOrEqual(160);
    expect(text).toMatch(/^[A-Za-z0-9 .,:_/\n]+$/);
  });

  test('stays within two segments with the longest brand and link', () => {
    const { brandName, updateUrl } = inputs.properties;
    const longest = bodyText({
      brandName: 'B'.repeat(brandName!.maxLength!),
      updateUrl: 'u'.repeat(updateUrl!.maxLength!),
    });
    expect(longest.length).toBeLessThanOrEqual(2 * 153);
  });

  test('conforms to the official schemas of Arazzo 1.0', ({ skip }) => {
    const schemas = new URL('../../../shared/arazzo-fixtures/schemas/1.0/2025-10-15.json', import.meta.url);
    if (!existsSync(schemas)) skip();
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const validate = ajv.compile(JSON.parse(readFileSync(schemas, 'utf8')) as JsonObject);
    expect(validate(document) ? [] : validate.errors).toEqual([]);
  });
});

describe('the inputs', () => {
  const validate = validator(inputs, { useDefaults: true });

  test('have a complete example, which is refused by the card and needs no key', () => {
    expect(validate(example())).toBe(true);
    expect(inputs.examples[0]).toEqual({
      amount: 1999,
      currency: 'usd',
      paymentMethod: 'pm_card_visa_chargeDeclined',
      accountSid: `AC${'0'.repeat(32)}`,
      fromNumber: '+15005550006',
      toNumber: '+15558675310',
    });
  });

  test('get a default only where a text cannot do without a value', () => {
    const given = example();
    validate(given);
    expect(given).toEqual({ ...example(), brandName: 'us', updateUrl: '' });
  });

  test('may carry all that is optional', () => {
    const full = {
      ...example(),
      customer: 'cus_example000000001',
      messagingServiceSid: `MG${'0'.repeat(32)}`,
      statusCallback: 'https://billing.example/twilio',
      brandName: 'Größe & Søn',
      updateUrl: 'https://billing.example/u/1',
    };
    expect(validate(full)).toBe(true);
  });

  test.each([
    ['amount', 0],
    ['amount', 19.99],
    ['amount', '1999'],
    ['amount', 100_000_000],
    ['currency', 'dollars'],
    ['paymentMethod', ''],
    ['accountSid', '../AC00000000000000000000000000000000'],
    ['accountSid', `AC${'g'.repeat(32)}`],
    ['toNumber', '555-1234'],
    ['toNumber', '+05558675310'],
    ['toNumber', '+15558675310\n'],
    ['fromNumber', ''],
    ['messagingServiceSid', 'SM1'],
    ['statusCallback', 'http://billing.example'],
    ['updateUrl', 'https://billing.example/a b'],
    ['updateUrl', 'billing.example'],
    ['brandName', ''],
    ['brandName', 'Acme\nUrgent: call now'],
    ['costumer', 'cus_example000000001'],
  ])('%s may not be %j', (name, value) => {
    expect(validate({ ...example(), [name]: value })).toBe(false);
  });

  test.each(inputs.required)('%s may not be missing', (name) => {
    const given = example();
    delete given[name];
    expect(validate(given)).toBe(false);
  });
});

describe.each(['openapi/stripe.openapi.yaml', 'openapi/twilio.openapi.yaml'])('%s', (name) => {
  const description = valueOf(name) as JsonObject;
  const nodes = [...walk(description, '')];

  test('every reference leads somewhere', () => {
    const references = nodes.flatMap(({ value }) =>
      typeof value['$ref'] === 'string' ? [value['$ref']] : [],
    );
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((reference) => at(description, reference) === undefined)).toEqual([]);
  });

  test('every component is used', () => {
    const used = new Set(
      nodes.flatMap(({ value }) => (typeof value['$ref'] === 'string' ? [value['$ref']] : [])),
    );
    const kinds = ['parameters', 'headers', 'responses', 'schemas', 'examples'];
    const declared = kinds.flatMap((kind) =>
      Object.keys((at(description, `#/components/${kind}`) ?? {}) as JsonObject).map(
        (each) => `#/components/${kind}/${each}`,
      ),
    );
    expect(declared.filter((each) => !used.has(each))).toEqual([]);
  });

  test('every operation says how it succeeds, how it fails, and what is in its path', () => {
    const paths = Object.entries(description['paths'] as Record<string, JsonObject>);
    for (const [path, item] of paths) {
      const slots = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]);
      const parameters = ((item['parameters'] ?? []) as JsonObject[]).map((each) =>
        resolved(description, each),
      );
      expect(parameters.map((each) => each['name'])).toEqual(slots);
      expect(parameters.every((each) => each['in'] === 'path' && each['required'] === true)).toBe(true);
      for (const method of ['get', 'post'].filter((each) => each in item)) {
        const { operationId, responses } = item[method] as { operationId: string; responses: JsonObject };
        const codes = Object.keys(responses);
        expect([operationId, ...codes]).toEqual(
          expect.arrayContaining(['400', '401', '403', '429', '5XX', 'default']),
        );
        expect([operationId, codes.filter((code) => code.startsWith('2')).length]).toEqual([operationId, 1]);
      }
    }
  });

  test('every example is valid against its schema', () => {
    const media = nodes.filter(({ value }) => 'examples' in value && 'schema' in value);
    expect(media.length).toBeGreaterThan(5);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ ...description, $id: name });
    for (const { value, pointer } of media) {
      const validate = ajv.compile({ $ref: `${name}#${encodeURI(pointer)}/schema` });
      for (const one of Object.values(value['examples'] as Record<string, JsonObject>)) {
        const candidate = resolved(description, one)['value'];
        expect(validate(candidate) ? [] : [pointer, validate.errors]).toEqual([]);
      }
    }
  });

  test('every encoding is for a declared property', () => {
    for (const { value } of nodes.filter((each) => 'encoding' in each.value && 'schema' in each.value)) {
      const { properties } = value['schema'] as { properties: JsonObject };
      for (const property of Object.keys(value['encoding'] as JsonObject)) {
        expect(properties).toHaveProperty(property);
      }
    }
  });

  test('its schemas hold for the official meta-schema', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const { value } of nodes.filter((each) => 'schema' in each.value)) {
      expect(ajv.validateSchema(value['schema'] as JsonObject)).toBe(true);
    }
  });
});

describe('the operations', () => {
  const stripe = operationsOf('openapi/stripe.openapi.yaml');
  const twilio = operationsOf('openapi/twilio.openapi.yaml');

  test('are those that the providers know, at their addresses', () => {
    const named = ({ method, servers, path, operationId }: Operation): string =>
      `${method} ${servers[0]!.url}${path} ${operationId}`;
    expect(stripe.map(named)).toEqual([
      'POST https://api.stripe.com/v1/payment_intents PostPaymentIntents',
      'GET https://api.stripe.com/v1/payment_intents GetPaymentIntents',
      'GET https://api.stripe.com/v1/payment_intents/{intent} GetPaymentIntentsIntent',
      'POST https://api.stripe.com/v1/payment_intents/{intent}/confirm PostPaymentIntentsIntentConfirm',
      'POST https://api.stripe.com/v1/payment_intents/{intent}/cancel PostPaymentIntentsIntentCancel',
      'POST https://api.stripe.com/v1/customers PostCustomers',
      'GET https://api.stripe.com/v1/customers/{customer} GetCustomersCustomer',
    ]);
    const account = 'https://api.twilio.com/2010-04-01/Accounts/{AccountSid}';
    expect(twilio.map(named)).toEqual([
      `POST ${account}/Messages.json createMessage`,
      `GET ${account}/Messages.json listMessage`,
      `GET ${account}/Messages/{Sid}.json fetchMessage`,
      `POST ${account}/Messages/{Sid}.json updateMessage`,
    ]);
  });

  test('want a key of Stripe in either form, and the credentials of Twilio', () => {
    const schemes = ({ security }: Operation) =>
      security.map((each) => Object.values(each).map(({ scheme }) => scheme));
    for (const operation of stripe) {
      expect(schemes(operation)).toEqual([
        [{ type: 'http', scheme: 'bearer' }],
        [{ type: 'http', scheme: 'basic' }],
      ]);
    }
    for (const operation of twilio) expect(schemes(operation)).toEqual([[{ type: 'http', scheme: 'basic' }]]);
  });

  test('write nested fields as the official client of Stripe does', () => {
    const { automatic_payment_methods, metadata } = step('create-payment').requestBody!.payload as JsonObject;
    const mediaType = stripe[0]!.requestBody!.content['application/x-www-form-urlencoded']!;
    const write = compileForm(mediaType);
    expect(write({ automatic_payment_methods, metadata, expand: ['latest_charge'] })).toBe(
      'automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never' +
        '&metadata[workflow]=failed-payment-dunning&expand[0]=latest_charge',
    );
  });

  test('write several media as the official client of Twilio does', () => {
    const write = compileForm(twilio[0]!.requestBody!.content['application/x-www-form-urlencoded']!);
    expect(write({ MediaUrl: ['https://a.example', 'https://b.example'] })).toBe(
      'MediaUrl=https%3A%2F%2Fa.example&MediaUrl=https%3A%2F%2Fb.example',
    );
  });
});

describe('what a check says', () => {
  const codesOf = (diagnostics: readonly Diagnostic[]) => new Set(diagnostics.map(({ code }) => code));

  test('nothing of the corrected document, which can be run', async () => {
    const { plan, diagnostics } = await compiled('failed-payment-dunning.arazzo.yaml');
    expect(diagnostics).toEqual([]);
    expect(plan?.workflows[0]?.workflowId).toBe('failed-payment-dunning');
  });

  test('of the published document, each thing that keeps it from doing what it promises', async () => {
    const { plan, diagnostics } = await compiled('as-published.arazzo.yaml');
    expect(plan).toBeUndefined();
    expect([...codesOf(diagnostics)]).toEqual(
      expect.arrayContaining([
        'source/unavailable',
        'step/operation-not-found',
        'step/missing-path-parameter',
        'template/unbraced-expression',
        'condition/double-quotes',
      ]),
    );
  });

  test('that the operation is missing also when a copy of each source is given', async () => {
    const { diagnostics } = await compiled('as-published.arazzo.yaml', {
      stripeApi: fileURLToPath(new URL('openapi/stripe.openapi.yaml', folder)),
      twilioApi: fileURLToPath(new URL('openapi/twilio.openapi.yaml', folder)),
    });
    expect(codesOf(diagnostics)).not.toContain('source/unavailable');
    expect(codesOf(diagnostics)).toContain('step/operation-not-found');
  });
});

const paymentId = `pi_${'3'.repeat(24)}`;

/** The text that a customer reads. */
function bodyText(values: Readonly<Record<string, string>>): string {
  const { Body } = step('dunning-sms').requestBody!.payload as { Body: string };
  return Body.replace('{$steps.read-payment.outputs.paymentId}', paymentId).replace(
    /\{\$inputs\.(\w+)\}/g,
    (_, name: string) => values[name]!,
  );
}

function validator(schema: JsonObject, options = {}): ValidateFunction {
  return new Ajv2020({ strict: true, ...options }).compile(schema);
}

/** Compiles a document of the folder, without a network, and with the bundled descriptions in the place of what is missing. */
async function compiled(name: string, overrides: Readonly<Record<string, string>> = {}) {
  const { located } = readText(textOf(name), name);
  const { description, diagnostics } = parse(located!);
  const profileFor = (source: string) => profileOf({ name: source, url: '', origins: [] })!;
  const found = { located: located!, location: new URL(name, folder).href };
  const loaded = await loadDocuments(description!, found, {
    overrides,
    texts: beginTexts({
      fetchText: async () => ({ ok: false, reason: 'not-found', message: 'HTTP 404.' }),
      readFile,
    }),
    standIn: (source) => fileURLToPath(new URL(`../../${profileFor(source.name).description}`, folder)),
  });
  const outcome = await compile({
    documents: loaded.documents,
    mode: 'standard',
    outcomesOf: (source, { method, path }, body) =>
      profileFor(source).outcomes?.({ method, path, body }) ?? [],
  });
  return { ...outcome, diagnostics: [...diagnostics, ...loaded.diagnostics, ...outcome.diagnostics] };
}

/** Every operation of a description, read without a finding. */
function operationsOf(name: string): readonly Operation[] {
  const { description, diagnostics } = readDescription(readText(textOf(name), name).located!);
  expect(diagnostics).toEqual([]);
  return description!.operations.map((entry) => {
    const reading = readOperation(description!, entry);
    expect(reading.diagnostics).toEqual([]);
    return reading.operation;
  });
}

function* walk(
  value: unknown,
  pointer: string,
): Generator<{ readonly value: JsonObject; readonly pointer: string }> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield { value: value as JsonObject, pointer };
  for (const [name, child] of Object.entries(value)) {
    yield* walk(child, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

function at(root: unknown, reference: string): unknown {
  const tokens = reference.slice(2).split('/');
  return tokens.reduce<unknown>((value, token) => (value as JsonObject | undefined)?.[token], root);
}

function resolved(root: JsonObject, value: JsonObject): JsonObject {
  return typeof value['$ref'] === 'string' ? (at(root, value['$ref']) as JsonObject) : value;
}
