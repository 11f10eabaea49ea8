import type { Template } from './template.ts';

/** Whether a payload is the text of the whole body, with or without embedded expressions (clause G3), not a value to be written. */
export function isTextTemplate(payload: Template): boolean {
  return payload.kind === 'text' || (payload.kind === 'literal' && typeof payload.value === 'string');
}
