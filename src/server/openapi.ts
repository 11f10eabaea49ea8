import { storedStatuses } from '../journal/store.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const answer = (description: string, schema: object) => ({ description, ...json(schema) });
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});
const runId = { name: 'runId', in: 'path', required: true, schema: { type: 'string' } };
const query = (name: string, schema: object, description: string) => ({
  name,
  in: 'query',
  schema,
  description,
});
const time = { type: 'integer', description: 'Milliseconds since the Unix epoch.' };
const text = { type: 'string' };

const startBody = {
  type: 'object',
  additionalProperties: false,
  properties: {
    document: { ...text, description: 'May be left out where one is served.' },
    workflow: { ...text, description: 'May be left out where the document has one.' },
    runId: { ...text, maxLength: 255, description: 'The same id again is the same run.' },
    key: { ...text, maxLength: 255, description: 'Runs with the same key run one after the other.' },
    inputs: { type: 'object' },
  },
};

const verdict = {
  type: 'object',
  required: ['happened'],
  additionalProperties: false,
  properties: {
    happened: { type: 'boolean' },
    answer: {
      type: 'object',
      required: ['statusCode'],
      additionalProperties: false,
      properties: {
        statusCode: { type: 'integer', minimum: 100, maximum: 599 },
        headers: { type: 'object', additionalProperties: text },
        body: {},
      },
    },
  },
};

const schemas = {
  Run: {
    type: 'object',
    required: ['runId', 'workflowId', 'status', 'startedAt', 'changedAt', 'isBlocked'],
    properties: {
      runId: text,
      workflowId: text,
      planHash: text,
      status: { enum: storedStatuses },
      startedAt: time,
      changedAt: time,
      dueAt: time,
      key: text,
      isBlocked: { type: 'boolean', description: 'Whether it waits for a run with the same key.' },
      reason: { type: 'object' },
    },
  },
  RunView: {
    allOf: [ref('Run')],
    type: 'object',
    required: ['inputs', 'outputs', 'steps', 'diagnostics'],
    properties: {
      inputs: { type: 'object' },
      outputs: { type: 'object' },
      steps: { type: 'array', items: { type: 'object' } },
      diagnostics: { type: 'array', items: ref('Diagnostic') },
    },
  },
  Diagnostic: {
    type: 'object',
    required: ['code', 'severity', 'message'],
    properties: {
      code: text,
      severity: { enum: ['error', 'hazard', 'warning', 'info'] },
      message: text,
      hint: text,
    },
  },
  Problem: {
    type: 'object',
    required: ['type', 'title', 'status', 'code', 'diagnostics'],
    properties: {
      type: text,
      title: text,
      status: { type: 'integer' },
      detail: text,
      code: text,
      diagnostics: { type: 'array', items: ref('Diagnostic') },
    },
  },
  Reply: {
    type: 'object',
    required: ['run', 'diagnostics'],
    properties: {
      run: ref('Run'),
      created: { type: 'boolean', description: 'Of a start: whether it was started now.' },
      diagnostics: { type: 'array', items: ref('Diagnostic') },
    },
  },
};

const refused = {
  '400': problem('The request is not as it must be.'),
  '401': problem('The token is missing or wrong.'),
  '404': problem('There is no such thing.'),
  '503': problem('It cannot be done now.'),
};

/** Something that is asked of a run. */
const act = (operationId: string, summary: string, more: object = {}) => ({
  post: {
    operationId,
    summary,
    parameters: [runId],
    ...more,
    responses: {
      '200': answer('How it stands.', ref('Reply')),
      '409': problem('It cannot be done to this run.'),
      ...refused,
    },
  },
});

const open = (operationId: string, summary: string, responses: object) => ({
  get: { operationId, summary, security: [], responses },
});

/** The server as an OpenAPI description. */
export const openapi = {
  openapi: '3.1.0',
  info: {
    title: 'Heddle',
    version: '1',
    description: 'Starts runs of Arazzo workflows and tells how they go.',
  },
  servers: [{ url: '/' }],
  security: [{ token: [] }],
  paths: {
    '/runs': {
      post: {
        operationId: 'startRun',
        summary: 'Start a run, or attach to the one that has its id',
        requestBody: { required: true, ...json(startBody) },
        responses: {
          '200': answer('There was such a run.', ref('Reply')),
          '201': answer('It was started.', ref('Reply')),
          '409': problem('The id belongs to a run with something else.'),
          '413': problem('The body is too large.'),
          '415': problem('The body is not JSON.'),
          '422': problem('The inputs do not fit.'),
          ...refused,
        },
      },
      get: {
        operationId: 'listRuns',
        summary: 'List runs, the latest first',
        parameters: [
          query('status', { type: 'array', items: { enum: storedStatuses } }, 'Only runs that stand so.'),
          query('workflow', text, 'Only runs of this workflow.'),
          query('key', text, 'Only runs with this key.'),
          query('limit', { type: 'integer', minimum: 1, maximum: 1000, default: 50 }, 'At most so many.'),
          query('cursor', text, 'Of the page before.'),
        ],
        responses: {
          '200': answer('A page of runs.', {
            type: 'object',
            required: ['runs'],
            properties: { runs: { type: 'array', items: ref('Run') }, cursor: text },
          }),
          ...refused,
        },
      },
    },
    '/runs/{runId}': {
      get: {
        operationId: 'getRun',
        summary: 'A run with all that its journal tells',
        parameters: [runId],
        responses: { '200': answer('The run.', ref('RunView')), ...refused },
      },
    },
    '/runs/{runId}/events': {
      get: {
        operationId: 'watchRun',
        summary: 'What happens in a run, as server-sent events',
        parameters: [runId],
        responses: {
          '200': {
            description: 'Events: run, begins, done, aside, ended.',
            content: { 'text/event-stream': { schema: text } },
          },
          ...refused,
        },
      },
    },
    '/runs/{runId}/cancel': act('cancelRun', 'End a run'),
    '/runs/{runId}/resume': act('resumeRun', 'Go on with a run now'),
    '/runs/{runId}/settle': act('settleRun', 'Say what came of a call in doubt', {
      requestBody: { required: true, ...json(verdict) },
    }),
    '/metrics': {
      get: {
        operationId: 'getMetrics',
        summary: 'Counts, for Prometheus',
        responses: {
          '200': { description: 'Counts.', content: { 'text/plain': { schema: text } } },
          '401': refused['401'],
        },
      },
    },
    '/health': open('getHealth', 'Whether the process works', {
      '200': answer('It does.', { type: 'object' }),
    }),
    '/ready': open('getReadiness', 'Whether it takes runs', {
      '200': answer('It does.', { type: 'object' }),
      '503': answer('It does not now.', { type: 'object' }),
    }),
    '/openapi.json': open('getDescription', 'This description', {
      '200': answer('An OpenAPI description.', { type: 'object' }),
    }),
  },
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } }, schemas },
} as const;
