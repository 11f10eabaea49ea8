import type { SecurityRequirement, Server } from '../openapi/operation.ts';
import type { ParameterPlan, Plan } from '../plan/plan.ts';
import { channelServer } from './channel-server.ts';
import { reachableCalls, reachableMessages } from './reachable-calls.ts';
import type { ServerChoice } from './server-choice.ts';

/** Something that may need credentials: a call of an operation, or a message that is sent over HTTP. */
export interface Authenticated {
  readonly workflowId: string;
  readonly stepId: string;
  readonly source: string;
  readonly servers: readonly Server[];
  readonly security: readonly SecurityRequirement[];
  readonly parameters: readonly Pick<ParameterPlan, 'in' | 'name'>[];
}

/**
 * Everything in a workflow (the whole plan without one) that may need credentials. Messages to other brokers do not: their transports hold their own.
 * @param servers By source, what the user gave.
 */
export function authenticated(
  plan: Plan,
  workflowId?: string,
  servers: Readonly<Record<string, ServerChoice>> = {},
): readonly Authenticated[] {
  const calls = reachableCalls(plan, workflowId).map(({ call, ...step }): Authenticated => {
    const { source, parameters, operation } = call;
    return { ...step, source, parameters, servers: operation.servers, security: operation.security };
  });
  const messages = reachableMessages(plan, workflowId).flatMap(({ message, ...step }): Authenticated[] => {
    const { source, action, parameters } = message;
    const server = channelServer(message, Object.hasOwn(servers, source) ? servers[source] : undefined);
    if (action === 'receive' || 'code' in server || !server.isHttp) return [];
    return [{ ...step, source, parameters, servers: server.described, security: server.security }];
  });
  return [...calls, ...messages];
}
