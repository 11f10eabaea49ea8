import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, heddle } from '../../test/cli/heddle.ts';
import { readText } from '../text/read-text.ts';
import { checkAsyncApi } from './check-description.ts';
import { readAsyncApi } from './read-description.ts';

/** What is found in a description: line, severity and message of each. */
function found(text: string): readonly string[] {
  const { located } = readText(text, 'events.yaml');
  const { description, diagnostics } = readAsyncApi(located!);
  const all = [...diagnostics, ...checkAsyncApi(description!, diagnostics)];
  expect(all.filter(({ severity }) => severity === 'error')).toEqual([]);
  return all.map(({ place, severity, message }) => `${place!.line} ${severity}: ${message}`);
}

const three = `asyncapi: 3.0.0
info: { title: Events, version: '1' }
servers:
  typo: { host: a.example, protocol: kafak }
  open: { host: '{region}.example', protocol: https, security: [{ type: htttp }] }
  none: { protocol: kafka }
channels:
  empty: { address: empty }
  news:
    address: news/{id}
    parameters: { ID: {} }
    messages:
      plain: { correlationId: { location: requestId } }
      wrong: { payload: { type: strnig, properties: { n: { minimum: low } }, required: true } }
      lost: { $ref: '#/components/messages/Nowhere' }
operations:
  act: { action: publish, channel: { $ref: '#/channels/news' } }
  away: { action: send }
  other: { action: send, channel: { $ref: '#/channels/news' }, messages: [{ $ref: '#/components/messages/Other' }] }
components:
  schemas: { unused: { $ref: '#/nowhere' } }
  messages: { Other: { payload: { default: { $ref: '#/a value' }, properties: { default: { type: string } } } } }
`;

test('everything of AsyncAPI 3 that concerns a reader is told, with its place, and nothing of it is an error', () => {
  expect(found(three)).toEqual([
    '17 warning: The operation "act" has no action "send" or "receive".',
    '18 warning: The operation "away" does not refer to a channel of the description.',
    '15 warning: The reference "#/components/messages/Nowhere" points at nothing.',
    '21 warning: The reference "#/nowhere" points at nothing.',
    '4 info: The server "typo" has the protocol "kafak", which is none that AsyncAPI names.',
    '5 warning: The server "open" uses the variable "region", which has no default.',
    '6 warning: The server "none" needs a protocol and a host or URL.',
    '8 warning: The channel "empty" has no messages.',
    '10 warning: The address "news/{id}" has the variable "id", which the channel does not declare.',
    '11 warning: The channel "news" declares the parameter "ID", which its address does not have.',
    '13 warning: A correlation id needs a location such as $message.header#/requestId.',
    '14 warning: The keyword "type" of a schema has a value that it cannot have.',
    '14 warning: The keyword "minimum" of a schema has a value that it cannot have.',
    '19 warning: The operation "other" lists the message "Other", which is none of its channel "news".',
    '5 warning: "type" of entry 1 of "security" of the server "open" cannot be "htttp".',
  ]);
});

test('so is that of AsyncAPI 2', () => {
  expect(
    found(`asyncapi: 2.6.0
info: { title: Events, version: '1' }
servers: { main: { url: a.example, protocol: mqtt, security: [{ usr: [] }] } }
channels:
  silent: {}
  said: { subscribe: { message: { payload: 7 } } }
components: { securitySchemes: { user: { type: userPassword } } }
`),
  ).toEqual([
    '3 warning: There is no security scheme "usr" in the components.',
    '5 warning: The channel "silent" has no messages.',
    '6 warning: A schema is an object, or true or false.',
  ]);
});

test('a check tells it, and once where a step uses it', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'events.yaml'), three);
  const document = (channel: string): string => `arazzo: 1.1.0
info: { title: Hear, version: '1' }
sourceDescriptions: [{ name: events, url: events.yaml, type: asyncapi }]
workflows:
  - workflowId: hear
    steps: [{ stepId: hear, channelPath: '$sourceDescriptions.events.url#/channels/${channel}', action: receive, timeout: 5 }]
`;
  writeFileSync(join(cwd, 'hear.yaml'), document('empty'));
  writeFileSync(join(cwd, 'news.yaml'), document('news'));
  const checked = await heddle(['check', 'hear.yaml'], { cwd });
  expect(checked.stdout + checked.stderr).toContain('The channel "empty" has no messages.');
  const { code, stdout, stderr } = await heddle(['check', 'news.yaml'], { cwd });
  expect(code).not.toBe(0);
  const times = (stdout + stderr).split('"#/components/messages/Nowhere" points at nothing').length - 1;
  expect(times).toBe(1);
});
