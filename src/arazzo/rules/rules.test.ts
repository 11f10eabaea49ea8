import { readdirSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { readText } from '../../text/read-text.ts';
import { parse } from '../parse.ts';
import { rules } from './index.ts';

/** A document from parts; `steps` are the steps of workflow `w`, and workflow `other` has one step `o`. */
function document({
  steps = '{stepId: s, operationId: op}',
  workflow = '',
  components = '{}',
  sources = '{name: api, url: a.yaml}',
  more = '',
  version = '1.0.1',
} = {}): string {
  return `arazzo: ${version}
info: {title: T, version: '1'}
sourceDescriptions: [${sources}]
workflows:
  - {workflowId: w, steps: [${steps}]${workflow && `, ${workflow}`}}
  - {workflowId: other, steps: [{stepId: o, operationId: op}]}
  ${more && `- ${more}`}
components: ${components}`;
}

const step = (fields: string) => ({ steps: `{stepId: s, operationId: op, ${fields}}` });
const calling = (fields: string) => ({ steps: `{stepId: s, workflowId: other, ${fields}}` });
const failing = (action: string) => step(`onFailure: [{name: a, ${action}}]`);

function findings(parts: Parameters<typeof document>[0]): string[] {
  const { located } = readText(document(parts), 'a.yaml');
  const { description, diagnostics } = parse(located!);
  expect(diagnostics).toEqual([]);
  return rules
    .flatMap((rule) => rule(description!, located!))
    .map(({ code, severity, place, hint }) => {
      expect(hint).toBeTruthy();
      return `${code} ${severity} ${place!.pointer}`;
    });
}

const s0 = '/workflows/0/steps/0';
const parameters = '{parameters: {p: {name: p, in: query, value: 1}, h: {name: X-A, in: header, value: 1}}}';
const actions =
  '{successActions: {stop: {name: stop, type: end}}, failureActions: {again: {name: again, type: retry}}}';

describe('each rule finds', () => {
  it.each<[string, Parameters<typeof document>[0], string[]]>([
    [
      'a source name given twice (B1)',
      { sources: '{name: a, url: a}, {name: a, url: b}' },
      ['document/duplicate-name error /sourceDescriptions/1/name'],
    ],
    [
      'a workflowId given twice (D1)',
      { more: '{workflowId: w, steps: [{stepId: s, operationId: o}]}' },
      ['document/duplicate-name error /workflows/2/workflowId'],
    ],
    [
      'a stepId given twice (E1)',
      { steps: '{stepId: s, operationId: a}, {stepId: s, operationId: b}' },
      ['document/duplicate-name error /workflows/0/steps/1/stepId'],
    ],
    [
      'stepIds that differ by case (E1)',
      { steps: '{stepId: s, operationId: a}, {stepId: S, operationId: b}' },
      ['document/duplicate-name warning /workflows/0/steps/1/stepId'],
    ],
    [
      'a source name that expressions cannot spell (B2)',
      { sources: '{name: a b, url: a}' },
      ['document/invalid-name warning /sourceDescriptions/0/name'],
    ],
    [
      'the same, named by an expression (B2)',
      { sources: '{name: a.b, url: a}', steps: '{stepId: s, operationId: $sourceDescriptions.a.b.op}' },
      ['document/invalid-name error /sourceDescriptions/0/name'],
    ],
    [
      'a stepId that expressions cannot spell (E1)',
      { steps: '{stepId: s.1, operationId: a}' },
      [`document/invalid-name warning ${s0}/stepId`],
    ],
    [
      'an empty stepId (E1)',
      { steps: "{stepId: '', operationId: a}" },
      [`document/invalid-name error ${s0}/stepId`],
    ],
    [
      'a workflowId that expressions cannot spell (D1)',
      { more: '{workflowId: a/b, steps: [{stepId: s, operationId: o}]}' },
      ['document/invalid-name warning /workflows/2/workflowId'],
    ],
    [
      'a wrong name of a workflow output (D6)',
      { workflow: 'outputs: {a b: $inputs.a}' },
      ['document/invalid-name error /workflows/0/outputs/a b'],
    ],
    [
      'a wrong name of a step output (E14)',
      step('outputs: {ä: $statusCode}'),
      [`document/invalid-name error ${s0}/outputs/ä`],
    ],
    [
      'a wrong name of a component (L1)',
      { components: '{inputs: {a/b: true}}' },
      ['document/invalid-name error /components/inputs/a~1b'],
    ],
    [
      'a source url with a space (B3)',
      { sources: "{name: a, url: 'a b.yaml'}" },
      ['source/invalid-url error /sourceDescriptions/0/url'],
    ],
    [
      'an empty source url (B3)',
      { sources: "{name: a, url: ''}" },
      ['source/invalid-url error /sourceDescriptions/0/url'],
    ],
    [
      'a source url with a bad port (B3)',
      { sources: "{name: a, url: 'https://a:99999/'}" },
      ['source/invalid-url error /sourceDescriptions/0/url'],
    ],
    ['a step without a target (E2)', { steps: '{stepId: s}' }, [`document/missing-field error ${s0}`]],
    [
      'a step with two targets (E2)',
      step('workflowId: other'),
      [`document/conflicting-fields error ${s0}/workflowId`],
    ],
    [
      'a goto to an unknown step (H7)',
      failing('type: goto, stepId: t'),
      [`document/unknown-reference error ${s0}/onFailure/0/stepId`],
    ],
    [
      'a goto to a step of another workflow (H7)',
      failing('type: goto, stepId: o'),
      [`document/unknown-reference error ${s0}/onFailure/0/stepId`],
    ],
    [
      'a goto to an unknown workflow (H7)',
      failing('type: goto, workflowId: no'),
      [`document/unknown-reference error ${s0}/onFailure/0/workflowId`],
    ],
    [
      'a reusable goto to a step that is not in its workflow (L4)',
      {
        ...step('onSuccess: [{reference: $components.successActions.a}]'),
        components: '{successActions: {a: {name: a, type: goto, stepId: o}}}',
      },
      [`document/unknown-reference error ${s0}/onSuccess/0/reference`],
    ],
    [
      'a step that calls an unknown workflow (E7)',
      { steps: '{stepId: s, workflowId: othr}' },
      [`document/unknown-reference error ${s0}/workflowId`],
    ],
    [
      'dependsOn of an unknown workflow (D3)',
      { workflow: 'dependsOn: [none]' },
      ['document/unknown-reference error /workflows/0/dependsOn/0'],
    ],
    [
      'dependsOn in a circle (D3)',
      {
        workflow: 'dependsOn: [x]',
        more: '{workflowId: x, dependsOn: [w], steps: [{stepId: s, operationId: o}]}',
      },
      [
        'document/conflicting-fields error /workflows/0/dependsOn/0',
        'document/conflicting-fields error /workflows/2/dependsOn/0',
      ],
    ],
    [
      'dependsOn that names a workflow twice (D3)',
      { workflow: 'dependsOn: [other, other]' },
      ['document/duplicate-name error /workflows/0/dependsOn/1'],
    ],
    [
      'a retry by way of a step that has actions (H14)',
      failing('type: retry, stepId: s'),
      [`document/ignored-field warning ${s0}/onFailure/0/stepId`],
    ],
    [
      'a parameter given twice (D7)',
      step('parameters: [{name: a, in: query, value: 1}, {name: a, in: query, value: 2}]'),
      [`document/duplicate-name error ${s0}/parameters/1`],
    ],
    [
      'a header given twice in another case (F1)',
      step('parameters: [{name: A, in: header, value: 1}, {name: a, in: header, value: 2}]'),
      [`document/duplicate-name error ${s0}/parameters/1`],
    ],
    [
      'a header given twice, once by reference (F1)',
      {
        ...step('parameters: [{reference: $components.parameters.h}, {name: x-a, in: header, value: 2}]'),
        components: parameters,
      },
      [`document/duplicate-name error ${s0}/parameters/1`],
    ],
    [
      'a parameter given twice at a workflow (D7)',
      { workflow: 'parameters: [{name: a, in: path, value: 1}, {name: a, in: path, value: 1}]' },
      ['document/duplicate-name error /workflows/0/parameters/1'],
    ],
    [
      'an operation parameter without a location (F2)',
      step('parameters: [{name: a, value: 1}]'),
      [`document/missing-field error ${s0}/parameters/0`],
    ],
    [
      'a workflow parameter without a location (F2)',
      { workflow: 'parameters: [{name: a, value: 1}]' },
      ['document/missing-field error /workflows/0/parameters/0'],
    ],
    [
      'a location on a parameter of a workflow step (F3)',
      calling('parameters: [{name: a, in: query, value: 1}]'),
      [`document/ignored-field warning ${s0}/parameters/0/in`],
    ],
    [
      'an override with null (F4)',
      {
        ...step('parameters: [{name: a, in: query, value: null}]'),
        workflow: 'parameters: [{name: a, in: query, value: 1}]',
      },
      [`document/ignored-field warning ${s0}/parameters/0/value`],
    ],
    [
      'an override with null beside a reference (F4, L3)',
      {
        ...step('parameters: [{reference: $components.parameters.p, value: null}]'),
        workflow: 'parameters: [{name: p, in: query, value: 1}]',
        components: parameters,
      },
      [`document/ignored-field warning ${s0}/parameters/0/value`],
    ],
    [
      'a request body of a workflow step (E12)',
      calling('requestBody: {payload: 1}'),
      [`document/ignored-field warning ${s0}/requestBody`],
    ],
    [
      'an action given twice (D7)',
      step('onFailure: [{name: a, type: end}, {name: a, type: retry}]'),
      [`document/duplicate-name error ${s0}/onFailure/1`],
    ],
    [
      'a goto without a target (H7)',
      failing('type: goto'),
      [`document/missing-field error ${s0}/onFailure/0`],
    ],
    [
      'a goto with two targets (H7)',
      failing('type: goto, stepId: s, workflowId: w'),
      [`document/conflicting-fields error ${s0}/onFailure/0/workflowId`],
    ],
    [
      'an end with a target (H15)',
      failing('type: end, stepId: s'),
      [`document/ignored-field warning ${s0}/onFailure/0/stepId`],
    ],
    [
      'an end with a retryLimit (H15)',
      failing('type: end, retryLimit: 1'),
      [`document/ignored-field warning ${s0}/onFailure/0/retryLimit`],
    ],
    [
      'a negative retryAfter (H10)',
      failing('type: retry, retryAfter: -0.5'),
      [`document/wrong-type error ${s0}/onFailure/0/retryAfter`],
    ],
    [
      'a negative retryLimit (H12)',
      { components: '{failureActions: {a: {name: a, type: retry, retryLimit: -1}}}' },
      ['document/wrong-type error /components/failureActions/a/retryLimit'],
    ],
    [
      'a regex without a context (I2)',
      step('successCriteria: [{condition: a, type: regex}]'),
      [`document/missing-field error ${s0}/successCriteria/0`],
    ],
    [
      'a context without a type (I2)',
      step('successCriteria: [{condition: a, context: $response.body}]'),
      [`document/ignored-field warning ${s0}/successCriteria/0/context`],
    ],
    [
      'a JSONPath without a type (I3)',
      step('successCriteria: [{condition: $.a == 1}]'),
      [`document/missing-field error ${s0}/successCriteria/0/condition`],
    ],
    [
      'the same in the criteria of an action (I3)',
      failing('type: end, criteria: [{condition: "$[0]"}]'),
      [`document/missing-field error ${s0}/onFailure/0/criteria/0/condition`],
    ],
    [
      'an unknown version of a type (J1)',
      step(
        'successCriteria: [{condition: a, context: $response.body, type: {type: xpath, version: xpath-11}}]',
      ),
      [`document/wrong-type error ${s0}/successCriteria/0/type/version`],
    ],
    [
      'a version that came with 1.1 (J1)',
      step(
        'successCriteria: [{condition: a, context: $response.body, type: {type: jsonpath, version: rfc9535}}]',
      ),
      [`document/newer-field error ${s0}/successCriteria/0/type/version`],
    ],
    [
      'a reference to no component (D7)',
      { ...step('parameters: [{reference: $components.parameters.q}]'), components: parameters },
      [`document/unknown-reference error ${s0}/parameters/0/reference`],
    ],
    [
      'a reference to the wrong kind (D7)',
      { ...step('onFailure: [{reference: $components.successActions.stop}]'), components: actions },
      [`document/unknown-reference error ${s0}/onFailure/0/reference`],
    ],
    [
      'a reference of another syntax (L2)',
      { ...step("parameters: [{reference: '#/components/parameters/p'}]"), components: parameters },
      [`document/unknown-reference error ${s0}/parameters/0/reference`],
    ],
    [
      'a reference to a member every object has (L2)',
      step('parameters: [{reference: $components.parameters.constructor}]'),
      [`document/unknown-reference error ${s0}/parameters/0/reference`],
    ],
    [
      'a value beside a reference to an action (L3)',
      { ...step('onSuccess: [{reference: $components.successActions.stop, value: 1}]'), components: actions },
      [`document/ignored-field warning ${s0}/onSuccess/0/value`],
    ],
    [
      'a channel without an action (E8)',
      { steps: '{stepId: s, channelPath: $sourceDescriptions.api.url#/channels/c}', version: '1.1.0' },
      [`document/missing-field error ${s0}`],
    ],
    [
      'an action of a workflow step (E8)',
      { steps: '{stepId: s, workflowId: w, action: send}', version: '1.1.0' },
      [`document/conflicting-fields error ${s0}/action`],
    ],
    [
      'a correlation id of a step that sends (E8)',
      { ...step('action: send, correlationId: c'), version: '1.1.0' },
      [`document/conflicting-fields error ${s0}/correlationId`],
    ],
    [
      'a request body of a step that receives (E12)',
      { ...step('action: receive, requestBody: {payload: 1}'), version: '1.1.0' },
      [`document/ignored-field warning ${s0}/requestBody`],
    ],
  ])('%s', (_, parts, expected) => {
    expect(findings(parts)).toEqual(expected);
  });
});

describe('each rule lets pass', () => {
  it.each<[string, Parameters<typeof document>[0]]>([
    ['a plain document', {}],
    [
      'equal stepIds in different workflows (E1)',
      { more: '{workflowId: x, steps: [{stepId: s, operationId: o}]}' },
    ],
    [
      'names with all allowed characters (B2, D1, D6)',
      {
        sources: '{name: a-b_C1, url: a}',
        steps: '{stepId: s-_1, operationId: a, outputs: {a.b-c_d: $statusCode}}',
      },
    ],
    [
      'relative, absolute and fragment urls (B3)',
      {
        sources:
          "{name: a, url: ../a.yaml}, {name: b, url: 'https://[::1]:8/a?b=c#d'}, {name: c, url: 'file:///a%20b'}",
      },
    ],
    ['a step that calls a workflow (E2, E7)', { steps: '{stepId: s, workflowId: other}' }],
    [
      'a step that uses an operationPath (E2)',
      { steps: "{stepId: s, operationPath: '{$sourceDescriptions.api.url}#/paths/~1a/get'}" },
    ],
    [
      'a goto to a step and to a workflow (H7)',
      step('onSuccess: [{name: a, type: goto, stepId: s}, {name: b, type: goto, workflowId: other}]'),
    ],
    [
      'one name in two locations (D7)',
      step('parameters: [{name: a, in: query, value: 1}, {name: a, in: header, value: 2}]'),
    ],
    [
      'query names that differ by case (F1)',
      step('parameters: [{name: a, in: query, value: 1}, {name: A, in: query, value: 2}]'),
    ],
    ['parameters of a workflow step without location (F3)', calling('parameters: [{name: a, value: 1}]')],
    [
      'a reusable parameter with a location for a workflow step (F3)',
      { ...calling('parameters: [{reference: $components.parameters.p}]'), components: parameters },
    ],
    [
      'null for a parameter that the workflow does not give (F4)',
      step('parameters: [{name: a, in: query, value: null}]'),
    ],
    [
      'an override with a value (F4)',
      {
        ...step('parameters: [{name: a, in: query, value: 2}]'),
        workflow: 'parameters: [{name: a, in: query, value: 1}]',
      },
    ],
    [
      'one action name on both levels (D5)',
      { ...failing('type: end'), workflow: 'failureActions: [{name: a, type: end}]' },
    ],
    ['a retry with its fields (H10, H12)', failing('type: retry, retryAfter: 0.5, retryLimit: 0')],
    [
      'a simple criterion with its type and no context (I2)',
      step('successCriteria: [{condition: $statusCode == 200, type: simple}]'),
    ],
    [
      'references to the right kind (D7, L3)',
      { ...step('parameters: [{reference: $components.parameters.p, value: 2}]'), components: parameters },
    ],
    [
      'references to actions (D7)',
      {
        ...step(
          'onSuccess: [{reference: $components.successActions.stop}], onFailure: [{reference: $components.failureActions.again}]',
        ),
        components: actions,
      },
    ],
    [
      'components that nothing uses, although not supported (L1)',
      { components: '{failureActions: {a: {name: a, type: retry, stepId: nowhere}}}' },
    ],
  ])('%s', (_, parts) => {
    expect(findings(parts)).toEqual([]);
  });
});

test('a near miss is named', () => {
  const { located } = readText(document(failing('type: goto, workflowId: Other')), 'a.yaml');
  const [finding] = rules.flatMap((rule) => rule(parse(located!).description!, located!));
  expect(finding).toMatchObject({
    message: '"Other" is not a workflow of this document.',
    hint: 'Did you mean other?',
  });
});

test('every rule file is in the list', () => {
  const files = readdirSync(import.meta.dirname).filter((file) =>
    /^(?!index|rule\.|.*\.test\.).*\.ts$/.test(file),
  );
  expect(rules).toHaveLength(files.length);
});
