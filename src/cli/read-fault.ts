import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/near.ts';
import type { Emulator } from '../emulator/emulator.ts';
import type { Fault, FaultEffect } from '../emulator/faults.ts';

/** A fault, and the emulator whose requests it hits. */
export interface GivenFault {
  readonly emulator: Emulator;
  readonly fault: Fault;
}

/**
 * Reads `POST /v1/payment_intents=429`: a method, a path template (or a prefix that ends in `*`), and what happens once: a status, `reset`,
 * `refuse`, or `delay:` and milliseconds. `*3` at the end makes it happen three times.
 */
export function readFault(text: string, emulators: readonly Emulator[]): GivenFault | Diagnostic {
  const parts = /^([A-Za-z]+) +(\/[^=\s]*)=([^*]+?)(?:\*(\d{1,4}))?$/.exec(text);
  const [, method = '', path = '', what = '', times = '1'] = parts ?? [];
  const effect = effectOf(what);
  if (effect === undefined || Number(times) < 1) {
    const hint =
      didYouMean(what.replace(/:.*/s, ''), effects) ??
      'For example: --fault "POST /v1/payment_intents=429", or =reset, =refuse, =delay:500; "=500*3" happens three times.';
    return diagnose('usage/invalid', '--fault takes a method, a path, "=" and what happens.', { hint });
  }
  const called = emulators.filter(({ basePath }) => path.startsWith(`${basePath}/`));
  if (called.length === 0) {
    const hint = `Paths begin with ${emulators.map(({ basePath }) => `${basePath}/`).join(' or ')}.`;
    return diagnose('usage/invalid', `No emulator has the path ${path}.`, { hint });
  }
  const emulator = called.find(({ routes }) => routes.some((route) => mayHit(route, method, path)));
  if (emulator === undefined) {
    const routes = called.flatMap((each) => each.routes);
    const own = routes.filter((route) => route.startsWith(`${method.toUpperCase()} `));
    const call = `${method} ${path}`;
    const hint =
      didYouMean(call, own) ??
      didYouMean(call, routes) ??
      `Name one of these, ids filled in or not, or "*" at the end for all that begin so: ${routes.slice(0, 20).join(', ')}.`;
    return diagnose('usage/invalid', `No call is ${call}, so the fault would never happen.`, {
      hint,
    });
  }
  return { emulator, fault: { match: { method, path }, times: Number(times), effect } };
}

/** The kinds of what happens that have a name. */
const effects = ['reset', 'refuse', 'delay'];

/** Whether a fault for a path, a template or a prefix can hit a call: `POST /v1/payment_intents/{intent}`. */
function mayHit(route: string, method: string, path: string): boolean {
  const [known, template = ''] = route.split(' ', 2);
  if (known !== method.toUpperCase()) return false;
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

function effectOf(text: string): FaultEffect | undefined {
  if (text === 'reset' || text === 'refuse') return { kind: text };
  if (/^[2-5]\d\d$/.test(text)) return { kind: 'status', statusCode: Number(text) };
  const milliseconds = /^delay:(\d{1,6})$/.exec(text)?.[1];
  return milliseconds === undefined ? undefined : { kind: 'delay', milliseconds: Number(milliseconds) };
}
