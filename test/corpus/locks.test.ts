import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { stops } from '../../src/diagnostics/diagnostic.ts';
import { load } from '../../src/load.ts';
import { lock } from '../../src/lock.ts';
import type { FetchText } from '../../src/sources/text-result.ts';

const corpus = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));

const noNetwork: FetchText = async () => ({
  ok: false,
  reason: 'unknown-host',
  message: 'There is no network.',
});

describe.skipIf(!existsSync(corpus))('published documents', () => {
  test('that are locked are read from the lock alone, to the same plan', { timeout: 300_000 }, async () => {
    const { documents } = JSON.parse(readFileSync(`${corpus}PROVENANCE.json`, 'utf8')) as {
      readonly documents: Readonly<Record<string, unknown>>;
    };
    const folder = mkdtempSync(join(tmpdir(), 'heddle-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const name of ['files', 'history', 'prior'])
      cpSync(corpus + name, join(folder, name), { recursive: true });
    const bases = ['files', 'history', 'prior'].map((name) => join(folder, name));
    const before = new Map<string, string | undefined>();
    for (const path of Object.keys(documents)) {
      const options = { bases, repair: true, relocate: true, mode: 'lenient', fetchText: noNetwork } as const;
      const loaded = await load(join(folder, path), options);
      const draft = await lock(join(folder, path), options);
      // What cannot be locked is explained.
      expect(draft.document !== undefined || draft.diagnostics.some(stops), path).toBe(true);
      if (draft.document === undefined) continue;
      expect(await draft.write(), path).toBeUndefined();
      before.set(path, loaded.plan?.hash);
    }
    for (const [path, hash] of before) {
      const { plan, diagnostics } = await load(join(folder, path), {
        lock: 'frozen',
        mode: 'lenient',
        fetchText: noNetwork,
      });
      const refusals = diagnostics.filter((each) => stops(each) && each.code.startsWith('lock/'));
      expect(refusals, path).toEqual([]);
      expect(plan?.hash, path).toBe(hash);
    }
    console.log(`Locked, of ${Object.keys(documents).length} published documents`, {
      locked: before.size,
      runnable: [...before.values()].filter((hash) => hash !== undefined).length,
    });
    expect(before.size).toBeGreaterThan(0);
  });
});
