import { didYouMean } from '../diagnostics/near.ts';
import type { Fault } from './faults.ts';

/** Which requests a fault is for. */
type Match = NonNullable<Fault['match']>;

/**
 * Whether a fault can hit any of the calls that an emulator knows.
 * @param routes By method and path template: `POST /v1/payment_intents/{intent}`.
 */
export function mayHit(routes: readonly string[], { method, path }: Match): boolean {
  return routes.some((route) => {
    const [known = '', template = ''] = route.split(' ', 2);
    const isMethod = method === undefined || method.toUpperCase() === known;
    return isMethod && (path === undefined || mayMatch(path, template));
  });
}

/** What there is to say of a fault that can hit none of some calls. */
export function neverHits(
  routes: readonly string[],
  { method, path = '' }: Match,
): { readonly message: string; readonly hint: string } {
  const known = method === undefined ? routes.map((route) => route.replace(/^\S+ /, '')) : routes;
  const call = method === undefined ? path : `${method} ${path}`.trim();
  const own = known.filter((route) => route.startsWith(`${(method ?? '').toUpperCase()} `));
  return {
    message: `No call is ${call}, so the fault would never happen.`,
    hint:
      didYouMean(call, own) ??
      didYouMean(call, known) ??
      `Name one of these, ids filled in or not, or "*" at the end for all that begin so: ${routes.slice(0, 20).join(', ')}.`,
  };
}

/** Whether a path, a template or a prefix can be the path of a call. */
function mayMatch(path: string, template: string): boolean {
  const isPrefix = path.endsWith('*');
  const wanted = (isPrefix ? path.slice(0, -1) : path).split('/');
  const found = template.split('/');
  if (isPrefix ? found.length < wanted.length : found.length !== wanted.length) return false;
  return wanted.every((part, index) => {
    const segment = found[index]!;
    if (part.includes('{') || segment.includes('{')) return true;
    return isPrefix && index === wanted.length - 1 ? segment.startsWith(part) : segment === part;
  });
}
