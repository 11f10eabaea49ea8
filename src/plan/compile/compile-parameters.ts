import type { Step, Workflow } from '../../arazzo/document.ts';
import { parameterIdentity } from '../../arazzo/parameter-identity.ts';
import { nameList } from '../../arazzo/name-list.ts';
import { missingLocation } from '../../arazzo/missing-location.ts';
import { isOlderLocation, olderLocation } from '../../arazzo/older-location.ts';
import { type ResolvedParameter, resolveParameters } from '../../arazzo/resolve-reusable.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Severity } from '../../diagnostics/diagnostic.ts';
import type { Repair } from '../../diagnostics/repair.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import { unbracedIn } from '../../expression/unbraced.ts';
import type { Template } from '../../expression/template.ts';
import { holdsCredential } from '../../openapi/credential-place.ts';
import { hasDefinedStyle } from '../../openapi/serialize/defined-style.ts';
import type { Operation, Parameter } from '../../openapi/operation.ts';
import { parameterOf } from '../../openapi/parameter-of.ts';
import { pathVariables } from '../../openapi/path-template.ts';
import { compileParameter } from '../../openapi/serialize/serialize-parameter.ts';
import { compileQueryString } from '../../openapi/serialize/serialize-query-string.ts';
import { UnserializableValue } from '../../openapi/serialize/unserializable-value.ts';
import type { CompileContext, UseSite } from './compile-context.ts';
import { suppliedParameters } from './compile-supply.ts';
import { compileValue } from './compile-value.ts';
import { reportLostSpelling } from '../meant/lost-spelling.ts';
import { meantParameter, onlyLocation } from '../meant/meant-parameter.ts';
import { misplacedIn } from '../meant/misplaced-parameter.ts';
import { olderBody } from '../meant/older-body.ts';
import { isSameName, isSettable, isUndeclarable } from './parameter-name.ts';
import type { ParameterPlan } from '../plan.ts';

/** The parameters of a step: the workflow's, overridden by the step's own of the same name and location (clauses D4, F4). */
export function givenParameters(
  context: Pick<CompileContext, 'description'>,
  workflow: Workflow,
  workflowPointer: string,
  step: Step,
  stepPointer: string,
): { readonly inherited: readonly ResolvedParameter[]; readonly own: readonly ResolvedParameter[] } {
  const own = resolveParameters(context.description, step.parameters ?? [], `${stepPointer}/parameters`);
  const identities = new Set(own.map(({ parameter }) => parameterIdentity(parameter)));
  const inherited = resolveParameters(
    context.description,
    workflow.parameters ?? [],
    `${workflowPointer}/parameters`,
  );
  return {
    inherited: inherited.filter(({ parameter }) => !identities.has(parameterIdentity(parameter))),
    own,
  };
}

