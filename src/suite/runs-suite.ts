import { crashes } from './cases/crashes.ts';
import { order } from './cases/order.ts';
import { starts } from './cases/starts.ts';
import { waits } from './cases/waits.ts';
import type { SuiteCase } from './subject.ts';

/**
 * What every implementation of {@link Runs} must do.
 * @example
 * test.each(runsSuite)('$name', (each) => each.run(subject));
 */
export const runsSuite: readonly SuiteCase[] = [...starts, ...crashes, ...waits, ...order];
