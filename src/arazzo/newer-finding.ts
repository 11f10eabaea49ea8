import type { ShapeCheck } from './shape-check.ts';

/**
 * The finding for something that came with Arazzo 1.1 (clause A4): in a 1.0 document it has no meaning,
 * in a 1.1 document it may have one that is not run yet.
 */
export function newerFinding(
  check: ShapeCheck,
  label: string,
  pointer: string,
  part: 'key' | 'value' = 'value',
): void {
  if (check.version === '1.0') {
    const message = `${label} came with Arazzo 1.1; the document declares 1.0.`;
    check.report('document/newer-field', message, {
      pointer,
      part,
      hint: 'Remove it, or express it as 1.0 does.',
    });
    return;
  }
  const hint = 'Remove it, or express it as Arazzo 1.0 does.';
  check.report('document/not-supported', `${label} came with Arazzo 1.1 and is not run yet.`, {
    pointer,
    part,
    hint,
  });
}
