// A compiler writes files that cannot be executed, and npx links the command of a checkout once only: a later build must not lose that.
import { chmodSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const { bin } = createRequire(import.meta.url)('../package.json');
for (const file of Object.values(bin)) chmodSync(resolve(import.meta.dirname, '..', file), 0o755);
