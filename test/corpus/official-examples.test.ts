import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { stops } from '../../src/diagnostics/diagnostic.ts';
import { rehearse } from '../../src/rehearse.ts';
import { animals, corrections } from './corrected-examples.ts';

const examples = fileURLToPath(new URL('../../../shared/arazzo-fixtures/examples/', import.meta.url));

/** The pet store of another project, which one example uses. */
const petStore = fileURLToPath(
  new URL(
    '../../../shared/corpus/files/swagger-api/swagger-petstore/src/main/resources/openapi.yaml',
    import.meta.url,
  ),
);

/** Descriptions that stand beside their examples, which name them by the repository that both are published in. */
const beside: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '1.0.0/bnpl-arazzo.yaml': { BnplApi: '1.0.0/bnpl-openapi.yaml' },
};

/**
 * What comes of each official example against mocks of its own descriptions, repaired where one reading is left and with made values for what it
 * does not give: how each workflow ends, or the codes of what stops the document.
 */
const outcomes: Readonly<Record<string, Readonly<Record<string, string>> | readonly string[]>> = {
  // Its description was never published.
  '1.0.0/ExtendedParametersExample.arazzo.yaml': ['source/unavailable'],
  '1.0.0/FAPI-PAR.arazzo.yaml': { 'OIDC-PAR-AuthzCode': 'completed' },
  // Its description is the pet store of another project.
  '1.0.0/LoginAndRetrievePets.arazzo.yaml': ['source/unavailable'],
  '1.0.0/bnpl-arazzo.yaml': { ApplyForLoanAtCheckout: 'completed' },
  '1.0.0/oauth.arazzo.yaml': {
    'refresh-token-flow': 'completed',
    'client-credentials-flow': 'completed',
    'authorization-code-flow': 'completed',
  },
  '1.0.0/pet-coupons.arazzo.yaml': {
    'apply-coupon': 'completed',
    'buy-available-pet': 'completed',
    'place-order': 'completed',
  },
};

/** How each workflow ends once a person has corrected what `corrections` says. */
const correctedOutcomes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '1.0.0/ExtendedParametersExample.arazzo.yaml': { 'animal-workflow': 'completed' },
  '1.0.0/LoginAndRetrievePets.arazzo.yaml': { loginUserRetrievePet: 'completed' },
  '1.0.0/bnpl-arazzo.yaml': { ApplyForLoanAtCheckout: 'completed' },
  '1.0.0/pet-coupons.arazzo.yaml': {
    'apply-coupon': 'completed',
    'buy-available-pet': 'completed',
    'place-order': 'completed',
  },
};

/** Descriptions of corrected examples: beside them, in another published repository, or made here. */
function descriptions(folder: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const made = join(folder, 'animals.yaml');
  writeFileSync(made, animals);
  return {
    '1.0.0/ExtendedParametersExample.arazzo.yaml': { animals: made },
    '1.0.0/LoginAndRetrievePets.arazzo.yaml': { petStoreDescription: petStore },
    '1.0.0/bnpl-arazzo.yaml': { BnplApi: join(examples, '1.0.0/bnpl-openapi.yaml') },
    '1.0.0/pet-coupons.arazzo.yaml': { 'pet-coupons': join(examples, '1.0.0/pet-coupons.openapi.yaml') },
  };
}

const petPurchase = `arazzo: 1.1.0
info: { title: Pet purchase, version: 1.0.0 }
sourceDescriptions: [{ name: petPurchases, url: ./pet-asyncapi.yaml, type: asyncapi }]
workflows:
  - workflowId: purchase
    inputs:
      type: object
      required: [petId, requestId]
      properties: { petId: { type: integer }, requestId: { type: string } }
    steps:
      - stepId: place
        operationId: $sourceDescriptions.petPurchases.placeOrder
        action: send
        parameters: [{ name: orderRequestId, in: header, value: $inputs.requestId }]
        requestBody: { payload: { petId: $inputs.petId } }
      - stepId: confirm
        channelPath: '{$sourceDescriptions.petPurchases.url}#/channels/confirm-order'
        action: receive
        correlationId: $inputs.requestId
        timeout: 6000
        outputs: { orderId: $message.payload#/orderId }
    outputs: { orderId: $steps.confirm.outputs.orderId }
`;

