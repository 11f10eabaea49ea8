import type { PaymentIntent } from '../emulator/stripe/payment-intent.ts';
import type { Message } from '../emulator/twilio/message.ts';
import type { Redactor } from '../http/redact.ts';
import { sanitize, sanitizeLines } from './sanitize.ts';
import type { Style } from './style.ts';

/** A text that the sandbox took and sent to nobody; the numbers are masked. */
export function messageLines(message: Message, redactor: Redactor, { colours }: Style): readonly string[] {
  const { sid, from, messaging_service_sid: service, to, body, status } = message;
  const number = (value: string, name: string): string => sanitize(String(redactor.value(value, name)));
  const sender = from === null ? sanitize(service ?? '') : number(from, 'From');
  const head = `Text ${colours.bold(status)} from ${sender} to ${number(to, 'To')}  ${colours.dim(sid)}`;
  return [head, ...sanitizeLines(redactor.text(body)).map((line) => `  ${colours.dim('│')} ${line}`.trimEnd())];
}

/** What became of a payment in the sandbox. */
export function paymentLine({ id, amount, currency, status }: PaymentIntent, { colours }: Style): string {
  return `Payment ${colours.bold(status)}, ${money(amount, currency)}  ${colours.dim(sanitize(id))}`;
}

/** `19.99 USD`, `1999 JPY`: an amount is in the smallest unit of its currency. */
function money(amount: number, currency: string): string {
  const code = currency.toUpperCase();
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions();
  return `${(amount / 10 ** maximumFractionDigits).toFixed(maximumFractionDigits)} ${code}`;
}
