import type { ArazzoDescription } from '../../arazzo/document.ts';
import { selectorsIn } from '../../expression/expressions-in.ts';
import { parseSelector, selectorDialect } from '../../expression/parse-selector.ts';
import type { SelectorDialect } from '../../expression/selector.ts';
import type { Template } from '../../expression/template.ts';
import { textMedium } from '../../openapi/serialize/text-medium.ts';
import { isObject } from '../../text/json.ts';
import type { ActionPlan, Plan, StepPlan } from '../plan.ts';

/** The dialects that a plan's selectors are written in. */
export function selectorDialects({ workflows }: Plan): ReadonlySet<SelectorDialect> {
  const templates = workflows.flatMap(({ steps, outputs }) => [
    ...steps.flatMap(templatesOf),
    ...outputs.map(({ value }) => value),
  ]);
  const targets = workflows.flatMap(({ steps }) =>
    steps.flatMap(({ target }) => (target.kind === 'operation' ? (target.body?.replacements ?? []) : [])),
  );
  return new Set([
    ...templates.flatMap((template) => selectorsIn(template).map(({ selector }) => selector.dialect)),
    ...targets.map(({ dialect }) => dialect),
  ]);
}

/** The dialects that the targets of a document's replacements may be written in; which of them are XPath without saying so, their payloads tell. */
export function targetDialectsIn({ workflows }: ArazzoDescription): ReadonlySet<SelectorDialect> {
  const found = new Set<SelectorDialect>();
  for (const { requestBody } of workflows.flatMap(({ steps }) => steps)) {
    const { contentType, payload, replacements = [] } = requestBody ?? {};
    const isText = payload === undefined || typeof payload === 'string';
    const mayBeXml = isText && (contentType === undefined || textMedium(contentType) === 'xml');
    for (const { targetSelectorType: type } of replacements) {
      const dialect = type === undefined ? (mayBeXml ? 'xpath' : undefined) : selectorDialect(type);
      if (dialect !== undefined) found.add(dialect);
    }
  }
  return found;
}

function templatesOf({ target, onSuccess, onFailure, outputs }: StepPlan): Template[] {
  const inputsOf = (action: ActionPlan) => (action.type === 'end' ? [] : (action.inputs ?? []));
  const body = target.kind === 'workflow' ? undefined : target.body;
  const named = [
    ...outputs,
    ...[...onSuccess, ...onFailure].flatMap(inputsOf),
    ...(target.kind === 'workflow' ? target.inputs : target.parameters),
    ...(target.kind === 'channel' && target.correlationId !== undefined
      ? [{ value: target.correlationId }]
      : []),
    ...(body?.replacements ?? []),
  ];
  return [...named.map(({ value }) => value), ...(body === undefined ? [] : [body.payload])];
}

/** The dialects of whatever is a selector within a value of a 1.1 document, wherever it stands. */
export function selectorDialectsIn(value: unknown): ReadonlySet<SelectorDialect> {
  const found = new Set<SelectorDialect>();
  const left = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== 'object' || next === null) continue;
    const { selector } = isObject(next) ? parseSelector(next) : {};
    if (selector === undefined) left.push(...Object.values(next));
    else found.add(selector.dialect);
  }
  return found;
}
