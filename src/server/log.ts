/** What the server tells of itself: one line of JSON each, without inputs, outputs, ids of runs that callers chose, headers or queries. */
export type Log = Readonly<
  Record<'info' | 'warn' | 'error', (message: string, fields?: Readonly<Record<string, unknown>>) => void>
>;

/** A log of pino that writes to a stream. */
export async function openLog(stream: { write(text: string): unknown }): Promise<Log> {
  const { pino } = await import('pino');
  const logger = pino({ name: 'heddle', base: null }, { write: (text: string) => void stream.write(text) });
  return {
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
  };
}

/** What may be said of something that was thrown: its kind, not its message, which may hold anything. */
export function kindOf(error: unknown): {
  readonly kind: string;
  readonly code?: string;
  readonly at?: string;
} {
  if (!(error instanceof Error)) return { kind: typeof error };
  const code = (error as { readonly code?: unknown }).code;
  const at = error.stack
    ?.split('\n')
    .find((line) => /^\s+at /.test(line))
    ?.trim();
  return {
    kind: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(at === undefined ? {} : { at }),
  };
}
