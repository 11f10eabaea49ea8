import type { MockExchange } from '../emulator/mock/mock.ts';
import type { PaymentIntent } from '../emulator/stripe/payment-intent.ts';
import type { Message } from '../emulator/twilio/message.ts';
import type { Redactor } from '../http/redact.ts';
import { sanitize, sanitizeLines } from './sanitize.ts';
import type { Style } from './style.ts';
import { wrap } from './wrap.ts';

const margin = '  │ ';

/** A text that the sandbox took and sent to nobody; the numbers are masked. */
export function messageLines(
  message: Message,
  redactor: Redactor,
  { colours, width }: Style,
): readonly string[] {
  const { sid, from, messaging_service_sid: service, to, body, status } = message;
  const number = (value: string, name: string): string => sanitize(String(redactor.value(value, name)));
  const sender = from === null ? sanitize(service ?? '') : number(from, 'From');
  const head = `Text ${colours.bold(status)} from ${sender} to ${number(to, 'To')}  ${colours.dim(sid)}`;
  const room = width === undefined ? undefined : width - margin.length;
  const lines = sanitizeLines(redactor.text(body)).flatMap((line) => wrap(line, room));
  return [head, ...lines.map((line) => colours.dim(margin.trimEnd()) + ` ${line}`.trimEnd())];
}

/** What became of a payment in the sandbox. The amount is in the smallest unit of its currency. */
export function paymentLine({ id, amount, currency, status }: PaymentIntent, { colours }: Style): string {
  return `Payment ${colours.bold(status)}, ${amount} ${sanitize(currency)}  ${colours.dim(sanitize(id))}`;
}

/** What a mock found in a request that the description does not allow, a line each; none for a request that is as described. */
export function exchangeLines(
  { source, method, path, operation, findings }: Omit<MockExchange, 'statusCode' | 'operationId'>,
  redactor: Redactor,
  { colours }: Style,
): readonly string[] {
  const shown = operation ?? `${method} ${redactor.url(path)}`;
  return findings.map(({ rejects, message }) => {
    const mark = rejects ? colours.red('✗') : colours.yellow('!');
    return `${mark} ${sanitize(source)}  ${sanitize(shown)}  ${sanitize(redactor.text(message))}`;
  });
}
