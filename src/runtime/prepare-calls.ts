import type { PreparedMessage } from '../channel/prepared-message.ts';
import { callKey, type Credentials } from '../credentials/credentials.ts';
import type { ServerChoice } from '../credentials/server-choice.ts';
import { effectiveServer } from '../credentials/effective-server.ts';
import { reachableCalls } from '../credentials/reachable-calls.ts';
import { sourceIdentity } from '../credentials/source-identity.ts';
import type { Program } from '../engine/program.ts';
import { compileCall } from '../http/call.ts';
import type { PreparedCall } from '../http/perform.ts';
import type { Tokens } from '../http/tokens.ts';
import { queryCredentials } from '../openapi/credential-place.ts';
import { undescribedType } from '../openapi/undescribed-type.ts';
import type { ProviderProfile, SourceIdentity } from '../providers/profile.ts';

/** The calls of a run's steps and the messages that they send and receive, by workflowId and stepId. */
export type PreparedCalls = ReadonlyMap<string, ReadonlyMap<string, PreparedCall | PreparedMessage>>;

/**
 * Compiles every call that a run of a workflow may make, each to the one origin that its credentials are bound to.
 * @param servers By source, what `--server` gave.
 * @param credentials Those that were resolved with the same servers, without a finding that stops.
 * @param tokens Where the tokens come from that calls carry.
 * @param profileOf The profile of a source's provider; the same that its credentials were resolved with.
 * @param passes Told of each credential that the document passes itself.
 */
export function prepareCalls(
  program: Program,
  workflowId: string,
  servers: Readonly<Record<string, ServerChoice>>,
  credentials: Credentials,
  tokens: Tokens,
  profileOf: (source: SourceIdentity) => ProviderProfile | undefined,
  passes: (credential: string) => void,
): PreparedCalls {
  const { plan, workflows, selectors } = program;
  const prepared = new Map<string, Map<string, PreparedCall | PreparedMessage>>();
  for (const { workflowId: id, stepId, call } of reachableCalls(plan, workflowId)) {
    const bound = credentials.calls.get(callKey(id, stepId));
    const server = effectiveServer(
      call.operation,
      Object.hasOwn(servers, call.source) ? servers[call.source] : undefined,
    );
    if (bound === undefined || 'code' in server || server.origin !== bound.origin) {
      throw new Error(`The credentials of step "${stepId}" were not resolved for its server.`);
    }
    const profile = profileOf(sourceIdentity(plan, call.source));
    const workflow = workflows.get(id)!;
    const steps = prepared.get(id) ?? new Map<string, PreparedCall | PreparedMessage>();
    steps.set(stepId, {
      kind: 'call',
      step: workflow.steps[workflow.positions.get(stepId)!]!,
      method: call.operation.method,
      path: call.operation.path,
      origin: server.origin,
      build: compileCall(call, {
        baseUrl: server.baseUrl,
        placements: bound.placements,
        headers: profile?.headers ?? {},
        selectors,
        passes,
      }),
      undescribedType: undescribedType(call.operation),
      queryCredentials: queryCredentials(call.operation.security),
      ...(profile === undefined ? {} : { profile }),
      ...(bound.grant === undefined ? {} : { token: tokens.of(bound.grant) }),
    });
    prepared.set(id, steps);
  }
  return prepared;
}
