import type { CheckValue, CompileSchema, SchemaProblem } from '../../openapi/schema/compile-schema.ts';
import type { JsonSchema } from '../../arazzo/document.ts';
import { essence, isXml } from '../../openapi/media-type.ts';
import type { Parameter, RequestBody } from '../../openapi/operation.ts';
import type { ReceivedRequest } from '../received-request.ts';
import { missingCredentials } from './check-security.ts';
import type { MockOperation } from './mock-operation.ts';
import { readBody } from './read-body.ts';
import { readParameter, type ReceivedParameters, receivedParameters } from './read-parameter.ts';
import { notes, refuses, type RequestFinding } from './request-finding.ts';
import { unresolvedExpressions } from './unresolved-expressions.ts';

/** Header fields that belong to HTTP, to credentials or to tracing, and need no declaration. */
const usualHeaders =
  /^(?:accept(?:-\w+)?|authorization|content-\w+|connection|cookie|host|user-agent|transfer-encoding|idempotency-key|traceparent|tracestate)$/;

/**
 * Holds a request against its operation: parameters, credentials, media type and body (clauses 4.4 to 4.6). Everything that is wrong is told.
 * @param variables The texts of the path's variables.
 */
export function checkRequest(
  mock: MockOperation,
  request: ReceivedRequest,
  variables: ReadonlyMap<string, string>,
  compile: CompileSchema,
): readonly RequestFinding[] {
  const received = receivedParameters(request, variables);
  const { operation } = mock;
  const credentials = missingCredentials(operation.security, received);
  return [
    ...unresolvedExpressions(request).map((each) =>
      refuses('expression', `The expression ${each} was sent as text.`),
    ),
    ...(credentials === undefined ? [] : [refuses('security', credentials, 401)]),
    ...operation.parameters.flatMap((parameter) => checkParameter(mock, parameter, received, compile)),
    ...undeclared(mock, received),
    ...checkBody(mock, request, compile),
  ];
}

function checkParameter(
  mock: MockOperation,
  parameter: Parameter,
  received: ReceivedParameters,
  compile: CompileSchema,
): readonly RequestFinding[] {
  const title = `The ${parameter.in} parameter "${parameter.name}"`;
  if (parameter.in === 'querystring') return [];
  const schema = mock.parameterSchema(parameter);
  const value = readParameter(parameter, schema, received);
  if (value === undefined) {
    return parameter.required ? [refuses('parameter', `${title} is required and was not sent.`)] : [];
  }
  // Schemas are not held against XML here.
  const isChecked = schema !== undefined && !isXml(parameter.mediaType ?? '');
  return isChecked ? problemsOf(compile(schema), value, title, 'parameter') : [];
}

function problemsOf(
  check: CheckValue,
  value: unknown,
  title: string,
  kind: RequestFinding['kind'],
): readonly RequestFinding[] {
  const told = (problem: SchemaProblem): string =>
    `${title}${problem.pointer === '' ? '' : `, at ${problem.pointer},`} ${problem.message}.`;
  return [...new Set(check(value).map(told))].map((message) => refuses(kind, message));
}

/** Parameters that the operation does not have: most servers pay no heed to them. */
function undeclared(
  { operation }: MockOperation,
  { query, headers }: ReceivedParameters,
): readonly RequestFinding[] {
  const declared = (where: Parameter['in']): readonly string[] =>
    operation.parameters.flatMap((parameter) => (parameter.in === where ? parameter.name.toLowerCase() : []));
  const schemes = operation.security.flatMap((requirement) =>
    Object.values(requirement).flatMap(({ scheme }) =>
      scheme?.type === 'apiKey' ? scheme.name.toLowerCase() : [],
    ),
  );
  const takesAll =
    declared('querystring').length > 0 ||
    operation.path.includes('?') ||
    operation.parameters.some(
      ({ in: where, schema }) => where === 'query' && schema?.types.includes('object'),
    );
  const isKnown = (name: string, where: Parameter['in']): boolean =>
    [...declared(where), ...schemes].includes(name.toLowerCase());
  const names = takesAll ? [] : [...new Set(query.map(([name]) => name.replace(/\[.*$/s, '')))];
  return [
    ...names
      .filter((name) => !isKnown(name, 'query'))
      .map((name) => notes('parameter', `The operation has no query parameter "${name}".`)),
    ...Object.keys(headers)
      .filter((name) => !usualHeaders.test(name) && !isKnown(name, 'header'))
      .map((name) => notes('parameter', `The operation has no header "${name}".`)),
  ];
}

function checkBody(
  mock: MockOperation,
  request: ReceivedRequest,
  compile: CompileSchema,
): readonly RequestFinding[] {
  const { requestBody } = mock.operation;
  if (request.body === '') {
    return requestBody?.required === true
      ? [refuses('body', 'The operation requires a body, and none was sent.')]
      : [];
  }
  if (requestBody === undefined) return [notes('body', 'The operation has no body, and one was sent.')];
  const contentType = request.headers['content-type'] ?? '';
  const declared = declaredType(requestBody, contentType);
  if (declared === undefined) {
    const types = Object.keys(requestBody.content);
    if (types.length === 0) return [];
    const sent =
      contentType === ''
        ? 'The body has no media type'
        : `The body is sent as ${essence(contentType) ?? 'something that is no media type'}`;
    return [refuses('media-type', `${sent}; the operation takes ${types.join(', ')}.`, 415)];
  }
  const schema = mock.bodySchema(declared);
  // A range says nothing of how a body is written: a text of whatever kind is what a text is there.
  const isText =
    declared.endsWith('/*') && schema !== undefined && compile(schema)(request.body).length === 0;
  if (isText) return [];
  return checkValue(request.body, contentType, schema, requestBody.content[declared], compile);
}

function checkValue(
  text: string,
  contentType: string,
  schema: JsonSchema | undefined,
  media: RequestBody['content'][string] | undefined,
  compile: CompileSchema,
): readonly RequestFinding[] {
  const body = readBody(text, contentType, schema, media);
  if ('problem' in body) return [refuses('body', body.problem)];
  return 'opaque' in body || schema === undefined
    ? []
    : problemsOf(compile(schema), body.value, 'The body', 'body');
}

/** The declared media type or range that a body's own is of. */
function declaredType({ content }: RequestBody, contentType: string): string | undefined {
  const type = essence(contentType);
  if (type === undefined) return undefined;
  const suffixed = type.replace(/\/.*\+json$/, '/json');
  const candidates = [type, `${type.slice(0, type.indexOf('/'))}/*`, '*/*', suffixed];
  return candidates.find((candidate) => Object.hasOwn(content, candidate));
}
