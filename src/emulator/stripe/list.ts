import { invalid, noSuch } from './errors.ts';

/** What every list takes. */
export const listShape = { limit: 'integer', starting_after: 'text' } as const;

/** A page of a list, newest first. Throws a 400 for a limit outside 1 to 100 or an unknown cursor. */
export function listPage<T extends { readonly id: string }>(
  url: string,
  items: Iterable<T>,
  { limit = 10, starting_after }: { readonly limit?: number; readonly starting_after?: string },
): object {
  if (limit < 1 || limit > 100) {
    throw invalid('A limit is between 1 and 100.', { code: 'parameter_invalid_integer', param: 'limit' });
  }
  const newestFirst = [...items].toReversed();
  const cursor = newestFirst.findIndex(({ id }) => id === starting_after);
  if (starting_after !== undefined && cursor < 0) {
    throw noSuch('object', starting_after, 'starting_after', 'parameter');
  }
  const rest = newestFirst.slice(cursor + 1);
  return { object: 'list', data: rest.slice(0, limit), has_more: rest.length > limit, url };
}