/** Compiles the parameters of an operation step against what the operation declares (clauses F2, F7, F8). */
export function compileParameters(
  context: CompileContext,
  site: UseSite,
  operation: Operation,
  given: readonly ResolvedParameter[],
  step: Step,
  pointer: string,
): ParameterPlan[] {
  const inPath = pathVariables(operation.path);
  const supplied = suppliedParameters(context, operation, site.workflow, step);
  const plans: ParameterPlan[] = [];
  for (const resolved of given) {
    const { parameter, pointer: at, valuePointer } = resolved;
    const { name, value } = parameter;
    const asBody = (): Repair | undefined => olderBody(site, operation, step, given, pointer);
    const location = locationOf(context, operation, resolved, given, asBody);
    const unknown = (message: string, known: readonly string[], severity: Severity = 'warning'): void => {
      const repair = meantParameter(operation, resolved, given);
      const hint = repair?.title ?? takenThere(name, known);
      const place = context.located.place(`${at}/name`);
      context.report(diagnose('step/unknown-parameter', message, { place, hint, repair, severity }));
    };
    if (location === undefined) {
      compileValue(context, site, value, valuePointer);
      continue;
    }
    if (supplied.some((each) => each.in === location && isSameName(each.name, name, location))) continue;
    if (location === 'channel' || (location === 'header' && !isSettable(name))) {
      reportUnsettable(context, name, location, at);
      continue;
    }
    if (location === 'path' && !inPath.includes(name)) {
      const message = `The path ${operation.path} has no variable "${name}", so this parameter is not sent.`;
      // What a workflow gives to all of its steps need not suit each of them (clause D4).
      unknown(message, inPath, resolved.usePointer.startsWith(`${pointer}/`) ? 'warning' : 'info');
      // Its value is wrong or right all the same.
      compileValue(context, site, value, valuePointer);
      continue;
    }
    const declared = operation.parameters.find(
      (each) => each.in === location && isSameName(each.name, name, location),
    );
    const isCredential = holdsCredential(operation.security, { name, in: location });
    const expected = location === 'path' || isUndeclarable(location, name) || isCredential;
    if (declared === undefined && !expected) {
      const names = operation.parameters.filter((each) => each.in === location).map((each) => each.name);
      const message = `The operation declares no ${location} parameter "${name}"; it is sent all the same.`;
      unknown(message, names);
    }
    if (declared !== undefined) reportUndefinedStyle(context, declared, at);
    const needed = location === 'path' || declared?.required === true;
    const template = compileValue(context, site, value, valuePointer, () => needed);
    reportLostSpelling(context, value, declared?.schema, valuePointer);
    const plan = { name, in: location, value: template };
    reportUnwritable(context, parameterOf(operation, plan), template, valuePointer);
    if (isCredential) reportLiteral(context, plan, valuePointer);
    plans.push(plan);
  }
  plans.push(...supplied);
  reportTwoQueries(context, plans, pointer);
  reportUnbound(context, operation, plans, step, pointer);
  return plans;
}

/** What no document can give to the request of an operation. */
function reportUnsettable(
  context: CompileContext,
  name: string,
  location: 'channel' | 'header',
  pointer: string,
): void {
  const [field, message, hint] =
    location === 'channel'
      ? ['in', 'Only the address of a channel has parameters in "channel".', 'Write in: path.']
      : ['name', `A document may not set the header field "${name}".`, 'Remove the parameter.'];
  const place = context.located.place(`${pointer}/${field}`);
  context.report(diagnose('step/unsupported-serialization', message, { place, hint }));
}

/** The next step for a parameter that is none of those that an operation takes at a place. */
function takenThere(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'It takes none there; remove the parameter if it is not meant.';
  return didYouMean(name, known) ?? `It takes ${nameList(known)}.`;
}

/** Where a parameter goes. One that does not say it goes nowhere, which is an error; lenient mode takes the only place there is (clause F2). */
function locationOf(
  context: CompileContext,
  operation: Operation,
  resolved: ResolvedParameter,
  given: readonly ResolvedParameter[],
  asBody: () => Repair | undefined,
): ParameterPlan['in'] | 'channel' | undefined {
  const { name, in: location } = resolved.parameter;
  if (isOlderLocation(location)) {
    const isBodyless = operation.requestBody === undefined;
    const repair = isBodyless ? meantParameter(operation, resolved, given) : asBody();
    context.report(olderLocation(context.located, resolved, repair));
    return undefined;
  }
  if (location !== undefined) return location;
  const read = context.mode === 'lenient' ? onlyLocation(operation, name, given) : undefined;
  const repair = meantParameter(operation, resolved, given);
  context.report(missingLocation(context.located, resolved, repair, read));
  return read;
}

/** In strict mode a value is written only as OpenAPI defines it (clause 4.4). */
function reportUndefinedStyle(context: CompileContext, declared: Parameter, pointer: string): void {
  if (context.mode !== 'strict' || hasDefinedStyle(declared)) return;
  const { name, style, explode } = declared;
  const message = `OpenAPI does not define how "${name}" is written: style ${style} with explode ${String(explode)} has no meaning for its type.`;
  const hint =
    'Correct the description; outside of strict mode it is written in the nearest way that is defined.';
  const place = context.located.place(`${pointer}/name`);
  context.report(diagnose('step/unsupported-serialization', message, { place, hint }));
}

