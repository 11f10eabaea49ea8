import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFileInputs } from './file-inputs.ts';
import type { Io } from './io.ts';
import { readInputs } from './read-inputs.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'file-inputs-'));
  writeFileSync(join(folder, 'photo.bin'), Buffer.from([0, 0xff]));
});
afterAll(() => rmSync(folder, { recursive: true }));

const schema = {
  type: 'object',
  properties: {
    photo: { type: 'string', contentEncoding: 'base64' },
    shared: { $ref: '#/$defs/bytes' },
    text: { type: 'string' },
  },
  $defs: { bytes: { type: 'string', format: 'binary' } },
};

describe('file inputs', () => {
  it('are the content of the file in base64, where the schema says bytes', () => {
    const file = { file: 'photo.bin' };
    const given = { photo: file, shared: file, text: file, other: file };
    expect(readFileInputs(given, schema, folder)).toEqual({
      inputs: { photo: 'AP8=', shared: 'AP8=', text: file, other: file },
      diagnostics: [],
    });
  });

  it('are left alone when they are base64 already, or say more than a file', () => {
    const given = { photo: 'AP8=', shared: { file: 'photo.bin', more: 1 } };
    expect(readFileInputs(given, schema, folder).inputs).toEqual(given);
  });

  it.each(['gone.bin', '.'])('are refused when %s is no file that can be read', (file) => {
    const { diagnostics } = readFileInputs({ photo: { file } }, schema, folder);
    expect(diagnostics).toMatchObject([{ code: 'inputs/invalid' }]);
    expect(diagnostics[0]!.message).toContain(`"${file}"`);
  });

  it('are given on the command line as @path', () => {
    const io = { cwd: folder } as Io;
    const none = { inputs: {}, sections: new Map() };
    expect(readInputs(['photo=@photo.bin', 'text=@photo.bin'], none, schema, io)).toMatchObject({
      inputs: { photo: 'AP8=', text: '@photo.bin' },
      diagnostics: [],
    });
    const { diagnostics } = readInputs(['photo=@gone.bin'], none, schema, io);
    expect(diagnostics).toMatchObject([{ code: 'inputs/invalid' }]);
  });
});
