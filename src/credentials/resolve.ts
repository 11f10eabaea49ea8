import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import type { Plan } from '../plan/plan.ts';
import type { ProviderProfile, SourceIdentity } from '../providers/profile.ts';
import { type Authenticated, authenticated } from './authenticated.ts';
import { type CallCredentials, callKey, type ClientCertificate, type Credentials } from './credentials.ts';
import type { ServerChoice } from './server-choice.ts';
import { type EffectiveServer, effectiveServer, isLoopback } from './effective-server.ts';
import { fill, type Filled } from './fill.ts';
import { variablePrefix } from './general-variables.ts';
import { sourceIdentity } from './source-identity.ts';
import type { Binding } from './token-endpoint.ts';
import { type ReadVariable, variableReader, type VariableSource } from './variable-reader.ts';
import { alternativesOf } from './wanted.ts';
import { variablesOf, type Way, waysOf } from './ways.ts';

/** What credentials are resolved for: the workflow, the variables, the known providers and the servers. */
export interface ResolveCredentialsOptions extends VariableSource {
  readonly workflowId: string;
  profileOf(source: SourceIdentity): ProviderProfile | undefined;
  /** What the user gave with `--server`, by source. It moves a source, and is the user's consent to send its credentials there. */
  readonly servers: Readonly<Record<string, ServerChoice>>;
  /** Where in a document a source is declared, for findings about it. */
  placeOf?(source: string): Place | undefined;
}

/** How one source's calls are authenticated. */
interface SourceContext {
  readonly identity: SourceIdentity;
  readonly profile: ProviderProfile | undefined;
  readonly choice: ServerChoice | undefined;
}

/**
 * Finds the credentials of every call that a run of a workflow may make, before anything is sent, and binds each to the one origin it may go to
 * (clauses 4.6 and M). Findings of severity error mean that the run must be refused.
 */
export function resolveCredentials(
  plan: Plan,
  options: ResolveCredentialsOptions,
): { readonly credentials: Credentials; readonly diagnostics: readonly Diagnostic[] } {
  const read = variableReader(options);
  const findings = new Map<string, Diagnostic>();
  // Several steps of a source have the same findings; they are told once. What lacks another variable is another one.
  const reportOf =
    (source: string) =>
    (finding: Diagnostic): void => {
      const place = options.placeOf?.(source);
      findings.set(
        `${finding.code} ${finding.message} ${finding.hint ?? ''}`,
        place === undefined ? finding : { ...finding, place },
      );
    };
  const contexts = new Map<string, SourceContext>();
  const calls = new Map<string, CallCredentials>();
  const certificates = new Map<string, ClientCertificate>();
  const secrets = new Set<string>();
  for (const reachable of authenticated(plan, options.workflowId, options.servers)) {
    const { source } = reachable;
    let context = contexts.get(source);
    if (context === undefined) contexts.set(source, (context = contextOf(plan, source, options)));
    const resolved = resolveCall(reachable, context, read, reportOf(source));
    if (resolved === undefined) continue;
    const { call, certificate } = resolved;
    calls.set(callKey(reachable.workflowId, reachable.stepId), call);
    if (certificate !== undefined) {
      const other = certificates.get(call.origin) ?? certificate;
      if (!isSame(other, certificate)) reportOf(source)(twoCertificates(source, call.origin));
      certificates.set(call.origin, other);
    }
    for (const secret of resolved.secrets) secrets.add(secret);
  }
  reportSharedNames([...contexts.keys()], reportOf);
  return { credentials: { calls, certificates, secrets: [...secrets] }, diagnostics: [...findings.values()] };
}

function contextOf(plan: Plan, source: string, options: ResolveCredentialsOptions): SourceContext {
  const identity = sourceIdentity(plan, source);
  const choice = Object.hasOwn(options.servers, source) ? options.servers[source] : undefined;
  return { identity, profile: options.profileOf(identity), choice };
}

/** What one call needs. */
interface Resolved {
  readonly call: CallCredentials;
  readonly certificate: ClientCertificate | undefined;
  readonly secrets: readonly string[];
}

function resolveCall(
  call: Authenticated,
  context: SourceContext,
  read: ReadVariable,
  report: (finding: Diagnostic) => void,
): Resolved | undefined {
  const { profile, choice, identity } = context;
  const server = effectiveServer(call, choice);
  if ('code' in server) {
    const { hint, message } = server;
    report({
      ...server,
      message: `Source "${identity.name}": ${message}`,
      ...(hint === undefined ? {} : { hint: hint.replace('<source>', identity.name) }),
    });
    return undefined;
  }
  const { origin } = server;
  if (profile !== undefined && typeof choice !== 'string' && !profile.origins.includes(origin)) {
    report(foreignOrigin(context, profile, origin));
    return undefined;
  }
  const ways = waysOf(call, profile);
  const chosen = choose(ways, read, bindingOf(call, server, context));
  if (chosen === undefined) {
    report(missing(context, ways, read));
    return undefined;
  }
  if ('code' in chosen) {
    report(chosen);
    return undefined;
  }
  const { way, filled } = chosen;
  if (filled.length > 0 && origin.startsWith('http:') && !isLoopback(origin)) {
    report(unencrypted(identity.name, origin));
    return undefined;
  }
  for (const name of way.undeclared) report(undeclared(identity.name, name, way));
  for (const { live } of filled) if (live !== undefined) report(liveKey(live));
  const grant = filled.find((each) => each.grant !== undefined)?.grant;
  return {
    call: {
      origin,
      placements: filled.flatMap(({ placement = [] }) => placement),
      ...(grant === undefined ? {} : { grant }),
    },
    certificate: filled.find((each) => each.certificate !== undefined)?.certificate,
    secrets: filled.flatMap(({ secrets }) => secrets),
  };
}

