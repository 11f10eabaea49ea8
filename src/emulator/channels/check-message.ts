import type { Message } from '../../asyncapi/channel.ts';
import { usualContentType } from '../../asyncapi/message-content.ts';
import type { OutgoingMessage } from '../../engine/ports.ts';
import type { CheckValue, CompileSchema } from '../../openapi/schema/compile-schema.ts';
import { essence } from '../../openapi/media-type.ts';
import { readBody } from '../mock/read-body.ts';
import { refuses, type RequestFinding } from '../mock/request-finding.ts';
import { unresolvedExpressions } from '../mock/unresolved-expressions.ts';
import type { MockMessage } from './mock-message.ts';

/** A message that was sent, as text. */
export interface SentMessage extends Pick<OutgoingMessage, 'headers' | 'contentType'> {
  /** With its variables filled in. */
  readonly address: string;
  readonly payload: string;
}

/** Holds a message against those that are described for its channel: what is wrong with it by the one that it is most like. Nothing where none is described. */
export function checkMessage(
  sent: SentMessage,
  messages: readonly MockMessage[],
  compile: CompileSchema,
): readonly RequestFinding[] {
  const request = {
    method: '',
    path: sent.address,
    query: '',
    headers: Object.fromEntries(
      Object.entries(sent.headers).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
    body: sent.payload,
  };
  const [best = []] = messages
    .map((message) => against(sent, message, compile))
    .toSorted((one, other) => one.length - other.length);
  return [
    ...unresolvedExpressions(request).map((each) =>
      refuses('expression', `The expression ${each} was sent as text.`),
    ),
    ...best,
  ];
}

function against(
  { headers, contentType = usualContentType, payload: text }: SentMessage,
  { message, payload, headers: declared }: MockMessage,
  compile: CompileSchema,
): readonly RequestFinding[] {
  const wanted = essence(message.contentType ?? usualContentType);
  const inHeaders =
    declared === undefined
      ? []
      : problems(compile(declared), asDeclared(headers, message), 'The headers', 'parameter');
  if (text !== '' && essence(contentType) !== wanted) {
    const said = `The payload is sent as ${essence(contentType) ?? 'something that is no media type'}; the message is ${wanted}.`;
    return [...inHeaders, refuses('media-type', said)];
  }
  if (payload === undefined) return inHeaders;
  if (text === '')
    return compile(payload)(undefined).length === 0
      ? inHeaders
      : [...inHeaders, refuses('body', 'The message has a payload, and none was sent.')];
  const body = readBody(text, contentType, payload, undefined);
  if ('problem' in body) return [...inHeaders, refuses('body', body.problem)];
  return 'opaque' in body
    ? inHeaders
    : [...inHeaders, ...problems(compile(payload), body.value, 'The payload', 'body')];
}

/** Headers by the names that the description spells them with: case does not matter (clause K5). */
function asDeclared(headers: SentMessage['headers'], { headers: declared }: Message): SentMessage['headers'] {
  const names = Object.keys(declared?.properties ?? {});
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      names.find((each) => each.toLowerCase() === name.toLowerCase()) ?? name,
      value,
    ]),
  );
}

function problems(
  check: CheckValue,
  value: unknown,
  title: string,
  kind: RequestFinding['kind'],
): readonly RequestFinding[] {
  const told = check(value).map(
    ({ pointer, message }) => `${title}${pointer === '' ? '' : `, at ${pointer},`} ${message}.`,
  );
  return [...new Set(told)].map((message) => refuses(kind, message));
}
