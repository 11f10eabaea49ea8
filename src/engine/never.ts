import { setMaxListeners } from 'node:events';

/** The signal of work that nobody interrupts: one for all of it, whatever its amount. */
export const never: AbortSignal = new AbortController().signal;
setMaxListeners(0, never);
