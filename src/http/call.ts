import type { Placement } from '../credentials/credentials.ts';
import type { HttpRequest } from '../engine/ports.ts';
import { compileTemplate } from '../expression/compile-template.ts';
import { formatSource } from '../expression/format-source.ts';
import type { RequestScope, Scope } from '../expression/scope.ts';
import type { SelectorEngines } from '../expression/selector.ts';
import { UnresolvedValue } from '../expression/unresolved-value.ts';
import { holdsCredential } from '../openapi/credential-place.ts';
import { isJson } from '../openapi/media-type.ts';
import type { Operation } from '../openapi/operation.ts';
import { parameterMedium } from '../openapi/serialize/parameter-medium.ts';
import { parameterOf } from '../openapi/parameter-of.ts';
import { compilePath, compileQueryInPath } from '../openapi/path-template.ts';
import { compileParameter, type ParameterSerializer } from '../openapi/serialize/serialize-parameter.ts';
import type { MultipartBody } from '../openapi/serialize/serialize-multipart.ts';
import { compileQueryString } from '../openapi/serialize/serialize-query-string.ts';
import { UnserializableValue } from '../openapi/serialize/unserializable-value.ts';
import type { BodyPlan, CallPlan, ParameterPlan } from '../plan/plan.ts';
import { type CallBody, compileCallBody, seenPayload } from './call-body.ts';

/** What a call needs besides its plan. */
export interface CallSurroundings {
  /** Absolute, without a trailing slash. */
  readonly baseUrl: string;
  readonly placements: readonly Placement[];
  /** Fields sent unless the document sets them, such as a pinned API version. */
  readonly headers: Readonly<Record<string, string>>;
  /** For each dialect of the call's selectors. */
  readonly selectors?: SelectorEngines;
  /** Told of each credential that the document passes itself, so that it is masked like any other (clause 4.6). */
  readonly passes?: (credential: string) => void;
}

/** A request with what its step's expressions can see of it. */
export interface BuiltRequest {
  readonly request: HttpRequest;
  /** Without the credentials that were added. */
  readonly scope: RequestScope;
}

/** Builds the request of one attempt; `extra` are fields that belong to the attempt, such as its idempotency key. */
export type BuildRequest = (scope: Scope, extra: Readonly<Record<string, string>>) => BuiltRequest;

interface BoundParameter {
  readonly plan: ParameterPlan;
  readonly required: boolean;
  readonly holdsCredential: boolean;
  readonly evaluate: (scope: Scope) => unknown;
  readonly serialize: ParameterSerializer;
}

/**
 * Compiles a call to a function that builds its requests: nothing is parsed or looked up when it runs.
 * @throws UnresolvedValue, UnserializableValue (from the function) when a request cannot be made from its values.
 */
