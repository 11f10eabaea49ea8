import type { Step } from '../arazzo/document.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { isTextTemplate } from '../expression/is-text-template.ts';
import { parseTemplate } from '../expression/parse-template.ts';
import { chooseMediaType } from '../openapi/choose-media-type.ts';
import type { MediaType, Operation } from '../openapi/operation.ts';
import { pathVariables } from '../openapi/path-template.ts';
import { compileBody as compileSerializer } from '../openapi/serialize-body.ts';
import { textMedium } from '../openapi/text-medium.ts';
import { isObject } from '../text/json.ts';
import type { CompileContext, UseSite } from './compile-context.ts';
import { compileValue } from './compile-value.ts';
import type { BodyPlan } from './plan.ts';

/** Compiles the request body of an operation step against what the operation declares (clauses G1 to G4, G9). */
export function compileBody(
  context: CompileContext,
  site: UseSite,
  operation: Operation,
  step: Step,
  pointer: string,
): BodyPlan | undefined {
  const given = step.requestBody;
  const label = operation.operationId ?? `${operation.method} ${operation.path}`;
  const at = `${pointer}/requestBody`;
  if (given?.payload === undefined) {
    if (operation.requestBody?.required === true) {
      const hint = `Add a requestBody with contentType ${Object.keys(operation.requestBody.content).join(' or ')}.`;
      const message = `${label} requires a request body, and the step has none.`;
      context.report(diagnose('step/missing-body', message, { place: context.located.place(pointer), hint }));
    }
    return undefined;
  }
  const place = context.located.place(at, 'key');
  if (operation.requestBody === undefined) {
    context.report(
      diagnose('step/unexpected-body', `${label} declares no request body; it is sent all the same.`, {
        place,
      }),
    );
  }
  const chosen = chooseMediaType(operation.requestBody?.content ?? {}, given.contentType);
  if (chosen === undefined) {
    const hint = 'Add contentType to the requestBody.';
    context.report(
      diagnose('step/unsupported-media-type', 'Nothing says which media type the body has.', { place, hint }),
    );
    return undefined;
  }
  const { contentType, mediaType, note } = chosen;
  if (note !== undefined && operation.requestBody !== undefined) {
    const declared = Object.keys(operation.requestBody.content).join(', ');
    const message =
      note === 'undeclared'
        ? `${label} does not declare the media type ${contentType}; it declares ${declared}.`
        : `The step names no contentType; of ${declared}, ${contentType} is sent.`;
    context.report(diagnose('step/undeclared-media-type', message, { place }));
  }
  const isText = isTextTemplate(parseTemplate(given.payload).template);
  const writable = isText ? textMedium(contentType) : compileSerializer(contentType, mediaType);
  if (writable === undefined) {
    const hint = 'JSON, form and text bodies are supported, and XML written as text.';
    context.report(
      diagnose('step/unsupported-media-type', `Bodies of type ${contentType} are not supported yet.`, {
        place,
        hint,
      }),
    );
    return undefined;
  }
  const required = new Set(mediaType?.schema?.required ?? []);
  const payload = compileValue(context, site, given.payload, `${at}/payload`, (within) =>
    required.has(within.slice(1)),
  );
  checkFields(context, operation, given.payload, mediaType, at);
  return { contentType, payload };
}

/** Fields that the operation requires and the payload lacks, and fields that it does not know. */
function checkFields(
  context: CompileContext,
  operation: Operation,
  payload: unknown,
  mediaType: MediaType | undefined,
  at: string,
): void {
  const label = operation.operationId ?? `${operation.method} ${operation.path}`;
  const schema = mediaType?.schema;
  if (schema === undefined || !isObject(payload)) return;
  const given = new Set(Object.keys(payload).map((name) => name.replace(/\[.*$/s, '')));
  for (const name of schema.required ?? []) {
    if (given.has(name)) continue;
    const message = `${label} requires the body field "${name}", and the payload does not give it.`;
    context.report(
      diagnose('step/missing-body-field', message, { place: context.located.place(`${at}/payload`, 'key') }),
    );
  }
  if (schema.properties === undefined) return;
  for (const name of Object.keys(payload)) {
    const isPathVariable = pathVariables(operation.path).includes(name); // Reported as a parameter in the wrong place.
    if (isPathVariable || Object.hasOwn(schema.properties, name.replace(/\[.*$/s, ''))) continue;
    const severity = schema.closed === true ? 'warning' : 'info';
    const message = `${label} documents no body field "${name}".`;
    const place = context.located.place(
      `${at}/payload/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      'key',
    );
    context.report(diagnose('step/unknown-body-field', message, { place, severity }));
  }
}
