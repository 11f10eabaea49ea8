/** From nothing to done: processes that start, do one small thing and end, beside a Node that does nothing. */
import { existsSync } from 'node:fs';
import { median, printTable, repositoryFile, runNode, withServer } from './measure.mjs';

const bin = repositoryFile('dist/cli/bin.js');

export async function cold({ quick }) {
  console.log('cold: from spawn to exit');
  if (!existsSync(bin)) return console.log('skipped: there is no dist/cli/bin.js');
  const rounds = quick ? 15 : 31;
  await withServer(async (url) => {
    const document = repositoryFile('bench/documents/two-posts.arazzo.yaml');
    const inputs = ['--input', 'amount=1999', '--input', 'buyer=Ann'];
    const commands = new Map([
      ['node -e 0', () => runNode(['-e', '0'])],
      ['heddle --help', () => runNode([bin, '--help'])],
      [
        'heddle run (two steps)',
        () =>
          runNode([bin, 'run', document, '--server', `shop=${url}`, ...inputs], {
            HEDDLE_SHOP_TOKEN: 'bench_0123456789abcdef',
          }),
      ],
    ]);
    const times = new Map([...commands.keys()].map((name) => [name, []]));
    // The first round fills the caches of the operating system and of compiled code, as the second run of anybody does.
    for (let round = 0; round <= rounds; round++) {
      for (const [name, command] of commands) {
        const { milliseconds } = await command();
        if (round > 0) times.get(name).push(milliseconds);
      }
    }
    const base = median(times.get('node -e 0'));
    printTable([
      ['command', 'median ms', 'times node -e 0'],
      ...[...times].map(([name, all]) => [name, median(all).toFixed(0), (median(all) / base).toFixed(2)]),
    ]);
  });
}
