/** Imports Heddle and loads the document named on the command line, and prints how long each took, in milliseconds. */
const path = process.argv[2];
const begun = performance.now();
const { load } = await import('../dist/index.js');
const imported = performance.now();
const { plan, diagnostics } = await load(path);
const loaded = performance.now();
if (plan === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
await load(path);
const again = performance.now();
console.log(JSON.stringify({ imported: imported - begun, loaded: loaded - imported, again: again - loaded }));
