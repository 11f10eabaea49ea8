import type { Io } from './io.ts';

/** All of standard input, as text; empty where there is none. */
export async function readStdin({ stdin }: Io): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stdin ?? []) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts).toString('utf8');
}
