import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { createSandbox, type Fault, listen } from '../../src/testing.ts';
import { fastClock } from './fast-clock.mjs';

/** What is run again and again, and killed elsewhere each time. */
export interface Subject {
  /** A file that holds its plan as JSON, as a store does: compiling it anew would take most of the time of a victim. */
  readonly planFile: string;
  readonly workflowId: string;
  readonly inputs: object;
  /** What goes wrong at Stripe even without a kill. */
  readonly faults?: readonly Fault[];
}

/** What came of a run that was killed at a point, or nowhere, and gone on with. */
export interface Survival {
  readonly point: string;
  /** How many processes it took. */
  readonly processes: number;
  readonly status: string;
  readonly reason?: { readonly code: string; readonly message: string; readonly stepId: string };
  readonly outputs: unknown;
  /** Charges, the failed ones too, and texts. */
  readonly charges: number;
  readonly texts: number;
  /** The places that the last process passed. */
  readonly points: readonly string[];
  readonly calls: number;
}

const victim = fileURLToPath(new URL('victim.mjs', import.meta.url));

/** Half an hour passes in two seconds, for the victims and for the providers; the day for which Stripe remembers a key in more than a minute and a half. */
const speed = 900;

/**
 * Runs a subject in a process that is killed at a point, and then in another one with the same store, until one of them comes to its end.
 * @param kill `before write 3`, `after write 3`, `before call 2`, `arrived 2`, `carried out 2`, `after answer 2`, or `nowhere`. Twice with a comma.
 */
export async function survive(subject: Subject, kill: string): Promise<Survival> {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-crash-'));
  const pace = { start: Date.UTC(2026, 10, 1), origin: Date.now(), speed };
  const sandbox = createSandbox({ clock: fastClock(pace) });
  const { stripe, twilio, credentials } = sandbox;
  for (const fault of subject.faults ?? []) stripe.faults.add(fault);
  const kills = kill.split(', ');
  let child: ChildProcess | undefined;
  let calls = 0;
  const deadly = (emulator: Emulator): Emulator => ({
    ...emulator,
    async handle(request) {
      const number = ++calls;
      if (kills[0] === `arrived ${number}`) return killed(child!);
      const answer = await emulator.handle(request);
      return kills[0] === `carried out ${number}` ? killed(child!) : answer;
    },
  });
  const server = await listen([deadly(stripe), deadly(twilio)]);
  try {
    for (let processes = 1; processes <= 4; processes++) {
      calls = 0;
      const spec = { ...subject, credentials, pace, url: server.url, kill: kills[0] };
      child = spawn(
        process.execPath,
        [victim, JSON.stringify({ ...spec, store: join(folder, 'heddle.db') })],
        {
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      const { code, stdout, stderr } = await ended(child);
      if (code === 0) {
        const told = JSON.parse(stdout) as Pick<Survival, 'status' | 'outputs' | 'points' | 'calls'>;
        const texts = twilio.messages().length;
        return { point: kill, processes, charges: stripe.charges().length, texts, ...told };
      }
      if (stderr !== '') throw new Error(`${kill}: ${stderr}`);
      kills.shift();
    }
    throw new Error(`${kill}: no process came to its end.`);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
}

/** Every point at which a run without a kill can be killed. */
export function pointsOf({ points, calls }: Survival): readonly string[] {
  const atProvider = Array.from({ length: calls }, (_, index) => [
    `arrived ${index + 1}`,
    `carried out ${index + 1}`,
  ]);
  return [...points, ...atProvider.flat()];
}

/** Kills a process, and never answers it. */
function killed(child: ChildProcess): Promise<never> {
  child.kill('SIGKILL');
  return new Promise(() => undefined);
}

async function ended(
  child: ChildProcess,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr!.on('data', (part: Buffer) => (stderr += part.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
