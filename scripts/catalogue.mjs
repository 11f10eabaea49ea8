// npm run catalogue -- <folder> [--base <folder>]... [--json]
// How far each Arazzo document below a folder has to climb before it runs: as it is, with its sources found, with repairs, with made values for
// what it does not give. Every run is against stand-ins in this process; only descriptions are read, from the folder or from where the documents say.
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { climb, obstacles, rungs } from '../dist/ladder.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    base: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});
const [given] = positionals;
if (given === undefined || positionals.length > 1) {
  console.error('npm run catalogue -- <folder> [--base <folder>]... [--verbose] [--json]');
  process.exit(2);
}
if (!statSync(resolve(given), { throwIfNoEntry: false })?.isDirectory()) {
  console.error(`There is no folder ${given}.`);
  process.exit(2);
}
const folder = realpathSync(resolve(given));
// A folder of documents may keep mirrors of repositories and earlier versions beside one another, each a tree of its own.
const inside = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  .map((entry) => join(folder, entry.name))
  .toSorted();
const bases = [...values.base.map((each) => resolve(each)), folder, ...inside];

const documents = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(?:ya?ml|json)$/i.test(path) && !path.includes('node_modules'))
  .map((path) => join(folder, path))
  .filter((path) => /^\s*\{?\s*["']?arazzo["']?\s*:\s*["']?1\./m.test(readFileSync(path, 'utf8')))
  .toSorted();

const words = {
  'as-is': 'as they are',
  found: 'with their sources found',
  repaired: 'with repairs as well',
  supplied: 'with made values for what they do not give',
  lenient: 'read leniently as well',
};

const climbed = [];
for (const path of documents) {
  const results = await climb(path, { bases });
  climbed.push({ document: relative(folder, path), results, obstacles: obstacles(results) });
}

const count = (rung) =>
  climbed.filter(({ results }) =>
    results.some((each) => each.verdict === 'runs' && rungs.indexOf(each.rung) <= rungs.indexOf(rung)),
  ).length;
const sum = (of) => climbed.reduce((total, { results }) => total + of(results.at(-1)), 0);
const ladder = rungs.map((rung) => ({ rung, documents: count(rung) }));
const unresolved = climbed.flatMap(({ results }) => results.flatMap((each) => each.unresolved));

if (values.json) console.log(JSON.stringify({ documents: climbed, ladder, unresolved }, null, 2));
else tell();
process.exitCode = unresolved.length === 0 ? 0 : 1;

function tell() {
  for (const { document, results, obstacles: left } of climbed) {
    const last = results.at(-1);
    const { rung, verdict, repairs, workflows, requests } = last;
    const what = verdict === 'runs' ? `runs ${words[rung]}` : verdict;
    const done = workflows.filter(({ status }) => status === 'completed').length;
    const facts = [
      `${done} of ${workflows.length} workflows completed`,
      `${requests} requests`,
      `${results.reduce((all, each) => all + each.unresolved.length, 0)} unresolved`,
      ...(repairs.length === 0 ? [] : [`${repairs.length} repairs`]),
    ];
    console.log(`${verdict === 'runs' ? '✓' : '✗'} ${document}\n    ${what}: ${facts.join(', ')}`);
    const codes = grouped(last.diagnostics);
    const counts = [...codes].map(([code, all]) => (all.length === 1 ? code : `${code} ×${all.length}`));
    if (counts.length > 0) console.log(`    found: ${counts.join(', ')}`);
    for (const { code, message, place, hint } of values.verbose ? left : left.slice(0, 3)) {
      const at = place === undefined ? '' : ` (line ${place.line})`;
      console.log(`    stopped by ${code}${at}: ${message}`);
      if (hint !== undefined) console.log(`      → ${hint}`);
    }
    if (!values.verbose && left.length > 3) console.log(`    and by ${left.length - 3} more`);
  }
  console.log(`\n${documents.length} documents`);
  for (const { rung, documents: number } of ladder) {
    console.log(`${String(number).padStart(5)}  run ${words[rung]}`);
  }
  console.log(
    `${sum(({ requests }) => requests)} requests were sent to stand-ins; ${unresolved.length} held an expression that had not been evaluated.`,
  );
}

function grouped(diagnostics) {
  const groups = new Map();
  for (const each of diagnostics) groups.set(each.code, [...(groups.get(each.code) ?? []), each]);
  return groups;
}