describe.skipIf(!existsSync(examples))(
  'the official examples against mocks of their own descriptions',
  () => {
    test('are all in the table', () => {
      const found = readdirSync(examples, { recursive: true, encoding: 'utf8' });
      expect(found.filter((path) => /arazzo\.ya?ml$/.test(path)).toSorted()).toEqual(
        Object.keys(outcomes).toSorted(),
      );
    });

    test.each(Object.entries(outcomes))('%s', { timeout: 60_000 }, async (document, outcome) => {
      const sources = Object.fromEntries(
        Object.entries(beside[document] ?? {}).map(([name, path]) => [name, join(examples, path)]),
      );
      const { loaded, workflows } = await rehearse(join(examples, document), {
        mode: 'lenient',
        repair: true,
        supplied: true,
        emulators: false,
        sources,
        fetchText: () =>
          Promise.resolve({ ok: false, reason: 'unknown-host', message: 'Nothing is fetched.' }),
      });
      const stopping = new Set(loaded.diagnostics.filter(stops).map(({ code }) => code));
      const ends = Object.fromEntries(workflows.map(({ workflowId, result }) => [workflowId, result.status]));
      expect(loaded.plan === undefined ? [...stopping] : ends).toEqual(outcome);
      expect(workflows.flatMap(({ wire }) => wire.flatMap(({ unresolved }) => unresolved))).toEqual([]);
      // A parameter that the description does not have is told, and sent all the same.
      const findings = workflows.flatMap(({ exchanges }) => exchanges.flatMap((each) => each.findings));
      expect(findings.filter(({ rejects }) => rejects)).toEqual([]);
    });

    test.each(Object.entries(correctedOutcomes))(
      '%s, corrected',
      { timeout: 60_000 },
      async (name, outcome) => {
        const folder = mkdtempSync(join(tmpdir(), 'corrected-'));
        let text = readFileSync(join(examples, name), 'utf8');
        for (const { find, write } of corrections[name]!) {
          expect(text).toContain(find);
          text = text.replaceAll(find, () => write);
        }
        const document = join(folder, basename(name));
        writeFileSync(document, text);
        const { workflows } = await rehearse(document, {
          supplied: true,
          emulators: false,
          sources: descriptions(folder)[name]!,
        });
        rmSync(folder, { recursive: true });
        const ends = Object.fromEntries(
          workflows.map(({ workflowId, result }) => [workflowId, result.status]),
        );
        expect(ends).toEqual(outcome);
        expect(workflows.flatMap(({ wire }) => wire.flatMap(({ unresolved }) => unresolved))).toEqual([]);
        expect(workflows.flatMap(({ exchanges }) => exchanges.flatMap(({ findings }) => findings))).toEqual(
          [],
        );
      },
    );

    // Only the description of this example lies there; the document that uses it does not.
    test('1.1.0/pet-asyncapi.yaml, by a document of our own in its shape', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'pets-'));
      const document = join(folder, 'pet-asyncapi.arazzo.yaml');
      writeFileSync(document, petPurchase);
      const sources = { petPurchases: join(examples, '1.1.0/pet-asyncapi.yaml') };
      const { loaded, workflows } = await rehearse(document, { sources });
      rmSync(folder, { recursive: true });
      expect(loaded.diagnostics).toEqual([]);
      const [{ result, messages }] = workflows as [(typeof workflows)[number]];
      expect(result.status).toBe('completed');
      expect(result.outputs).toEqual({ orderId: expect.any(Number) as number });
      expect(messages).toEqual([
        { source: 'petPurchases', action: 'send', address: 'place-order', findings: [] },
        { source: 'petPurchases', action: 'receive', address: 'confirm-order', findings: [] },
      ]);
    });
  },
);
