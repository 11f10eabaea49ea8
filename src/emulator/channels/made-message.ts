import { usualContentType } from '../../asyncapi/message-content.ts';
import type { IncomingMessage } from '../../engine/ports.ts';
import { isObject } from '../../text/json.ts';
import { bestAnswer, type ExpectingStep } from '../cooperation/expected-answer.ts';
import { type AnswerMaking, type MockAnswer, writeAnswer } from '../mock/mock-answer.ts';
import { generateValue } from '../values/generate-value.ts';
import type { MockMessage } from './mock-message.ts';

/**
 * The message that lets a step which awaits it succeed and the run go on: made from the examples and schemas of one that is described, with the
 * value that correlates it, and with what criteria and outputs take from it. Headers are texts, as they are over HTTP.
 * @param correlation The value that it must carry where the description of the message says; any message will do without one.
 */
export function madeMessage(
  messages: readonly MockMessage[],
  expecting: ExpectingStep,
  making: AnswerMaking,
  correlation: { readonly value: unknown } | undefined,
): Omit<IncomingMessage, 'address'> {
  const carrying = messages.filter(
    ({ message }) => correlation === undefined || message.correlationId !== undefined,
  );
  const candidates = carrying.map((each): readonly [MockAnswer, ExpectingStep] => {
    const { correlationId } = each.message;
    if (correlation === undefined || correlationId === undefined) return [made(each, making), expecting];
    const { in: where, path } = correlationId;
    const fixed: ExpectingStep['fixed'] = (draft) => {
      if (where === 'payload') draft.set(path, correlation.value);
      else draft.setHeader(path[0]!, String(correlation.value));
    };
    return [made(each, making), { ...expecting, fixed }];
  });
  const described = candidates.length === 0 ? [[nothing, expecting] as const] : candidates;
  const { headers, body } = writeAnswer(bestAnswer(described, making)!.answer);
  const { 'content-type': contentType, ...own } = headers;
  return { headers: own, ...(contentType === undefined ? {} : { contentType }), payload: body };
}

/** Of a channel whose description has no messages. */
const nothing: MockAnswer = {
  statusCode: 200,
  headers: {},
  documented: true,
  contentType: usualContentType,
  body: {},
};

function made({ message, payload, headers, examples }: MockMessage, making: AnswerMaking): MockAnswer {
  const { seed, compile } = making;
  const choose = (part: 'payload' | 'headers', schema: MockMessage['payload']): unknown => {
    const check = schema === undefined ? undefined : compile(schema);
    const fitting = examples.find(
      (example) => example[part] !== undefined && (check?.(example[part]) ?? []).length === 0,
    );
    if (fitting !== undefined || schema === undefined) return fitting?.[part];
    const place = `${seed}\n${message.name}\n${part}`;
    return generateValue(schema, { seed: place, direction: 'response', ...(check && { check }) });
  };
  const fields = choose('headers', headers);
  const body = choose('payload', payload);
  return {
    statusCode: 200,
    documented: true,
    headers: Object.fromEntries(
      Object.entries(isObject(fields) ? fields : {}).map(([name, value]) => [
        name.toLowerCase(),
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
    ...(body === undefined ? {} : { body, contentType: message.contentType ?? usualContentType }),
    ...(payload === undefined ? {} : { schema: payload }),
  };
}
