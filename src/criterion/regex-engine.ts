import { RE2JS } from 're2js';
import type { CompileTest, ConditionProblem } from './criterion-engines.ts';
import { countMatch } from './linear-functions.ts';
import { startWork } from './work.ts';

/**
 * Regular expressions (clause I6): syntax of ECMA-262 without flags, found anywhere in the text, in time linear in it (clause M).
 * Values that are no text are matched as JSON.
 */
export const regexEngine: CompileTest = (pattern) => {
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    return {
      test: (context) => {
        const text = typeof context === 'string' ? context : JSON.stringify(context);
        countMatch(startWork(), text, pattern);
        return compiled.matcher(text).find();
      },
    };
  } catch (error) {
    return { problem: problemOf(pattern, error) };
  }
};

/** What the engine leaves out on purpose, because no engine can do it in linear time. */
const excluded = [
  { form: /\(\?<?[=!]/, name: 'Lookahead and lookbehind' },
  { form: /\\(?:[1-9]|k<)/, name: 'Backreferences' },
];

function problemOf(pattern: string, error: unknown): ConditionProblem {
  const left = excluded.find(({ form }) => form.test(pattern));
  if (left !== undefined) {
    const message = `${left.name} cannot be matched in linear time, and patterns of documents run in no other.`;
    const hint = 'Write the pattern without it, or use two criteria.';
    return { message, hint, offset: left.form.exec(pattern)!.index };
  }
  // The exception of the engine tells the piece that it stumbled over.
  const { error: reason, input } = error as { readonly error?: string; readonly input?: string };
  const offset = Math.max(0, pattern.indexOf(input ?? ''));
  return { message: `This is not a regular expression: ${reason ?? 'it cannot be read'}.`, offset };
}
