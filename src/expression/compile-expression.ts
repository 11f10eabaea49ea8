import { isObject } from '../text/json.ts';
import { decodedName } from './encoded-name.ts';
import type { Expression, Pointer } from './expression.ts';
import { parseForeignOutput } from './foreign-output.ts';
import type { Scope } from './scope.ts';

/** Reads one value from a scope; undefined when there is none. */
export type Read<T = unknown> = (scope: Scope) => T;

/**
 * Compiles an expression to a function that reads its value with its type (clause K1). Nothing is parsed when it is called.
 * What is missing is undefined (clause K13); only own properties are read; header names match in any case (clause K5).
 */
export function compileExpression(expression: Expression): Read {
  switch (expression.kind) {
    case 'url':
      return (scope) => scope.request?.url;
    case 'method':
      return (scope) => scope.request?.method;
    case 'statusCode':
      return (scope) => scope.response?.statusCode;
    case 'self':
      return (scope) => scope.self;
    case 'request':
      return compileRequest(expression);
    case 'response':
      return compileResponse(expression);
    case 'message':
      return compileMessage(expression);
    case 'inputs':
      return named((scope) => scope.inputs, expression);
    case 'outputs':
      return named((scope) => scope.outputs, expression);
    case 'steps': {
      const { stepId } = expression;
      return named((scope) => own(scope.steps, stepId)?.outputs, expression);
    }
    case 'workflows': {
      const { workflowId, field } = expression;
      return named((scope) => own(scope.workflows, workflowId)?.[field], expression);
    }
    case 'sourceDescriptions': {
      const { name, reference } = expression;
      const foreign = parseForeignOutput(reference);
      if (foreign === undefined) return (scope) => own(own(scope.sourceDescriptions, name), reference);
      const { workflowId, field } = foreign;
      return named((scope) => own(own(scope.documents, name), workflowId)?.[field], foreign);
    }
    default:
      // Components are referred to, never read (clause K14).
      return missing;
  }
}

/** Compiles steps into a JSON value: names for objects, numbers for arrays. Own properties only. */
export function compileNavigation(steps: readonly (string | number)[]): (value: unknown) => unknown {
  return (value) => {
    let at = value;
    for (const step of steps) {
      if (Array.isArray(at)) at = typeof step === 'number' ? at[step] : undefined;
      else if (isObject(at) && typeof step === 'string') at = own(at, step);
      else return undefined;
    }
    return at;
  };
}

/** The expressions that say where in a message they look. */
type Sourced = Extract<Expression, { readonly source: string }>;

const missing: Read = () => undefined;

function compileRequest(expression: Sourced): Read {
  switch (expression.source) {
    case 'header': {
      const name = expression.name.toLowerCase();
      return (scope) => own(scope.request?.header, name);
    }
    case 'query':
    case 'path': {
      const { source, name } = expression;
      return (scope) => own(scope.request?.[source], name);
    }
    default:
      return pointed((scope) => scope.request?.body, expression.pointer);
  }
}

function compileResponse(expression: Sourced): Read {
  switch (expression.source) {
    case 'header': {
      const name = expression.name.toLowerCase();
      return (scope) => own(scope.response?.header, name);
    }
    case 'query':
    case 'path':
      return missing;
    default:
      return pointed((scope) => scope.response?.body, expression.pointer);
  }
}

function compileMessage(expression: Sourced): Read {
  switch (expression.source) {
    case 'header': {
      const name = expression.name.toLowerCase();
      return (scope) => own(scope.message?.header, name);
    }
    case 'query':
    case 'path':
      return missing;
    default:
      return pointed((scope) => scope.message?.payload, expression.pointer);
  }
}

function named(
  record: Read<Readonly<Record<string, unknown>> | undefined>,
  { name, pointer }: { readonly name: string; readonly pointer?: Pointer },
): Read {
  return pointed((scope) => own(record(scope), name), pointer);
}

function pointed(read: Read, pointer: Pointer | undefined): Read {
  if (pointer === undefined || pointer.length === 0) return read;
  const tokens = pointer.map((name) => ({ name, index: arrayIndex(name), decoded: decodedName(name) }));
  return (scope) => {
    let at = read(scope);
    for (const { name, index, decoded } of tokens) {
      if (Array.isArray(at)) at = index === undefined ? undefined : at[index];
      else if (isObject(at)) at = own(at, decoded === undefined || Object.hasOwn(at, name) ? name : decoded);
      else return undefined;
    }
    return at;
  };
}

/** RFC 6901, section 4: digits without leading zeros. */
function arrayIndex(token: string): number | undefined {
  return /^(?:0|[1-9][0-9]{0,15})$/.test(token) ? Number(token) : undefined;
}

function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