function bindingOf(
  call: Authenticated,
  server: EffectiveServer,
  { identity, profile, choice }: SourceContext,
): Binding {
  const described = typeof choice === 'string' ? effectiveServer(call) : undefined;
  return {
    source: identity.name,
    server,
    ...(described === undefined || 'code' in described ? {} : { replaced: described.origin }),
    known: profile?.origins ?? [],
  };
}

/** The first way whose variables are all set. One that is set and unusable is a finding, not a reason to try the next. */
function choose(
  ways: readonly Way[],
  read: ReadVariable,
  binding: Binding,
): { readonly way: Way; readonly filled: readonly Filled[] } | Diagnostic | undefined {
  if (ways.length === 0) return { way: { parts: [], undeclared: [] }, filled: [] };
  for (const way of ways) {
    const filled = way.parts.map((part) => fill(part, read, binding));
    const problem = filled.find((each): each is Diagnostic => each !== undefined && 'code' in each);
    if (problem !== undefined) return problem;
    const complete = filled.filter((each): each is Filled => each !== undefined && !('code' in each));
    if (complete.length === way.parts.length) return { way, filled: complete };
  }
  return undefined;
}

function missing({ identity, profile }: SourceContext, ways: readonly Way[], read: ReadVariable): Diagnostic {
  const who = `Source "${identity.name}"${profile === undefined ? '' : ` (${profile.title})`}`;
  const alternatives = alternativesOf(ways);
  if (alternatives.length === 0) {
    const whats = ways.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.kind === 'unsupported' ? [part.what] : [])),
    );
    return diagnose(
      'credentials/unsupported-scheme',
      `${who} asks for ${whats.join(' or ')}, which is not supported yet.`,
      {
        hint: 'Pass the Authorization header as a parameter of the step.',
      },
    );
  }
  // Of several that are begun, the one that lacks least is meant.
  const [lacking = []] = alternatives
    .map((names) => ({ names, lacking: names.filter((name) => read(name) === undefined) }))
    .filter(({ names, lacking: left }) => left.length > 0 && left.length < names.length)
    .map((begun) => begun.lacking)
    .toSorted((one, other) => one.length - other.length);
  const are = lacking.length === 1 ? 'is' : 'are';
  const half = lacking.length === 0 ? '' : `: ${lacking.join(' and ')} ${are} not set`;
  const sets = alternatives.map((names) => names.join(' and ')).join('; or ');
  const undeclaredNames = [...new Set(ways.flatMap((way) => way.undeclared.filter((name) => name !== '')))];
  const named =
    undeclaredNames.length === 0
      ? ''
      : ` It asks for ${undeclaredNames.map((name) => `"${name}"`).join(' and ')}, which its description does not declare.`;
  return diagnose('credentials/missing', `${who} has no credentials${half}.${named}`, {
    hint: `Set ${sets}. A name with _FILE appended names a file that holds the value.`,
  });
}

function foreignOrigin({ identity }: SourceContext, profile: ProviderProfile, origin: string): Diagnostic {
  const message = `Source "${identity.name}" is ${profile.title}'s, and its server is ${origin}: ${profile.title}'s credentials go to ${profile.origins.join(' or ')} only.`;
  return diagnose('credentials/origin-not-allowed', message, {
    hint: `Correct the servers of the description. If the origin is meant, say so: --server ${identity.name}=${origin}.`,
  });
}

function isSame(a: ClientCertificate, b: ClientCertificate): boolean {
  return a.cert === b.cert && a.key === b.key && a.ca === b.ca;
}

/** Connections are shared by the calls to an origin, and so is what is shown when they are made. */
function twoCertificates(source: string, origin: string): Diagnostic {
  const message = `Source "${source}" has another client certificate for ${origin} than a source before it.`;
  return diagnose('credentials/invalid-value', message, {
    hint: 'Give both sources the same certificate, or run them apart.',
  });
}

function unencrypted(source: string, origin: string): Diagnostic {
  const message = `The credentials of source "${source}" would travel unencrypted to ${origin}.`;
  const hint = `Use https: --server ${source}=${origin.replace(/^http:/, 'https:')}.`;
  return diagnose('credentials/origin-not-allowed', message, { hint });
}

function undeclared(source: string, name: string, way: Way): Diagnostic {
  const lack =
    name === '' ? 'does not say how to authenticate' : `does not declare its security scheme "${name}"`;
  const how = way.parts.some(({ kind }) => kind === 'basic') ? 'HTTP Basic' : 'a bearer token';
  return diagnose('credentials/undefined-scheme', `The description of source "${source}" ${lack}.`, {
    hint: `${variablesOf(way).join(' and ')} is sent as ${how}.`,
  });
}

function liveKey(variable: string): Diagnostic {
  return diagnose('credentials/live-key', `${variable} holds a live key: this run moves real money.`, {
    hint: 'Use a test key to try things out, and a restricted key (rk_live_...) in production.',
  });
}

function reportSharedNames(
  sources: readonly string[],
  reportOf: (source: string) => (finding: Diagnostic) => void,
): void {
  for (const [index, source] of sources.entries()) {
    const twin = sources.slice(0, index).find((other) => variablePrefix(other) === variablePrefix(source));
    if (twin === undefined) continue;
    const message = `Sources "${twin}" and "${source}" would take their credentials from the same variables, ${variablePrefix(source)}_*.`;
    reportOf(source)(
      diagnose('document/duplicate-name', message, { hint: 'Rename one of the two sources.' }),
    );
  }
}
