import { createHash } from 'node:crypto';

/** `sha256-` and 64 hex digits of a text in UTF-8. */
export function textHash(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('hex')}`;
}
