import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, heddle } from '../../test/cli/heddle.ts';
import { answering, petsDescription } from '../../test/support/pets.ts';
import { manualClock } from '../emulator/manual-clock.ts';
import type { DocumentDescription } from '../report/description.ts';

function polling(): string {
  const path = join(folder(), 'polls.yaml');
  const text = `arazzo: 1.0.1
info: { title: Polls, version: '1' }
sourceDescriptions: [{ name: pets, url: ${petsDescription}, type: openapi }]
workflows:
  - workflowId: main
    steps:
      - stepId: watch
        operationId: listPets
        onSuccess:
          - { name: again, type: goto, stepId: watch, criteria: [{ condition: $response.body#/state == 'open' }] }
`;
  writeFileSync(path, text);
  return path;
}

const open = { json: { state: 'open' } };

test('check and describe tell of polls, with how long and how often they go back', async () => {
  const path = polling();
  const checked = await heddle(['check', path]);
  expect(checked.code).toBe(0);
  expect(checked.stdout + checked.stderr).toContain('waits 5 s before each new round, and ends after 120');
  const described = await heddle(['describe', path]);
  expect(described.stdout).toContain('polls: every 5 s, 120 times at most, unless told otherwise');
  const { stdout } = await heddle(['describe', path, '--json']);
  const { workflows } = JSON.parse(stdout) as DocumentDescription;
  expect(workflows[0]?.steps[0]?.poll).toEqual({ milliseconds: 5000, most: 120 });
});

test('a run waits as it is told to, and ends at the limit of rounds', async () => {
  const clock = manualClock();
  const began = clock.now();
  const flags = ['--poll-delay', '2s', '--max-polls', '3'];
  const { code, stdout, stderr, sent } = await heddle(['run', polling(), ...flags], {
    clock,
    transport: answering(open),
  });
  expect(code).not.toBe(0);
  expect(sent).toHaveLength(4);
  expect(clock.now() - began).toBe(6000);
  expect(stdout + stderr).toContain('goes to watch in 2 s');
  expect(stdout + stderr).toContain('Step "watch" has gone back by "again" 3 times in a row');
});
