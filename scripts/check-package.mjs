// Packs Heddle, installs the package elsewhere as a user would, and runs the library and the command from there.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'heddle-package-'));
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], '.'),
  );
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  run('npm', ['install', '--no-audit', '--no-fund', `./${filename}`], folder);

  writeFileSync(
    join(folder, 'library.js'),
    `import { load, run } from 'heddle';
import { createSandbox } from 'heddle/testing';
const { plan, diagnostics } = await load('failed-payment-dunning');
if (plan === undefined) throw new Error(JSON.stringify(diagnostics));
const inputs = plan.workflows[0].inputs.examples[0];
const { transport, credentials } = createSandbox();
const { status } = await run(plan, { inputs, transport, credentials });
console.log(status);`,
  );
  const library = run('node', ['library.js'], folder).trim();
  const command = JSON.parse(
    run('npx', ['heddle', 'run', 'failed-payment-dunning', '--sandbox', '--json'], folder),
  );
  if (library !== 'completed' || command.status !== 'completed') {
    throw new Error(`The library ended as ${library}, the command as ${command.status}.`);
  }
  console.log(`${filename}: the library and the command both completed the bundled workflow.`);
} finally {
  rmSync(folder, { recursive: true });
}
