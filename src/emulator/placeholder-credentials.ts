import type { Authenticated } from '../credentials/authenticated.ts';
import { sourceIdentity } from '../credentials/source-identity.ts';
import { type Part, type Way, waysOf } from '../credentials/ways.ts';
import type { Plan } from '../plan/plan.ts';
import { profileOf } from '../providers/profiles.ts';

const placeholder = 'heddle-sandbox-placeholder';

/**
 * Made-up values for the variables of everything that calls and messages may be authenticated with, for mocks and emulators alone: whoever prepares a run with
 * them gives no others. What would be obtained from somewhere, or is a certificate, has none.
 */
export function placeholderCredentials(
  plan: Plan,
  steps: readonly Authenticated[],
): Readonly<Record<string, string>> {
  const values = new Map<string, string>();
  for (const step of steps) {
    const ways = waysOf(step, profileOf(sourceIdentity(plan, step.source)));
    for (const part of firstPossible(ways))
      for (const [name, value] of valuesOf(part)) values.set(name, value);
  }
  return Object.fromEntries(values);
}

function firstPossible(ways: readonly Way[]): readonly Part[] {
  return ways.find(({ parts }) => parts.every((part) => valuesOf(part).length > 0))?.parts ?? [];
}

function valuesOf(part: Part): readonly (readonly [variable: string, value: string])[] {
  switch (part.kind) {
    case 'bearer':
      return [[part.token, placeholder]];
    case 'apiKey':
      return [[part.key, placeholder]];
    case 'basic':
      return [
        [part.username, placeholder],
        ...(part.password === undefined ? [] : ([[part.password, placeholder]] as const)),
      ];
    case 'authorization':
      return [[part.value, `${part.scheme} ${placeholder}`]];
    case 'grant':
    case 'certificate':
    case 'unsupported':
      return [];
  }
}
