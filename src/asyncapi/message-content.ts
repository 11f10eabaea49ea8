import { essence } from '../openapi/media-type.ts';
import type { RequestBody } from '../openapi/operation.ts';
import { uniteSummaries } from '../openapi/schema/summarize-schema.ts';
import type { Channel, Message } from './channel.ts';

/** What messages are written in when neither description nor step says. */
export const usualContentType = 'application/json';

/** The messages of a channel as the body of a request would be described: by media type, those of one type united. Undefined without messages. */
export function messageContent({ messages }: Channel): RequestBody | undefined {
  if (messages.length === 0) return undefined;
  const types = new Set(messages.map(typeOf));
  const content = [...types].map((type) => {
    const group = messages.filter((message) => typeOf(message) === type);
    return [type, { encoding: {}, ...schemaOf(group) }] as const;
  });
  const required = messages.every(
    ({ payload }) => payload !== undefined && payload.types.length > 0 && !payload.types.includes('null'),
  );
  return { required, content: Object.fromEntries(content) };
}

function schemaOf(messages: readonly Message[]): Pick<RequestBody['content'][string], 'schema'> {
  const schemas = messages.flatMap(({ payload }) => payload ?? []);
  return schemas.length < messages.length ? {} : { schema: uniteSummaries(schemas) };
}

/** Without parameters, lower case. */
function typeOf({ contentType = usualContentType }: Message): string {
  return essence(contentType)!;
}
