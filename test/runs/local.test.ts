import { describe, expect, test } from 'vitest';
import { runsSuite } from '../../src/suite/runs-suite.ts';
import { localSubjects } from '../support/local-subjects.ts';

describe.each(Object.entries(localSubjects))('runs that are kept %s', (_, subject) => {
  test.each(runsSuite)('$name', async (each) => {
    await expect(each.run(subject)).resolves.toBeUndefined();
  });
});
