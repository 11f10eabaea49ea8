import type { JsonObject } from '../text/json.ts';
import { olderLocations } from './older-location.ts';
import type { Field, ObjectShape, Shape } from './shape.ts';

// The fixed fields of the specification's objects, in the order of its text (1.0.1, and the names that 1.1.0 added).

const text: Shape = { kind: 'text' };
const any: Shape = { kind: 'any' };
const schema: Shape = { kind: 'schema' };
const optionalText: Field = { shape: text };
const requiredText: Field = { shape: text, required: true };
const outputs: Field = { shape: { kind: 'map', of: { kind: 'expression' } } };

const info: ObjectShape = {
  kind: 'object',
  name: 'info',
  fields: { title: requiredText, summary: optionalText, description: optionalText, version: requiredText },
};

const sourceDescription: ObjectShape = {
  kind: 'object',
  name: 'source description',
  id: 'name',
  fields: {
    name: requiredText,
    url: requiredText,
    type: {
      shape: { kind: 'one-of', values: ['openapi', 'arazzo', 'asyncapi'], since11: ['asyncapi'] },
    },
  },
};

const criterionType: ObjectShape = {
  kind: 'object',
  name: 'criterion expression type',
  fields: {
    type: {
      shape: {
        kind: 'one-of',
        values: ['jsonpath', 'xpath'],
        // The schema of 1.1 has it, but no text says when a pointer passes (clause J4).
        advice: {
          jsonpointer:
            'No version of Arazzo says when a JSON Pointer passes. Write a simple condition: $response.body#/status != null',
        },
      },
      required: true,
    },
    version: requiredText,
  },
};

const criterion: ObjectShape = {
  kind: 'object',
  name: 'criterion',
  shorthand: 'condition',
  synonyms: { expression: 'condition' },
  fields: {
    context: optionalText,
    condition: requiredText,
    type: {
      shape: {
        kind: 'map-or',
        map: criterionType,
        otherwise: { kind: 'one-of', values: ['simple', 'regex', 'jsonpath', 'xpath'] },
      },
    },
    // The published schema of 1.0 has it here, the specification within the type: what is made of it depends on the mode.
    version: optionalText,
  },
};

// Clause H2: if criteria are given, there is at least one.
const successCriteria: Shape = { kind: 'list', of: criterion, filled: true };
const actionCriteria: Shape = { kind: 'list', of: criterion };

const reusable: ObjectShape = {
  kind: 'object',
  name: 'reusable object',
  id: 'reference',
  shorthand: 'reference',
  fields: { reference: requiredText, value: { shape: any } },
  ignoresOthers: true,
};

const orReusable = (shape: ObjectShape): Shape => ({
  kind: 'list',
  of: { kind: 'with-member', has: 'reference', of: reusable, otherwise: shape },
});

const parameter: ObjectShape = {
  kind: 'object',
  name: 'parameter',
  id: 'name',
  fields: {
    name: requiredText,
    in: {
      shape: {
        kind: 'one-of',
        values: ['path', 'query', 'header', 'cookie', 'querystring', 'channel'],
        since11: ['querystring', 'channel'],
        advice: olderLocations,
        admitted: Object.keys(olderLocations),
      },
    },
    value: { shape: any, required: true },
  },
};

const actionFields = {
  name: requiredText,
  workflowId: optionalText,
  stepId: optionalText,
  parameters: { shape: orReusable(parameter), since: '1.1' },
  criteria: { shape: actionCriteria },
} as const satisfies Record<string, Field>;

/** Whether an action says where to go: of success actions, only a goto does. */
const namesTarget = (action: JsonObject): boolean =>
  Object.hasOwn(action, 'stepId') || Object.hasOwn(action, 'workflowId');

const successAction: ObjectShape = {
  kind: 'object',
  name: 'success action',
  id: 'name',
  fields: {
    ...actionFields,
    type: {
      shape: {
        kind: 'one-of',
        values: ['end', 'goto'],
        advice: {
          retry: 'Only a failure action can retry. To poll, let the criteria fail and retry in onFailure.',
        },
      },
      required: true,
      implied: (action) => (namesTarget(action) ? 'goto' : undefined),
    },
  },
  advice: {
    retryAfter: 'Only a failure action can retry.',
    retryLimit: 'Only a failure action can retry.',
  },
};

