import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Edit } from '../diagnostics/repair.ts';
import { editText } from './edit-text.ts';

const block = `# head
a: 1 # one
list:
  # before
  - name: x   # named
    value: "say \\"hi\\" to $inputs.name"
    # end of x
  - {name: 'y', value: 'it''s $inputs.b'}
text: |
  first $inputs.c
  second
folded: >-
  one two
  three $inputs.d four
# tail
`;

function edited(text: string, ...edits: Edit[]): string | undefined {
  return editText(text, edits);
}

/** The lines that differ, as `-` and `+` lines. */
function changes(before: string, after: string | undefined): string[] {
  if (after === undefined) return ['refused'];
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}

describe('an edit in YAML', () => {
  test.each<[string, Edit, string[]]>([
    [
      'keeps double quotes and escapes',
      {
        op: 'replace',
        pointer: '/list/0/value',
        from: 'say "hi" to $inputs.name',
        to: 'say "hi" to {$inputs.name}',
      },
      ['-    value: "say \\"hi\\" to $inputs.name"', '+    value: "say \\"hi\\" to {$inputs.name}"'],
    ],
    [
      'keeps single quotes',
      { op: 'replace', pointer: '/list/1/value', from: "it's $inputs.b", to: "it's {$inputs.b}" },
      ["-  - {name: 'y', value: 'it''s $inputs.b'}", "+  - {name: 'y', value: 'it''s {$inputs.b}'}"],
    ],
    [
      'keeps literal blocks',
      {
        op: 'replace',
        pointer: '/text',
        from: 'first $inputs.c\nsecond\n',
        to: 'first {$inputs.c}\nsecond\n',
      },
      ['-  first $inputs.c', '+  first {$inputs.c}'],
    ],
    [
      'keeps literal blocks in which several lines change',
      {
        op: 'replace',
        pointer: '/text',
        from: 'first $inputs.c\nsecond\n',
        to: 'First $inputs.c\nthe second\n',
      },
      ['-  first $inputs.c', '-  second', '+  First $inputs.c', '+  the second'],
    ],
    [
      'keeps folded blocks',
      {
        op: 'replace',
        pointer: '/folded',
        from: 'one two three $inputs.d four',
        to: 'one two three {$inputs.d} four',
      },
      ['-  three $inputs.d four', '+  three {$inputs.d} four'],
    ],
    [
      'quotes what needs it',
      { op: 'replace', pointer: '/a', from: 1, to: '1' },
      ['-a: 1 # one', "+a: '1' # one"],
    ],
    [
      'renames a member in its place',
      { op: 'rename', pointer: '/list/0/name', to: 'Name' },
      ['-  - name: x   # named', '+  - Name: x   # named'],
    ],
    [
      'removes a member and keeps its comment',
      { op: 'remove', pointer: '/a', from: 1 },
      ['-a: 1 # one', '+# one'],
    ],
    [
      'removes the member that shares a line with the dash',
      { op: 'remove', pointer: '/list/0/name', from: 'x' },
      ['-  - name: x   # named', '+  - # named'],
    ],
    [
      'removes a member between brackets',
      { op: 'remove', pointer: '/list/1/name', from: 'y' },
      ["-  - {name: 'y', value: 'it''s $inputs.b'}", "+  - {value: 'it''s $inputs.b'}"],
    ],
    [
      'adds a member after another',
      { op: 'add', pointer: '/list/0/in', value: 'query', after: 'name' },
      ['+    in: query'],
    ],
    [
      'adds an item',
      { op: 'add', pointer: '/list/-', value: { name: 'z', value: '{$inputs.z}' } },
      ['+  - name: z', "+    value: '{$inputs.z}'"],
    ],
    [
      'adds a member after a block of text',
      { op: 'add', pointer: '/more', value: [{ name: 'z' }], after: 'text' },
      ['+more:', '+  - name: z'],
    ],
    ['adds the last member', { op: 'add', pointer: '/more', value: true }, ['+more: true']],
    [
      'adds a member between brackets',
      { op: 'add', pointer: '/list/1/in', value: 'query', after: 'name' },
      ["-  - {name: 'y', value: 'it''s $inputs.b'}", "+  - {name: 'y', in: query, value: 'it''s $inputs.b'}"],
    ],
  ])('%s', (_, edit, expected) => {
    expect(changes(block, edited(block, edit))).toEqual(expected);
  });

  test('is not made where it does not fit', () => {
    expect(edited(block, { op: 'replace', pointer: '/a', from: 2, to: 3 })).toBeUndefined();
    expect(edited(block, { op: 'replace', pointer: '/none', from: 2, to: 3 })).toBeUndefined();
    expect(edited(block, { op: 'add', pointer: '/a', value: 3 })).toBeUndefined();
    expect(edited(block, { op: 'add', pointer: '/none/a', value: 3 })).toBeUndefined();
    expect(edited(block, { op: 'remove', pointer: '/list/0', from: {} })).toBeUndefined();
    expect(edited(block, { op: 'rename', pointer: '/a', to: 'list' })).toBeUndefined();
    expect(edited('a: [', { op: 'rename', pointer: '/a', to: 'list' })).toBeUndefined();
  });

  test('is not made where an anchor would change other places too', () => {
    const text = 'a: &shared\n  b: 1\nc: *shared\n';
    expect(edited(text, { op: 'replace', pointer: '/a/b', from: 1, to: 2 })).toBeUndefined();
    expect(edited(text, { op: 'replace', pointer: '/c/b', from: 1, to: 2 })).toBeUndefined();
    expect(edited('a: &shared 1\n', { op: 'replace', pointer: '/a', from: 1, to: 2 })).toBe('a: &shared 2\n');
  });

  test('leaves empty braces where the last member of a block goes', () => {
    const text = 'a:\n  b: 1 # why\nc: 2\n';
    expect(edited(text, { op: 'remove', pointer: '/a/b', from: 1 })).toBe('a: {}\n  # why\nc: 2\n');
  });

  test('keeps line breaks and the byte order mark', () => {
    const text = '\uFEFFa: 1\r\nb: 2\r\n';
    const added = edited(text, { op: 'add', pointer: '/c', value: { d: 1 }, after: 'a' });
    expect(added).toBe('\uFEFFa: 1\r\nc:\r\n  d: 1\r\nb: 2\r\n');
  });

  test('puts a new member before the comment of the next one, and after what is said of its neighbour', () => {
    const text = 'a:\n  b: 1 # of b\n  # end of a\n# of c\nc: 2\n';
    expect(edited(text, { op: 'add', pointer: '/n', value: 0, after: 'a' })).toBe(
      'a:\n  b: 1 # of b\n  # end of a\nn: 0\n# of c\nc: 2\n',
    );
  });
});

