import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
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
  const [, method, path, what, times = '1'] = parts ?? [];
  const effect = what === undefined ? undefined : effectOf(what);
  if (method === undefined || path === undefined || effect === undefined || Number(times) < 1) {
    const hint =
      'For example: --fault "POST /v1/payment_intents=429", or =reset, =refuse, =delay:500; "=500*3" happens three times.';
    return diagnose('usage/invalid', '--fault takes a method, a path, "=" and what happens.', { hint });
  }
  const emulator = emulators.find(({ basePath }) => path.startsWith(`${basePath}/`));
  if (emulator === undefined) {
    const hint = `Paths begin with ${emulators.map(({ basePath }) => `${basePath}/`).join(' or ')}.`;
    return diagnose('usage/invalid', `No emulator has the path ${path}.`, { hint });
  }
  return { emulator, fault: { match: { method, path }, times: Number(times), effect } };
}

function effectOf(text: string): FaultEffect | undefined {
  if (text === 'reset' || text === 'refuse') return { kind: text };
  if (/^[2-5]\d\d$/.test(text)) return { kind: 'status', statusCode: Number(text) };
  const milliseconds = /^delay:(\d{1,6})$/.exec(text)?.[1];
  return milliseconds === undefined ? undefined : { kind: 'delay', milliseconds: Number(milliseconds) };
}
