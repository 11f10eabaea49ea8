import type { Operation } from './operation.ts';

/** How an operation documents a status (clause 4.7): by itself, by its range (`2XX`), or only by what stands for every other (`default`). */
export type Documentation = 'exact' | 'range' | 'default';

/** How a status is documented; undefined when it is not. */
export function documentationOf(
  responses: Operation['responses'],
  status: number,
): Documentation | undefined {
  if (Object.hasOwn(responses, String(status))) return 'exact';
  if (Object.hasOwn(responses, `${Math.floor(status / 100)}XX`)) return 'range';
  return Object.hasOwn(responses, 'default') ? 'default' : undefined;
}

/** What is documented, as people write it: `200, 404 and 5XX`; `default` comes last. */
export function documentedNames(responses: Operation['responses']): string {
  const names = Object.keys(responses).toSorted((a, b) => Number(a === 'default') - Number(b === 'default'));
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
