import { diagnose } from '../diagnostics/diagnose.ts';
import type { StoreFailure } from '../journal/store.ts';
import { tellFindings } from './console.ts';
import type { Io } from './io.ts';

/** Tells when a store begins to fail, and when it works again: runs wait meanwhile, and whoever watches should know for what. */
export function tellStoreTrouble(io: Io): (failure: StoreFailure | undefined) => void {
  return (failure) => {
    if (failure === undefined) io.stderr.write('The store can be written again.\n\n');
    else tellFindings([diagnose(failure.code, failure.message, { hint: failure.hint })], io);
  };
}
