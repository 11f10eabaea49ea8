import { expect, test } from 'vitest';
import { openFrame, retriesUsed } from './frame.ts';

test('an action named like a member that every object inherits has not been retried until it was', () => {
  const frame = openFrame('workflow', {}, '');
  for (const action of ['constructor', 'toString', '__proto__']) {
    expect(retriesUsed(frame, action)).toBe(0);
    expect(retriesUsed({ ...frame, retries: { [action]: 2 } }, action)).toBe(2);
  }
});
