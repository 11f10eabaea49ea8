import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Io, Output } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import type { HttpRequest } from '../../src/engine/ports.ts';

/** What a call of the command line came to. */
export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What was sent to providers over the network. */
  readonly sent: readonly HttpRequest[];
}

/** A folder of its own for a test. */
export function folder(): string {
  return mkdtempSync(join(tmpdir(), 'heddle-'));
}

/** Calls the command line as a function, with an empty environment, no terminal, and a network that only records unless it is given. */
export async function heddle(
  argv: readonly string[],
  options: Partial<Io> & { readonly input?: string } = {},
): Promise<Called> {
  const { input, transport, ...given } = options;
  const stdout = captured();
  const stderr = captured();
  const sent: HttpRequest[] = [];
  const code = await main({
    argv,
    env: { HOME: folder() },
    cwd: process.cwd(),
    stdin: Readable.from(input === undefined ? [] : [Buffer.from(input)]),
    transport: {
      send(request, signal) {
        sent.push(request);
        if (transport === undefined) throw new Error('Nothing may be sent.');
        return transport.send(request, signal);
      },
    },
    ...given,
    stdout: given.stdout ?? stdout,
    stderr: given.stderr ?? stderr,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text(), sent };
}

/** An output that keeps what is written. */
export function captured(kind: Partial<Output> = {}): Output & { readonly text: () => string } {
  const parts: string[] = [];
  return { ...kind, write: (text) => parts.push(text), text: () => parts.join('') };
}
