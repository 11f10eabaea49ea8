import type { Step } from '../../arazzo/document.ts';
import { isOlderLocation } from '../../arazzo/older-location.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Place } from '../../diagnostics/place.ts';
import { formatSource } from '../../expression/format-source.ts';
import { isTextTemplate } from '../../expression/is-text-template.ts';
import { parseTemplate } from '../../expression/parse-template.ts';
import type { Template } from '../../expression/template.ts';
import { type ChosenMediaType, chooseMediaType } from '../../openapi/choose-media-type.ts';
import type { XmlDescription } from '../../openapi/serialize/describe-xml.ts';
import { isBinary, isXml } from '../../openapi/media-type.ts';
import type { PlacePattern } from '../../openapi/serialize/number-places.ts';
import type { MediaType, Operation } from '../../openapi/operation.ts';
import type { StartingValue } from '../../openapi/schema/starting-value.ts';
import { compileBody as compileSerializer } from '../../openapi/serialize/serialize-body.ts';
import { textMedium } from '../../openapi/serialize/text-medium.ts';
import { bodyNumbers } from './body-numbers.ts';
import type { CompileContext, UseSite } from './compile-context.ts';
import { checkFields } from '../rules/check-fields.ts';
import { checkJsonText } from '../rules/check-json-text.ts';
import { checkXmlText } from '../rules/check-xml-text.ts';
import { compileReplacements } from './compile-replacements.ts';
import { besideSupply, mixedWith, reportFieldless, suppliedBody } from './compile-supply.ts';
import { compileValue, readingOf } from './compile-value.ts';
import { reportFormObjects } from '../meant/form-objects.ts';
import { isBytes } from './is-bytes.ts';
import type { BodyPlan } from '../plan.ts';

/** What a body is written for: a request of an operation, or a message on a channel. */
export interface BodyTarget {
  /** As people know it. */
  readonly label: string;
  /** The path template: what is a variable of it belongs there, not into the body. */
  readonly path: string;
  readonly requestBody?: Operation['requestBody'];
  /** Of a request. */
  readonly method?: string;
  /** What replacements without a payload start from (clause G8). */
  readonly startingValue: (contentType: string) => StartingValue;
  /** The places of a body that hold numbers (clause K12). */
  readonly numberPlaces?: (contentType: string) => readonly PlacePattern[];
  /** How it is written as XML, which is described for operations alone (clause 4.5). */
  readonly xml?: (contentType: string) => XmlDescription;
}

/** Compiles the request body of a step against what its operation or channel declares (clauses G1 to G9). */
export function compileBody(
  context: CompileContext,
  site: UseSite,
  target: BodyTarget,
  step: Step,
  pointer: string,
): BodyPlan | undefined {
  const supplied = suppliedBody(context, site.workflow, step);
  const given = besideSupply(step.requestBody, supplied);
  const replaced = given?.replacements ?? [];
  const at = `${pointer}/requestBody`;
  if (given === undefined || (given.payload === undefined && replaced.length === 0)) {
    reportNoBody(context, target, step, pointer);
    return undefined;
  }
  const place = context.located.place(at, 'key');
  const chosen = chosenType(context, target, given.contentType, place);
  if (chosen === undefined) return undefined;
  const { contentType, mediaType } = chosen;
  const implied = given.payload === undefined ? target.startingValue(contentType) : undefined;
  const template = mixedWith(
    supplied,
    implied === undefined
      ? parseTemplate(given.payload, readingOf(context, site)).template
      : { kind: 'literal', value: implied.value },
  );
  if (template === undefined) return reportFieldless(context, step);
  const isText = isTextTemplate(template);
  const isStructure = isXml(contentType) && !isText;
  const xml = isStructure ? (target.xml?.(contentType) ?? []) : [];
  if (
    !isWritable(context, { contentType, mediaType, template, xml, isReplaced: replaced.length > 0 }, place)
  ) {
    return undefined;
  }
  const required = new Set(mediaType?.schema?.required ?? []);
  const own =
    implied !== undefined
      ? impliedPayload(context, implied, contentType, place)
      : compileValue(context, site, given.payload, `${at}/payload`, (within) =>
          required.has(within.slice(1)),
        );
  const payload = mixedWith(supplied, own)!;
  if (textMedium(contentType) === 'json') checkJsonText(context, payload, `${at}/payload`);
  if (isXml(contentType)) checkXmlText(context, payload, given.payload, `${at}/payload`);
  const replacements = compileReplacements(
    context,
    site,
    replaced,
    { contentType, isText, schema: mediaType?.schema },
    at,
  );
  if (template.kind !== 'selector' && supplied?.kind !== 'whole') {
    checkFields(context, target, given, { ...chosen, payload, supplied, step }, at);
  }
  reportFormObjects(context, chosen, payload, `${at}/payload`);
  const numbers = bodyNumbers(context, { ...chosen, payload, replacements }, target.numberPlaces, at);
  return {
    contentType,
    payload,
    ...(numbers.length === 0 ? {} : { numbers }),
    ...(xml.length === 0 ? {} : { xml }),
    ...(isFile(site, template, chosen) ? { bytes: true } : {}),
    ...(replacements.length === 0 ? {} : { replacements }),
  };
}

