import { kindOfName } from './secret-name.ts';

/**
 * Masks what looks like a secret or like a person's data in a text, whoever's it is. Every pattern is bounded, so that time is linear in the text.
 */
export function maskText(text: string): string {
  let masked = text.includes('://') ? text.replace(url, maskUrl) : text;
  if (!suspicious.test(masked)) return masked;
  for (const [pattern, replacement] of patterns) masked = masked.replace(pattern, replacement);
  return masked.replace(cardNumber, (digits) => (isCardNumber(digits) ? `***${digits.slice(-4)}` : digits));
}

/** What every text with something to mask holds, URLs aside. Most texts hold none of it, and this looks at each character once. */
const suspicious = /@|\+|%2B|[spr]k_|whsec_|_secret_|Bearer|Basic|\d{4}[ -]?\d{4}/i;

const patterns: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\b([spr]k_(?:live|test)_)[\w*]+/g, '$1***'],
  [/\b(whsec_)[\w+/=]+/g, '$1***'],
  // pi_..._secret_..., seti_..._secret_...: the id may be shown, what follows may not.
  [/(_secret_)[A-Za-z0-9]+/g, '$1***'],
  [/\b(Bearer|Basic)(\s{1,4})[\w+/=.~-]{16,}/gi, '$1$2***'],
  [/[\w.%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g, '***@***'],
  // E.164, as such or percent-encoded.
  [/(\+|%2B)[1-9]\d{2,10}(\d{4})(?!\d)/gi, '$1***$2'],
];

const url = /\bhttps?:\/\/[^\s"'<>\\]+/gi;

/** Keeps a URL's bytes but for user information, the values of secret query parameters, and paths that are secrets themselves. */
function maskUrl(found: string): string {
  const [, scheme, authority, path, query, fragment] =
    /^(https?:\/\/)([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/i.exec(found)!;
  const host = authority!.slice(authority!.lastIndexOf('@') + 1);
  const user = host === authority ? '' : '***@';
  const isLink = secretLinks.test(host.toLowerCase());
  const shownPath = isLink && path!.length > 1 ? '/***' : path!;
  const shownQuery = isLink && query !== undefined ? '?***' : (query ?? '').replace(pair, maskPair);
  // Fragments with values carry tokens (OAuth's implicit flow) and never reach a server.
  const shownFragment = fragment?.includes('=') ? '#***' : (fragment ?? '');
  return `${scheme}${user}${host}${shownPath}${shownQuery}${shownFragment}`;
}

/** Whoever has a link to these is the customer: customer portal, checkout, hosted invoices, 3-D Secure redirects. */
const secretLinks = /^(?:billing|checkout|invoice|pay|hooks|payments|receipts|buy)\.stripe\.com(?::\d+)?$/;

const pair = /([?&])([^=&]*)=([^&]*)/g;

function maskPair(found: string, separator: string, name: string, value: string): string {
  if (value === '' || kindOfName(decoded(name)) !== 'secret') return found;
  return `${separator}${name}=***`;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Thirteen to nineteen digits of a card network's range, perhaps in groups. */
const cardNumber = /(?<![\w.])[2-6]\d{3}(?:[ -]?\d{4}){2}(?:[ -]?\d{1,7})(?![\w])/g;

/** The Luhn check, which one number in ten passes by chance. */
function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  if (digits.length < 13 || digits.length > 19) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
