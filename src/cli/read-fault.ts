import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/near.ts';
import type { Emulator } from '../emulator/emulator.ts';
import type { Fault, FaultEffect } from '../emulator/faults.ts';
import { mayHit, neverHits } from '../emulator/may-hit.ts';

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
  const match = { method, path };
  const emulator = called.find(({ routes }) => mayHit(routes, match));
  if (emulator === undefined) {
    const routes = called.flatMap((each) => each.routes);
    const { message, hint } = neverHits(routes, match);
    return diagnose('usage/invalid', message, { hint });
  }
  return { emulator, fault: { match, times: Number(times), effect } };
}

/** The kinds of what happens that have a name. */
const effects = ['reset', 'refuse', 'delay'];

function effectOf(text: string): FaultEffect | undefined {
  if (text === 'reset' || text === 'refuse') return { kind: text };
  if (/^[2-5]\d\d$/.test(text)) return { kind: 'status', statusCode: Number(text) };
  const milliseconds = /^delay:(\d{1,6})$/.exec(text)?.[1];
  return milliseconds === undefined ? undefined : { kind: 'delay', milliseconds: Number(milliseconds) };
}
