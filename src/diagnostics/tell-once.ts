import type { Diagnostic } from './diagnostic.ts';

/**
 * Findings without those that say the same of the same place: checks that know more find again what others have found. The one that stays is the first, or
 * the first that offers a repair.
 */
export function tellOnce(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const told = new Map<string, Diagnostic>();
  for (const finding of diagnostics) {
    const { code, message, place } = finding;
    const key = JSON.stringify([code, message, place?.file, place?.pointer, place?.line, place?.column]);
    const before = told.get(key);
    if (before === undefined || (before.repair === undefined && finding.repair !== undefined)) {
      told.set(key, finding);
    }
  }
  return [...told.values()];
}