describe('an edit in JSON', () => {
  const json = '{\n  "a": 1,\n  "list": [\n    { "name": "x" }\n  ]\n}\n';
  test.each<[string, Edit, string]>([
    [
      'replaces',
      { op: 'replace', pointer: '/a', from: 1, to: '1' },
      '{\n  "a": "1",\n  "list": [\n    { "name": "x" }\n  ]\n}\n',
    ],
    [
      'adds a member of several lines',
      { op: 'add', pointer: '/b', value: { c: [1] }, after: 'a' },
      '{\n  "a": 1,\n  "b": {\n    "c": [\n      1\n    ]\n  },\n  "list": [\n    { "name": "x" }\n  ]\n}\n',
    ],
    [
      'adds a member within a line',
      { op: 'add', pointer: '/list/0/in', value: 'path' },
      '{\n  "a": 1,\n  "list": [\n    { "name": "x", "in": "path" }\n  ]\n}\n',
    ],
    [
      'removes the last member',
      { op: 'remove', pointer: '/list', from: [{ name: 'x' }] },
      '{\n  "a": 1\n}\n',
    ],
    [
      'removes the first member',
      { op: 'remove', pointer: '/a', from: 1 },
      '{\n  "list": [\n    { "name": "x" }\n  ]\n}\n',
    ],
  ])('%s', (_, edit, expected) => {
    expect(edited(json, edit)).toBe(expected);
  });

  test('takes its white space from between the strings, not from within them', () => {
    const text = '{"":{": ":null}," ":{}}';
    expect(edited(text, { op: 'add', pointer: '/!', value: {}, after: '' })).toBe(
      '{"":{": ":null},"!":{}," ":{}}',
    );
  });

  test('stays within one line that is all of the text', () => {
    expect(edited('{"a":{},"b":2}', { op: 'add', pointer: '/a/c', value: [1] })).toBe(
      '{"a":{"c":[1]},"b":2}',
    );
    expect(edited('{"a":{},"b":2}', { op: 'add', pointer: '/c', value: [1], after: 'a' })).toBe(
      '{"a":{},"c":[1],"b":2}',
    );
  });
});

