// Fails when a package that users install with Heddle has a licence that the project does not accept.
import { readFileSync } from 'node:fs';

const accepted = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD']);
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const installed = Object.entries(packages).filter(
  ([path, entry]) => path !== '' && !entry.dev && !entry.devOptional,
);
const refused = installed.filter(([, entry]) => !accepted.has(entry.license));

for (const [path, { license }] of refused)
  console.error(`${path} is licensed ${license ?? 'without saying how'}.`);
console.log(`${installed.length} packages, ${refused.length} with a licence that is not accepted.`);
process.exitCode = refused.length === 0 ? 0 : 1;