function reportNoBody(
  context: CompileContext,
  { label, requestBody }: BodyTarget,
  step: Step,
  pointer: string,
): void {
  if (requestBody?.required !== true || isGivenOtherwise(step)) return;
  const hint = `Add a requestBody with contentType ${Object.keys(requestBody.content).join(' or ')}.`;
  const message = `${label} requires a request body, and the step has none.`;
  context.report(diagnose('step/missing-body', message, { place: context.located.place(pointer), hint }));
}

/** Whether a step gives a body where OpenAPI 2 has it, which is an error of its own. */
function isGivenOtherwise({ parameters = [] }: Step): boolean {
  return parameters.some((each) => 'in' in each && isOlderLocation(each.in));
}

/** The media type of the body (clause G1). */
function chosenType(
  context: CompileContext,
  target: BodyTarget,
  given: string | undefined,
  place: Place,
): ChosenMediaType | undefined {
  const { label, method = '' } = target;
  const isAvoided = /^(?:GET|HEAD|DELETE)$/i.test(method);
  if (target.requestBody === undefined || isAvoided) {
    const why =
      target.requestBody === undefined
        ? `${label} declares no request body`
        : `A body of ${method.toUpperCase()} has no meaning that servers agree on`;
    const message = `${why}; it is sent all the same.`;
    const hint = 'Remove the body if it is not meant.';
    context.report(diagnose('step/unexpected-body', message, { place, hint }));
  }
  const chosen = chooseMediaType(target.requestBody?.content ?? {}, given);
  if (chosen === undefined) {
    const hint = 'Add contentType to the requestBody.';
    const message = 'Nothing says which media type the body has.';
    context.report(diagnose('step/unsupported-media-type', message, { place, hint }));
    return undefined;
  }
  const { contentType, note } = chosen;
  if (note !== undefined && target.requestBody !== undefined) {
    const declared = Object.keys(target.requestBody.content).join(', ');
    const message =
      note === 'undeclared'
        ? `${label} does not declare the media type ${contentType}; it declares ${declared}.`
        : `The step names no contentType; of ${declared}, ${contentType} is sent.`;
    const hint =
      note === 'undeclared'
        ? `Write contentType: ${declared}, if it is not meant.`
        : `Add contentType: ${contentType}.`;
    context.report(diagnose('step/undeclared-media-type', message, { place, hint }));
  }
  return chosen;
}

/** What is to be written as a body. */
interface Writing {
  readonly contentType: string;
  readonly mediaType: MediaType | undefined;
  readonly template: Template;
  readonly xml: XmlDescription;
  readonly isReplaced: boolean;
}

/** Whether a body can be written as its media type. */
function isWritable(context: CompileContext, writing: Writing, place: Place): boolean {
  const { contentType, mediaType, template, xml, isReplaced } = writing;
  const isText = isTextTemplate(template);
  const medium = textMedium(contentType);
  const isWhole = !isBinary(contentType) || formatSource(template) !== undefined;
  const serializer = isWhole ? compileSerializer(contentType, mediaType) : undefined;
  if ((isText ? medium : serializer) === undefined) {
    const hint = isBinary(contentType)
      ? 'Give the bytes as base64 in an input, and write the payload as one expression: $inputs.<name>.'
      : 'JSON, form, multipart, XML and text bodies are written.';
    const message = `A payload of this kind cannot be written as ${contentType}.`;
    context.report(diagnose('step/unsupported-media-type', message, { place, hint }));
    return false;
  }
  const isOne = template.kind !== 'literal' && template.kind !== 'object' && template.kind !== 'array';
  if (isXml(contentType) && !isText && !isOne && xml[0]?.name === undefined) {
    const message = `Nothing says what the root element is called, so that this payload cannot be written as ${contentType}.`;
    const hint =
      "Give the schema of the body an xml.name, or write the payload as the text of the document: '<note>{$inputs.note}</note>'.";
    context.report(diagnose('step/unsupported-media-type', message, { place, hint }));
    return false;
  }
  if (isText && isReplaced && medium === 'text') {
    const message = `A text of type ${contentType} has no places that could be replaced.`;
    const hint = 'Write the values into the payload itself, as expressions.';
    context.report(diagnose('step/replacement-target', message, { place, hint }));
    return false;
  }
  return true;
}

/** Whether a body of text is an input that holds bytes, which are what is meant unless the description asks for them encoded (clause 4.5). */
function isFile(site: UseSite, template: Template, { contentType, mediaType }: ChosenMediaType): boolean {
  const medium = textMedium(contentType);
  if (mediaType?.schema?.encoded === true || (medium !== 'text' && medium !== 'xml')) return false;
  if (template.kind !== 'expression' || template.expression.kind !== 'inputs') return false;
  const { name, pointer } = template.expression;
  const { properties } = site.inputs;
  return (
    pointer === undefined &&
    Object.hasOwn(properties, name) &&
    isBytes(properties[name], site.workflow.inputs)
  );
}

/** What replacements start from when there is no payload (clause G8). */
function impliedPayload(
  context: CompileContext,
  { value, from }: StartingValue,
  contentType: string,
  place: Place,
): Template {
  const start = { example: 'the example', default: 'the default', nothing: 'an empty value' }[from];
  const message = `The step gives no payload, so its replacements start from ${start} of the operation for ${contentType}.`;
  context.report(
    diagnose('step/implied-payload', message, { place, hint: 'Give a payload, if another one is meant.' }),
  );
  return { kind: 'literal', value };
}
