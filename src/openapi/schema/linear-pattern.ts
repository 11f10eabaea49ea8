import type { RE2JS } from 're2js';

/** As much of RegExp as a schema validator uses. */
export interface LinearPattern {
  test(text: string): boolean;
  toString(): string;
}

/**
 * The part of RegExp that ajv uses, on a linear-time engine (clause M). Throws for a pattern that the engine refuses.
 * ajv caches patterns under their `toString()`, which therefore must differ from pattern to pattern.
 */
export function linearPattern(engine: typeof RE2JS, pattern: string): LinearPattern {
  const compiled = engine.compile(engine.translateRegExp(pattern));
  return { test: (text) => compiled.matcher(text).find(), toString: () => `linear:${pattern}` };
}