const failureAction: ObjectShape = {
  kind: 'object',
  name: 'failure action',
  id: 'name',
  fields: {
    ...actionFields,
    type: {
      shape: { kind: 'one-of', values: ['end', 'goto', 'retry'] },
      required: true,
      // What stands beside retryAfter may be where to go first, so that only a retry can be meant.
      implied: (action) =>
        Object.hasOwn(action, 'retryAfter') || Object.hasOwn(action, 'retryLimit') ? 'retry' : undefined,
    },
    retryAfter: { shape: { kind: 'number' } },
    retryLimit: { shape: { kind: 'whole-number' } },
  },
};

const selectorTypes: Shape = { kind: 'one-of', values: ['jsonpath', 'jsonpointer', 'xpath'] };

const selectorType: ObjectShape = {
  kind: 'object',
  name: 'expression type',
  fields: { type: { shape: selectorTypes, required: true }, version: requiredText },
};

const replacement: ObjectShape = {
  kind: 'object',
  name: 'payload replacement',
  fields: {
    target: requiredText,
    targetSelectorType: {
      shape: { kind: 'map-or', map: selectorType, otherwise: selectorTypes },
      since: '1.1',
    },
    value: { shape: any, required: true },
  },
};

const requestBody: ObjectShape = {
  kind: 'object',
  name: 'request body',
  synonyms: { mediaType: 'contentType' },
  fields: {
    contentType: optionalText,
    payload: { shape: any },
    replacements: { shape: { kind: 'list', of: replacement } },
  },
  advice: { content: 'Arazzo has contentType and payload here, unlike OpenAPI.' },
};

const step: ObjectShape = {
  kind: 'object',
  name: 'step',
  id: 'stepId',
  synonyms: { id: 'stepId' },
  inner: {
    body: ['requestBody', 'payload'],
    payload: ['requestBody', 'payload'],
    contentType: ['requestBody', 'contentType'],
    replacements: ['requestBody', 'replacements'],
  },
  fields: {
    stepId: requiredText,
    description: optionalText,
    operationId: optionalText,
    operationPath: optionalText,
    channelPath: { shape: text, since: '1.1' },
    workflowId: optionalText,
    action: { shape: { kind: 'one-of', values: ['send', 'receive'] }, since: '1.1' },
    correlationId: { shape: any, since: '1.1' },
    timeout: { shape: { kind: 'whole-number' }, since: '1.1' },
    dependsOn: { shape: { kind: 'list', of: text, filled: true }, since: '1.1' },
    parameters: { shape: orReusable(parameter) },
    requestBody: { shape: requestBody },
    successCriteria: { shape: successCriteria },
    onSuccess: { shape: orReusable(successAction) },
    onFailure: { shape: orReusable(failureAction) },
    outputs,
  },
};

const workflow: ObjectShape = {
  kind: 'object',
  name: 'workflow',
  id: 'workflowId',
  synonyms: { id: 'workflowId' },
  fields: {
    workflowId: requiredText,
    summary: optionalText,
    description: optionalText,
    inputs: { shape: schema },
    dependsOn: { shape: { kind: 'list', of: text } },
    steps: { shape: { kind: 'list', of: step, filled: true }, required: true },
    successActions: { shape: orReusable(successAction) },
    failureActions: { shape: orReusable(failureAction) },
    outputs,
    parameters: { shape: orReusable(parameter) },
  },
};

const components: ObjectShape = {
  kind: 'object',
  name: 'components',
  fields: {
    inputs: { shape: { kind: 'map', of: schema } },
    parameters: { shape: { kind: 'map', of: parameter } },
    successActions: { shape: { kind: 'map', of: successAction } },
    failureActions: { shape: { kind: 'map', of: failureAction } },
  },
};

/** The Arazzo Description Object: the root of a document, and through it every object of the specification. */
export const arazzoDescription: ObjectShape = {
  kind: 'object',
  name: 'document',
  fields: {
    arazzo: requiredText,
    $self: { shape: text, since: '1.1' },
    info: { shape: info, required: true },
    sourceDescriptions: { shape: { kind: 'list', of: sourceDescription, filled: true }, required: true },
    workflows: { shape: { kind: 'list', of: workflow, filled: true }, required: true },
    components: { shape: components },
  },
};
