import type { Outputs } from '../expression/scope.ts';
import type { JsonObject } from '../text/json.ts';

/**
 * Characters that what a step gives, or what a workflow is given, may have: several whole answers, and what a loop gets to that puts what
 * it had into a list twice (clause H16). A run keeps one of each step and workflow at a time.
 */
const mostKept = 64 * 1024 * 1024;

/** Which limit forbids to keep values, in a sentence; undefined when none does. @param whose Whose values they are, as the sentence begins. */
export function limitOnKept(values: Outputs, whose: string): string | undefined {
  if (left(values, mostKept) >= 0) return undefined;
  return `${whose} hold more than ${mostKept} characters, the most that a run keeps of one; keep the parts of them that are needed.`;
}

/** What is left of an allowance after a value, which is as long as its text in JSON about; what stands in it twice counts twice. Ends once nothing is left. */
function left(value: unknown, allowance: number): number {
  if (typeof value === 'string') return allowance - value.length;
  let rest = allowance - 1;
  if (typeof value !== 'object' || value === null) return rest;
  if (Array.isArray(value)) {
    for (const item of value) if ((rest = left(item, rest)) < 0) return rest;
    return rest;
  }
  for (const name in value) {
    rest = left((value as JsonObject)[name], rest - name.length);
    if (rest < 0) return rest;
  }
  return rest;
}
