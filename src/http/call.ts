import type { Placement } from '../credentials/credentials.ts';
import type { HttpRequest } from '../engine/ports.ts';
import { compileTemplate } from '../expression/compile-template.ts';
import { isTextTemplate } from '../expression/is-text-template.ts';
import { formatExpression } from '../expression/format-expression.ts';
import type { RequestScope, Scope } from '../expression/scope.ts';
import { UnresolvedValue } from '../expression/unresolved-value.ts';
import { chooseMediaType } from '../openapi/choose-media-type.ts';
import { isJson } from '../openapi/media-type.ts';
import type { Operation, Parameter } from '../openapi/operation.ts';
import { compilePath } from '../openapi/path-template.ts';
import { compileBody } from '../openapi/serialize-body.ts';
import { compileParameter, type ParameterSerializer } from '../openapi/serialize-parameter.ts';
import { textMedium } from '../openapi/text-medium.ts';
import { UnserializableValue } from '../openapi/unserializable-value.ts';
import type { BodyPlan, CallPlan, ParameterPlan } from '../plan/plan.ts';

/** What a call needs besides its plan. */
export interface CallSurroundings {
  /** Absolute, without a trailing slash. */
  readonly baseUrl: string;
  readonly placements: readonly Placement[];
  /** Fields sent unless the document sets them, such as a pinned API version. */
  readonly headers: Readonly<Record<string, string>>;
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
  readonly evaluate: (scope: Scope) => unknown;
  readonly serialize: ParameterSerializer;
}

/**
 * Compiles a call to a function that builds its requests: nothing is parsed or looked up when it runs.
 * @throws UnresolvedValue, UnserializableValue (from the function) when a request cannot be made from its values.
 */
export function compileCall(plan: CallPlan, surroundings: CallSurroundings): BuildRequest {
  const { operation } = plan;
  const bound = plan.parameters.map((parameter) => bind(parameter, operation));
  const fillPath = compilePath(operation.path);
  const body = plan.body && bodyOf(plan.body, operation);
  const accept = acceptOf(operation);
  const fixed: Record<string, string> = {
    ...surroundings.headers,
    ...(body === undefined ? {} : { 'content-type': body.contentType }),
  };

  return (scope, extra) => {
    const path = new Map<string, string>();
    const pairs: string[] = [];
    const cookies: string[] = [];
    const given: Record<string, string> = {};
    const values = { path: {}, query: {}, header: {}, cookie: {} } as Record<
      ParameterPlan['in'],
      Record<string, unknown>
    >;
    for (const { plan: parameter, required, evaluate, serialize } of bound) {
      const value = evaluate(scope);
      if (required && (value === undefined || value === null)) throw missing(parameter);
      const texts = serialize(value);
      if (value !== undefined)
        values[parameter.in][parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name] =
          value;
      if (parameter.in === 'path') path.set(parameter.name, texts.join(''));
      else if (parameter.in === 'query') pairs.push(...texts);
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
    if (cookies.length > 0) headers['cookie'] = cookies.join('; ');
    const url = `${surroundings.baseUrl}${fillPath(path)}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
    const payload = body?.evaluate(scope);
    const request: HttpRequest = {
      method: operation.method,
      url,
      headers,
      ...(body === undefined || payload === undefined ? {} : { body: body.serialize(payload) }),
    };
    const { path: pathValues, query, header } = values;
    return {
      request,
      scope: { url, method: operation.method, header, query, path: pathValues, body: payload },
    };
  };
}

function bind(plan: ParameterPlan, operation: Operation): BoundParameter {
  const same = (declared: Parameter): boolean =>
    declared.in === plan.in &&
    (plan.in === 'header'
      ? declared.name.toLowerCase() === plan.name.toLowerCase()
      : declared.name === plan.name);
  const form = plan.in === 'query' || plan.in === 'cookie';
  const declared: Parameter = operation.parameters.find(same) ?? {
    // What an operation does not declare is sent in the default style of its location (clause F7).
    name: plan.name,
    in: plan.in,
    required: plan.in === 'path',
    style: form ? 'form' : 'simple',
    explode: form,
    allowReserved: false,
  };
  const { required } = declared;
  return { plan, required, evaluate: compileTemplate(plan.value), serialize: compileParameter(declared) };
}

/** A required parameter without a value: the request is not made (clause F11). */
function missing({ name, in: location, value }: ParameterPlan): UnresolvedValue {
  const source = value.kind === 'expression' ? formatExpression(value.expression) : `"${name}"`;
  return new UnresolvedValue(
    source,
    `has no value, and the operation requires the ${location} parameter "${name}".`,
  );
}

interface CompiledBody {
  readonly contentType: string;
  readonly evaluate: (scope: Scope) => unknown;
  readonly serialize: (value: unknown) => string | Uint8Array;
}

function bodyOf({ contentType, payload }: BodyPlan, operation: Operation): CompiledBody {
  if (isTextTemplate(payload)) {
    const medium = textMedium(contentType);
    const serialize = (text: unknown): string =>
      medium === 'json' ? jsonOrRefuse(text as string) : (text as string);
    return { contentType, evaluate: compileTemplate(payload, medium), serialize };
  }
  const chosen = chooseMediaType(operation.requestBody?.content ?? {}, contentType);
  // The compiler has refused media types that cannot be written.
  return {
    contentType,
    evaluate: compileTemplate(payload),
    serialize: compileBody(contentType, chosen?.mediaType)!,
  };
}

/** A template must make JSON once its expressions are filled in (clause G4). */
function jsonOrRefuse(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new UnserializableValue('body', 'is not JSON once its expressions are filled in');
  }
}

/** The media types of documented successes, JSON first, and anything else at low weight (clause 4.7). */
function acceptOf(operation: Operation): string {
  const successes = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
  const types = new Set(successes.flatMap(([, response]) => Object.keys(response.content)));
  types.delete('*/*');
  return [...[...types].toSorted((a, b) => Number(isJson(b)) - Number(isJson(a))), '*/*;q=0.1'].join(', ');
}
