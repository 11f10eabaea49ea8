/** Checks the documents flow0 and on of a folder as `heddle check` does, and prints milliseconds of each, and memory now and then. */
import { main } from '../dist/cli/main.js';

const [folder, count] = process.argv.slice(2);
const memory = [];
const each = [];
let findings = 0;
let begun = performance.now();
const tellMemory = (after) => {
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  memory.push({ after, heap: heapUsed / 2 ** 20, resident: rss / 2 ** 20 });
};
// What is told of a document is told as soon as it is checked.
const stdout = {
  write(text) {
    each.push(performance.now() - begun);
    findings += text.match(/ \[[a-z]+\/[a-z0-9-]+\]$/gm)?.length ?? 0;
    if (each.length % (Number(count) / 10) === 0) tellMemory(each.length);
    begun = performance.now();
  },
};
const cpu = process.cpuUsage();
const documents = Array.from({ length: Number(count) }, (_, index) => `flow${index}.arazzo.yaml`);
await main({
  argv: ['check', ...documents],
  env: { HOME: folder },
  cwd: folder,
  stdin: process.stdin,
  stdout,
  stderr: process.stderr,
});
if (each.length !== documents.length) throw new Error(`${each.length} documents were told.`);
const { user, system } = process.cpuUsage(cpu);
const processor = (user + system) / 1000 / documents.length;
console.log(JSON.stringify({ each, memory, findings, processor }));
