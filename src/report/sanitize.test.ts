import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { json } from './json.ts';
import { sanitize, sanitizeLines } from './sanitize.ts';

// oxlint-disable-next-line no-control-regex -- what must never get through
const steering = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

describe('a text of strangers', () => {
  test('is shown with its control characters as escapes', () => {
    expect(sanitize('\u001b[2Ja\tb\nc\u0007\u202e\u009b')).toBe('\\u001b[2Ja\\tb\\nc\\u0007\\u202e\\u009b');
    expect(sanitizeLines('a\r\nb\u001b\n')).toEqual(['a', 'b\\u001b', '']);
  });

  test('keeps what people write: accents, other scripts, joined emoji', () => {
    const text = 'Überweisung 支払い دفع 👩‍👩‍👧';
    expect(sanitize(text)).toBe(text);
  });

  test('never steers a terminal, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(sanitize(text)).not.toMatch(steering);
      }),
    );
  });

  test('as JSON is harmless and the same value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (value) => {
        const text = json(value);
        for (const line of text.split('\n')) expect(line).not.toMatch(steering);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