/** A document is no place for a credential (clause 4.6). The value is not repeated. */
function reportLiteral(context: CompileContext, { name, value }: ParameterPlan, pointer: string): void {
  if (value.kind !== 'literal' || typeof value.value !== 'string' || value.value === '') return;
  // What was meant as an expression has a finding of its own.
  if (unbracedIn(value.value, 0, value.value.length).length > 0) return;
  const message = `The value of "${name}" is a credential, and stands in the document.`;
  const hint =
    'Remove the parameter, and the run asks for the variables to set; or take the value from an input of format password.';
  context.report(diagnose('credentials/literal', message, { place: context.located.place(pointer), hint }));
}

/** A query string is all of the query: nothing can be beside it (clause F9). */
function reportTwoQueries(context: CompileContext, plans: readonly ParameterPlan[], pointer: string): void {
  const [whole, ...more] = plans.filter((plan) => plan.in === 'querystring');
  const other = more[0] ?? plans.find((plan) => plan.in === 'query');
  if (whole === undefined || other === undefined) return;
  const message = `"${whole.name}" is the whole query string, so "${other.name}" cannot be added to it.`;
  const place = context.located.place(`${pointer}/parameters`, 'key');
  const hint = 'Give either one parameter in querystring, or parameters in query.';
  context.report(diagnose('document/conflicting-fields', message, { place, hint }));
}

/** A value that is written in the document can be sent as the parameter is declared; a text is the query string, or cannot be sent (clause F9). */
function reportUnwritable(
  context: CompileContext,
  parameter: Parameter,
  template: Template,
  valuePointer: string,
): void {
  if (template.kind !== 'literal') return;
  const isQuery = parameter.in === 'querystring';
  if (template.value === null || (isQuery && typeof template.value !== 'string')) return;
  try {
    const write = isQuery ? compileQueryString(parameter) : compileParameter(parameter);
    write(template.value);
  } catch (error) {
    if (!(error instanceof UnserializableValue)) throw error;
    const place = context.located.place(valuePointer);
    const hint = isQuery
      ? 'Percent-encode it, or give the fields as a map, which is written in the declared media type.'
      : 'Write a value that can be sent there.';
    context.report(diagnose('step/unsupported-serialization', error.message, { place, hint }));
  }
}

/** Required parameters that nothing binds, or null, of which nothing is sent: the request could not be built. */
function reportUnbound(
  context: CompileContext,
  operation: Operation,
  plans: readonly ParameterPlan[],
  step: Step,
  pointer: string,
): void {
  const required = new Map(
    pathVariables(operation.path).map((name) => [`path ${name}`, { in: 'path', name }]),
  );
  for (const each of operation.parameters) {
    if (each.required && !isUndeclarable(each.in, each.name))
      required.set(`${each.in} ${each.name}`, { in: each.in, name: each.name });
  }
  const label = operation.operationId ?? `${operation.method} ${operation.path}`;
  for (const { in: location, name } of required.values()) {
    const bound = plans.find((plan) => plan.in === location && isSameName(plan.name, name, location));
    const code = location === 'path' ? 'step/missing-path-parameter' : 'step/missing-parameter';
    if (bound !== undefined) {
      if (bound.value.kind !== 'literal' || bound.value.value !== null) continue;
      const message = `${label} requires the ${location} parameter "${name}", and the step gives it null, of which nothing is sent.`;
      const hint = 'Give it a value.';
      context.report(diagnose(code, message, { place: context.located.place(pointer), hint }));
      continue;
    }
    const misplaced = misplacedIn(operation, step, { name, in: location }, pointer);
    const value = misplaced === undefined ? '<value>' : shownValue(misplaced.value);
    const line = `Add to the step: parameters: [{ name: ${name}, in: ${location}, value: ${value} }]`;
    const inBody = misplaced === undefined ? '' : `, and remove ${misplaced.field} from the payload`;
    const message =
      `${label} requires the ${location} parameter "${name}", and the step does not give it` +
      (misplaced === undefined ? '.' : `: it is in the body instead.`);
    const place =
      misplaced === undefined
        ? context.located.place(pointer)
        : context.located.place(misplaced.pointer, 'key');
    const { repair } = misplaced ?? {};
    context.report(diagnose(code, message, { place, hint: `${line}${inBody}.`, repair }));
  }
}

function shownValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