export function compileCall(plan: CallPlan, surroundings: CallSurroundings): BuildRequest {
  const { operation } = plan;
  const bound = plan.parameters.map((parameter) => bind(parameter, operation, surroundings.selectors));
  const fillPath = compilePath(operation.path);
  const queryInPath = compileQueryInPath(operation.path);
  const body = plan.body && compileCallBody(plan.body, operation, surroundings.selectors);
  const accept = acceptOf(operation);
  const fixed: Record<string, string> = {
    ...surroundings.headers,
    ...(body === undefined ? {} : { 'content-type': body.contentType }),
  };
  const always = ['accept', ...Object.keys(fixed)];

  return (scope, extra) => {
    const path = new Map<string, string>();
    const pairs: string[] = [];
    const cookies: string[] = [];
    const given: Record<string, string> = {};
    const values = { path: {}, query: {}, header: {}, cookie: {}, querystring: {} } as Record<
      ParameterPlan['in'],
      Record<string, unknown>
    >;
    for (const { plan: parameter, required, holdsCredential: isCredential, evaluate, serialize } of bound) {
      const value = evaluate(scope);
      if (required && (value === undefined || value === null)) throw missing(parameter);
      if (isCredential && typeof value === 'string') surroundings.passes?.(value);
      const texts = serialize(value);
      if (value !== undefined)
        values[parameter.in][parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name] =
          value;
      if (parameter.in === 'path') path.set(parameter.name, texts.join(''));
      else if (parameter.in === 'query' || parameter.in === 'querystring') pairs.push(...texts);
      else if (parameter.in === 'cookie') cookies.push(...texts);
      else if (texts.length > 0) given[parameter.name.toLowerCase()] = texts.join(',');
    }
    const headers: Record<string, string> = { accept, ...fixed, ...extra, ...given };
    for (const { in: where, name, value } of surroundings.placements) {
      // A credential that the document passes itself wins (clause 4.6).
      if (where === 'header') headers[name.toLowerCase()] = given[name.toLowerCase()] ?? value;
      else if (where === 'query') pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
      else cookies.push(`${name}=${value}`);
    }
    // One field has all of them, those that a parameter for the field itself gives first.
    if (cookies.length > 0) headers['cookie'] = [given['cookie'], ...cookies].filter(Boolean).join('; ');
    if (queryInPath !== undefined) pairs.unshift(...beside(queryInPath(path), pairs));
    const url = `${surroundings.baseUrl}${fillPath(path)}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
    const payload = body?.evaluate(scope);
    if (payload === undefined && body !== undefined) {
      if (operation.requestBody?.required === true) throw noBody(plan.body!);
      // Nothing says of which type nothing is.
      if (given['content-type'] === undefined) delete headers['content-type'];
    }
    const sent = payload === undefined ? undefined : body && bounded(body, payload);
    const multipart = isMultipart(sent) ? sent : undefined;
    // Only with its boundary can a multipart body be read, so here no other field wins.
    if (multipart !== undefined) headers['content-type'] = multipart.contentType;
    const request: HttpRequest = {
      method: operation.method,
      url,
      headers,
      ...(sent === undefined ? {} : { body: isMultipart(sent) ? sent.bytes : sent }),
    };
    const { path: pathValues, query, header } = values;
    // What was sent beside the parameters of the document, credentials apart (clause K6).
    for (const name of always) header[name] ??= headers[name];
    for (const name in extra) header[name] ??= headers[name];
    const { method } = operation;
    // A body that is read when it is looked at costs more: only texts of JSON are.
    return body?.read === undefined
      ? { request, scope: { url, method, header, query, path: pathValues, body: payload } }
      : {
          request,
          scope: withBody({ url, method, header, query, path: pathValues }, seenPayload(body, payload)),
        };
  };
}

function withBody(scope: Omit<RequestScope, 'body'>, seen: () => unknown): RequestScope {
  return {
    ...scope,
    get body() {
      return seen();
    },
  };
}

/** Characters or bytes of a body: more than a request sensibly has, and a loop that sends what it sent before twice gets there. */
const largestBody = 16 * 1024 * 1024;

function bounded(body: CallBody, payload: unknown): ReturnType<CallBody['serialize']> {
  const sent = serialized(body, payload);
  const { length } = isMultipart(sent) ? sent.bytes : sent;
  if (length <= largestBody) return sent;
  throw new UnserializableValue('body', `is larger than ${largestBody} bytes`);
}

function serialized(body: CallBody, payload: unknown): ReturnType<CallBody['serialize']> {
  try {
    return body.serialize(payload);
  } catch (error) {
    // No text can be as long as what some values would make.
    if (!(error instanceof RangeError)) throw error;
    throw new UnserializableValue('body', `is larger than ${largestBody} bytes`);
  }
}

/** The pairs that have no other of the same name: what the document gives wins. */
function beside(pairs: readonly string[], given: readonly string[]): readonly string[] {
  const nameOf = (pair: string): string => pair.split('=', 1)[0]!;
  const names = new Set(given.map(nameOf));
  return pairs.filter((pair) => !names.has(nameOf(pair)));
}

function isMultipart(sent: ReturnType<CallBody['serialize']> | undefined): sent is MultipartBody {
  return typeof sent === 'object' && 'contentType' in sent;
}

function bind(
  plan: ParameterPlan,
  operation: Operation,
  selectors: SelectorEngines | undefined,
): BoundParameter {
  const declared = parameterOf(operation, plan);
  const { required } = declared;
  const serialize = plan.in === 'querystring' ? compileQueryString(declared) : compileParameter(declared);
  return {
    plan,
    required,
    holdsCredential: holdsCredential(operation.security, plan),
    evaluate: compileTemplate(plan.value, selectors, parameterMedium(declared)),
    serialize,
  };
}

/** A required parameter without a value: the request is not made (clause F11). */
function missing({ name, in: location, value }: ParameterPlan): UnresolvedValue {
  return new UnresolvedValue(
    formatSource(value) ?? `"${name}"`,
    `has no value, and the operation requires the ${location} parameter "${name}".`,
  );
}

/** A body that is required, and whose payload as a whole has no value (clause G11). */
function noBody({ payload }: BodyPlan): UnresolvedValue {
  return new UnresolvedValue(
    formatSource(payload) ?? 'The payload',
    'has no value, and the operation requires a body.',
  );
}

/** The media types of documented successes, JSON first, and anything else at low weight (clause 4.7). */
function acceptOf(operation: Operation): string {
  const successes = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
  const types = new Set(successes.flatMap(([, response]) => Object.keys(response.content)));
  types.delete('*/*');
  return [...[...types].toSorted((a, b) => Number(isJson(b)) - Number(isJson(a))), '*/*;q=0.1'].join(', ');
}
