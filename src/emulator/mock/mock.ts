import type { Clock, HttpResponse } from '../../engine/ports.ts';
import { type CompileSchema, loadSchemaCompiler } from '../../openapi/schema/compile-schema.ts';
import type { OpenApiDescription } from '../../openapi/description.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { type During, emulate } from '../emulate.ts';
import type { Emulator } from '../emulator.ts';
import { jsonResponse } from '../json-response.ts';
import type { ReceivedRequest } from '../received-request.ts';
import { checkRequest } from './check-request.ts';
import { type AnswerMaking, makeAnswer, type MockAnswer, usualStatus, writeAnswer } from './mock-answer.ts';
import { type MockOperation, mockOperations } from './mock-operation.ts';
import { specificity } from './path-matcher.ts';
import { refuses, type RequestFinding } from './request-finding.ts';

/** A stand-in for any API, made of its description: it keeps no state, holds requests against the description, and answers from it. */
export interface Mock extends Emulator {
  /** The operations that it answers for. */
  readonly operations: readonly MockOperation[];
  /** Every request so far with what was wrong with it, in the order of arrival. */
  readonly exchanges: readonly MockExchange[];
}

/** A request that a mock received, and what it made of it. */
export interface MockExchange {
  /** The source description's name. */
  readonly source: string;
  readonly method: string;
  /** As sent. */
  readonly path: string;
  /** `POST /pets`; absent when the request is for no operation. */
  readonly operation?: string;
  readonly operationId?: string;
  readonly findings: readonly RequestFinding[];
  readonly statusCode: number;
}

/** A call that a mock is to answer, when someone else chooses how. */
export interface MockCall {
  /** The source description's name. */
  readonly source: string;
  readonly mock: MockOperation;
  readonly request: ReceivedRequest;
  readonly making: AnswerMaking;
}

/** Chooses the answer to a call; undefined leaves it to the mock. */
export type ChooseAnswer = (call: MockCall) => MockAnswer | undefined;

/** How a mock behaves. */
export interface MockOptions {
  /** The source description's name. */
  readonly name: string;
  readonly description: OpenApiDescription;
  /** The origins that it answers for in this process; none unless given. */
  readonly origins?: readonly string[];
  /** What the paths of requests begin with before anything of the description; nothing unless given. */
  readonly basePath?: string;
  /** The same seed gives the same answers. The name unless given. */
  readonly seed?: string;
  /** What a request is answered with that the description does not allow: a problem (RFC 9457), unless told to pay no heed. */
  readonly invalid?: 'refuse' | 'answer';
  /** Answers in the place of the usual one. */
  readonly choose?: ChooseAnswer;
  readonly clock?: Clock;
}

/**
 * A mock of the API that a description describes, of any version from 2.0 to 3.2.
 * @example
 * const { sources } = await load('workflow.yaml');
 * const mock = createMock({ name: 'pets', description: sources.pets.description, origins: ['https://pets.example'] });
 * await run(plan, { transport: emulatorTransport([mock]) });
 * console.log(mock.exchanges.flatMap(({ findings }) => findings));
 */
export function createMock(options: MockOptions): Mock {
  const {
    name,
    description,
    origins = [],
    seed = name,
    invalid = 'refuse',
    choose,
    basePath = '',
    clock = systemClock,
  } = options;
  const operations = mockOperations(description).toSorted(
    (a, b) => specificity(b.entry.path) - specificity(a.entry.path),
  );
  const exchanges: MockExchange[] = [];
  let compiler: Promise<CompileSchema> | undefined;

  const answer = async (request: ReceivedRequest, during: During): Promise<HttpResponse> => {
    const compile = await (compiler ??= loadSchemaCompiler());
    return during(() => {
      const path = request.path.startsWith(`${basePath}/`)
        ? request.path.slice(basePath.length)
        : request.path;
      const found = findOperation(operations, { ...request, path });
      const findings =
        'mock' in found ? checkRequest(found.mock, request, found.variables, compile) : [found.finding];
      const refusal = findings.find(({ rejects }) => rejects);
      const isRefused = refusal !== undefined && (invalid === 'refuse' || !('mock' in found));
      const response = isRefused
        ? problem(findings, refusal, found)
        : respond((found as FoundOperation).mock, request, { seed, compile });
      const { statusCode } = response;
      const { method, path: sentPath } = request;
      exchanges.push({ source: name, method, path: sentPath, ...titleOf(found), findings, statusCode });
      return response;
    });
  };
  const respond = (mock: MockOperation, request: ReceivedRequest, making: AnswerMaking): HttpResponse => {
    const chosen = choose?.({ source: name, mock, request, making });
    return writeAnswer(chosen ?? makeAnswer(mock, usualStatus(mock), making, request.headers['accept']));
  };
  const emulator = emulate({
    name,
    origins,
    basePath,
    routes: operations.map(({ entry }) => `${entry.method} ${basePath}${entry.path}`),
    clock,
    answer,
    injected: (_request, { statusCode, headers = {}, body }) =>
      jsonResponse(statusCode, body ?? { title: `An injected ${statusCode}`, status: statusCode }, headers),
  });
  return { ...emulator, operations, exchanges };
}

interface FoundOperation {
  readonly mock: MockOperation;
  readonly variables: ReadonlyMap<string, string>;
}

function findOperation(
  operations: readonly MockOperation[],
  request: ReceivedRequest,
): FoundOperation | { readonly finding: RequestFinding; readonly allow?: readonly string[] } {
  const others = new Set<string>();
  for (const mock of operations) {
    const variables = mock.matches(request);
    if (variables === undefined) continue;
    if (mock.entry.method.toUpperCase() === request.method) return { mock, variables };
    others.add(mock.entry.method);
  }
  if (others.size === 0) {
    const message = `No operation of the description has the path ${request.path}; it has ${someOf(operations)}.`;
    return { finding: refuses('path', message, 404) };
  }
  const allow = [...others];
  const message = `The path ${request.path} has no operation ${request.method}; it has ${allow.join(', ')}.`;
  return { finding: refuses('method', message, 405), allow };
}

/** Operations by name, as many as can be read. */
function someOf(operations: readonly MockOperation[]): string {
  const titles = operations.map(({ title }) => title);
  const more = titles.length > 8 ? ` and ${titles.length - 8} more` : '';
  return titles.length === 0 ? 'none' : `${titles.slice(0, 8).join(', ')}${more}`;
}

function titleOf(found: ReturnType<typeof findOperation>): Pick<MockExchange, 'operation' | 'operationId'> {
  if (!('mock' in found)) return {};
  const { title, entry } = found.mock;
  return { operation: title, ...(entry.operationId === undefined ? {} : { operationId: entry.operationId }) };
}

/** Everything that is wrong, as problem details (RFC 9457). */
function problem(
  findings: readonly RequestFinding[],
  { statusCode, message }: RequestFinding,
  found: ReturnType<typeof findOperation>,
): HttpResponse {
  const errors = findings
    .filter(({ rejects }) => rejects)
    .map(({ kind, message: detail }) => ({ kind, detail }));
  const body = {
    type: 'about:blank',
    title: 'The request is not what the description says.',
    status: statusCode,
    detail: message,
    errors,
  };
  const allow = 'allow' in found && found.allow !== undefined ? { allow: found.allow.join(', ') } : {};
  return jsonResponse(statusCode, body, { 'content-type': 'application/problem+json', ...allow });
}