test('an edit of any JSON gives the edited value, and is always possible', () => {
  const name = fc.string();
  fc.assert(
    fc.property(
      fc.dictionary(name, fc.jsonValue({ maxDepth: 2 }), { minKeys: 1, noNullPrototype: true }),
      name,
      fc.jsonValue({ maxDepth: 2 }),
      fc.nat(3),
      (given, added, value, indent) => {
        // JSON knows no negative zero.
        const object = JSON.parse(JSON.stringify(given)) as typeof given;
        const text = JSON.stringify(object, null, indent);
        const escaped = added.replaceAll('~', '~0').replaceAll('/', '~1');
        const after = Object.keys(object)[0]!;
        const now = edited(text, { op: 'add', pointer: `/${escaped}`, value, after });
        fc.pre(!Object.hasOwn(object, added));
        expect(JSON.parse(now!)).toEqual({
          ...object,
          ...Object.fromEntries([[added, JSON.parse(JSON.stringify(value))]]),
        });
        expect(
          edited(now!, { op: 'remove', pointer: `/${escaped}`, from: JSON.parse(JSON.stringify(value)) }),
        ).toBe(text);
      },
    ),
  );
});

describe('a move', () => {
  const move = (from: string, pointer: string, after?: string): Edit => ({
    op: 'move',
    from,
    pointer,
    ...(after === undefined ? {} : { after }),
  });

  test('takes lines along as they are spelt, with their comments', () => {
    const before =
      'a:\n  # of x\n  x: # one\n      "k": \'v\' # two\n      # three\n      t: |\n        lines\n  y: 1\nb:\n  - c: {} # four\n';
    expect(edited(before, move('/a/x', '/b/0/z'))).toBe(
      'a:\n  # of x\n  y: 1\nb:\n  - c: {} # four\n    z: # one\n        "k": \'v\' # two\n        # three\n        t: |\n          lines\n',
    );
  });

  test.each<[string, string, Edit, string]>([
    [
      'brackets stay brackets',
      'a: { k: [1, "2"] } # c\nb:\n  x: 1\n',
      move('/a', '/b/y'),
      'b:\n  x: 1\n  y: { k: [1, "2"] } # c\n',
    ],
    ['into brackets', 'a: "v"\nb: { x: 1 }\n', move('/a', '/b/y'), 'b: { x: 1, y: "v" }\n'],
    ['lines into brackets', 'a:\n  k: 1\nb: { x: 1 }\n', move('/a', '/b/y'), 'b: { x: 1, y: { k: 1 } }\n'],
    ['after a name', 'a: 1\nb:\n  x: 1\n  z: 2\n', move('/a', '/b/y', 'x'), 'b:\n  x: 1\n  y: 1\n  z: 2\n'],
    [
      'in JSON',
      '{\n  "a": [\n    1.0\n  ],\n  "b": {\n    "x": 1\n  }\n}\n',
      move('/a', '/b/y'),
      '{\n  "b": {\n    "x": 1,\n    "y": [\n      1.0\n    ]\n  }\n}\n',
    ],
  ])('%s', (_, before, edit, after) => {
    expect(edited(before, edit)).toBe(after);
  });

  test('is refused where comments would have no place', () => {
    expect(edited('a:\n  # of k\n  k: 1\nb: { x: 1 }\n', move('/a', '/b/y'))).toBeUndefined();
    expect(edited('a: 1\nb: { y: 1 }\n', move('/a', '/b/y'))).toBeUndefined();
  });
});

test.each<[string, string, string]>([
  ['first', 'a:\n  - x: 1 # one\n    y: 2\n  - 3\n', 'a:\n  # one\n  - 3\n'],
  ['only', 'a:\n  - x: 1\nb: 2\n', 'a: []\nb: 2\n'],
  ['in brackets', 'a: [{ x: 1 }, 3]\n', 'a: [3]\n'],
])('the %s item of a list goes away', (_, before, after) => {
  expect(
    edited(before, { op: 'remove', pointer: '/a/0', from: before.includes('y') ? { x: 1, y: 2 } : { x: 1 } }),
  ).toBe(after);
});
