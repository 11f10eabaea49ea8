/** What a run costs as its journal grows: steps of one run, from ten to ten thousand. */
import { join } from 'node:path';
import * as library from '../dist/index.js';
import { answering, keptIn, prepared, timed, withFolder } from './kept.mjs';
import { printTable } from './measure.mjs';

const limits = { maxSteps: 100_000, maxVisits: 100_000 };

/** Prints milliseconds a step: in one process, kept, and read again from the journal. */
export async function growth({ quick }) {
  console.log('growth: a run that loops over one step, milliseconds a step');
  const rows = [['steps', 'in process', 'kept', 'read again', 'seconds kept']];
  await withFolder(async (folder) => {
    for (const steps of quick ? [10, 100, 1000, 3000] : [10, 100, 1000, 10_000]) {
      rows.push(await grown(join(folder, `${steps}.db`), steps));
    }
  });
  printTable(rows);
}

async function grown(path, steps) {
  let left = steps;
  const transport = answering(() => ({
    statusCode: 200,
    json: { id: `or_${left}`, status: --left > 0 ? 'open' : 'closed' },
  }));
  const ready = await prepared('patient.arazzo.yaml', { workflowId: 'loop', transport, limits });
  const inputs = { buyer: 'Ann Other' };
  const repeats = Math.max(1, Math.ceil(200 / steps));
  const alone = await timed(async () => {
    for (let times = 0; times < repeats; times++) {
      left = steps;
      await library.start(ready, { inputs });
    }
  });
  const kept = await keptIn(path, async () => ({ prepared: ready, diagnostics: [] }));
  const ids = Array.from({ length: repeats }, (_, n) => `run-${n}`);
  const together = await timed(async () => {
    for (const runId of ids) {
      left = steps;
      await kept.runs.start({ prepared: ready, inputs, runId });
      const { status } = await kept.runs.ended(runId);
      if (status !== 'completed') throw new Error(`A run ended as ${status}.`);
    }
  });
  const again = await timed(async () => {
    for (const runId of ids) await kept.runs.read(runId);
  });
  await kept.close();
  const each = ({ seconds }) => ((seconds * 1000) / (repeats * steps)).toFixed(3);
  return [steps, each(alone), each(together), each(again), (together.seconds / repeats).toFixed(2)];
}
