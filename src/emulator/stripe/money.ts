import { invalid } from './errors.ts';

const known: ReadonlySet<string> = new Set(
  Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()),
);

/** The smallest amounts that differ from the usual 50 (docs.stripe.com/currencies, minimum charge amounts). */
const minimums: ReadonlyMap<string, number> = new Map([
  ['gbp', 30],
  ['aed', 200],
  ['czk', 1500],
  ['dkk', 250],
  ['hkd', 400],
  ['huf', 17500],
  ['mxn', 1000],
  ['myr', 200],
  ['nok', 300],
  ['pln', 200],
  ['ron', 200],
  ['sek', 300],
  ['thb', 1000],
]);

/** The currency in lower case; throws a 400 when there is no such currency. */
export function readCurrency(text: string): string {
  const currency = text.toLowerCase();
  if (!known.has(currency)) throw invalid(`Invalid currency: ${currency}`, { param: 'currency' });
  return currency;
}

/** Throws a 400 for an amount, in the smallest unit of its currency, that cannot be charged (docs/providers.md 1.8). */
export function checkAmount(amount: number, currency: string): void {
  const refuse = (code: string, message: string) => invalid(message, { code, param: 'amount' });
  if (amount < 1) {
    throw refuse('parameter_invalid_integer', 'This value must be greater than or equal to 1.');
  }
  if (amount > 99_999_999) {
    throw refuse('amount_too_large', `Amount must be no more than 99999999 in ${currency}.`);
  }
  const minimum = minimums.get(currency) ?? 50;
  if (amount < minimum)
    throw refuse('amount_too_small', `Amount must be at least ${minimum} in ${currency}.`);
}
