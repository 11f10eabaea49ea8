import type { ShapeCheck } from './shape-check.ts';

/** The finding for something that came with Arazzo 1.1 and has no meaning in a 1.0 document (clause A4). */
export function newerFinding(
  check: ShapeCheck,
  label: string,
  pointer: string,
  part: 'key' | 'value' = 'value',
): void {
  const message = `${label} came with Arazzo 1.1; the document declares 1.0.`;
  check.report('document/newer-field', message, {
    pointer,
    part,
    hint: 'Remove it, or express it as 1.0 does.',
  });
}
