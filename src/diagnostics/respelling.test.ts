import { expect, test } from 'vitest';
import { respelling } from './respelling.ts';

test.each([
  ['Bearer $inputs.t', 'Bearer {$inputs.t}', 'Write {$inputs.t} in the place of $inputs.t.'],
  ['{"to": "$inputs.to"}', '{"to": "{$inputs.to}"}', 'Write {$inputs.to} in the place of $inputs.to.'],
  ["name = '$inputs.n' and", "name = '{$inputs.n}' and", 'Write {$inputs.n} in the place of $inputs.n.'],
  ['$a == "b"', "$a == 'b'", `Write 'b' in the place of "b".`],
])('names what differs of %s', (from, to, title) => {
  expect(respelling('/a', from, to).title).toBe(title);
});
