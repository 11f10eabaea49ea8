// The three forms of an HTTP date (RFC 9110, 5.6.7). Date.parse alone would accept almost anything.
const imfFixdate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const rfc850 = /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/;
const asctime = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/**
 * Milliseconds to wait by a `Retry-After` field (clause H11; RFC 9110, 10.2.3): seconds, or an HTTP date, which counts from the
 * answer's own `Date` field where it is valid, so that a wrong clock on either side does no harm, else from `now` (Unix milliseconds).
 * A date in the past is 0. Undefined when absent or unparsable.
 */
export function retryAfterMilliseconds(
  headers: Readonly<Record<string, string>>,
  now: number,
): number | undefined {
  const field = headers['retry-after']?.trim();
  if (field === undefined) return undefined;
  if (/^\d+$/.test(field)) return Math.min(Number(field) * 1000, Number.MAX_SAFE_INTEGER);
  const moment = httpDate(field);
  return moment === undefined ? undefined : Math.max(0, moment - (httpDate(headers.date) ?? now));
}

function httpDate(field: string | undefined): number | undefined {
  if (field === undefined) return undefined;
  const text = asctime.test(field) ? `${field} GMT` : field;
  if (text === field && !imfFixdate.test(field) && !rfc850.test(field)) return undefined;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : moment;
}
