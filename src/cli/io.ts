import type { Clock, Transport } from '../engine/ports.ts';

/** A stream that text is written to. */
export interface Output {
  write(text: string): unknown;
  /** Whether a person sees it as it is written. */
  readonly isTTY?: boolean;
  /** The width of the terminal. */
  readonly columns?: number;
}

/** A stream that text is read from. */
export type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** The process as the command line sees it: a parameter, so that all of it can be tried as a function. */
export interface Io {
  /** Without the names of Node and of the script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin?: Input;
  /** Aborted when the person interrupts. */
  readonly signal?: AbortSignal;
  /** In the place of the network, for calls of operations. */
  readonly transport?: Transport;
  readonly clock?: Clock;
  /** Whether threads may be started: their code is that of the built package. */
  readonly threads?: boolean;
}
