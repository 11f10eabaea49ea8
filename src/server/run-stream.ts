import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { diagnose } from '../diagnostics/diagnose.ts';
import { hasEnded, type StoredStatus } from '../journal/store.ts';
import { notFound } from '../runtime/local/findings.ts';
import type { Runs } from '../runtime/runs.ts';
import { type LiveView, liveView } from './live-view.ts';
import { problem } from './problem.ts';
import { runView } from './run-view.ts';
import type { ServedWorkflows } from './workflows.ts';

/** What those who watch runs have in common. */
export interface Watching {
  readonly runs: Runs;
  readonly workflows: ServedWorkflows;
  /** Aborted when the server is about to stop. */
  readonly stopping: AbortSignal;
  /** How many may watch at a time. */
  readonly watchers: number;
}

/** Events that wait for a slow reader; one that is further behind is let go, and sees the whole run when it comes again. */
const mostWaiting = 1000;

/** How often a run in which nothing happens is looked at, in milliseconds; proxies close what is silent for longer. */
const silence = 15_000;

/**
 * Streams what happens in a run as server-sent events: the whole run first (`run`), then `begins`, `done`, `aside` and `ended` as they
 * happen, and the whole run again once it goes no further by itself.
 */
export function runStream(world: Watching): (context: Context) => Promise<Response> {
  const { runs, watchers } = world;
  let count = 0;
  return async (context) => {
    const runId = context.req.param('runId')!;
    if ((await runs.run(runId)) === undefined) return problem(context, [notFound(runId)]);
    if (count >= watchers) {
      const hint = 'Ask again later, or let more watch: limits.watchers in the configuration.';
      return problem(context, [diagnose('serve/busy', `${count} watch runs already.`, { hint })]);
    }
    count++;
    return streamSSE(context, async (stream) => {
      try {
        await follow(stream, runId, world);
      } finally {
        count--;
      }
    });
  };
}

async function follow(stream: SSEStreamingApi, runId: string, world: Watching): Promise<void> {
  const { runs, stopping } = world;
  const waiting: LiveView[] = [];
  let wake = (): void => undefined;
  let isWoken = false;
  const woken = (): void => {
    isWoken = true;
    wake();
  };
  const leave = runs.watch((event) => {
    if (event.runId !== runId) return;
    waiting.push(liveView(event));
    woken();
    // How it stands is in the store a little after its last event.
    if (event.event.kind === 'ended' && event.event.state.status !== 'running') {
      void runs.ended(runId).then(woken, woken);
    }
  });
  stopping.addEventListener('abort', woken);
  stream.onAbort(woken);
  const isLeft = (): boolean => stream.aborted || stopping.aborted || waiting.length > mostWaiting;
  try {
    let status = await tellWhole(stream, runId, world);
    while (!isLeft() && !isOver(status)) {
      if (!isWoken) {
        const timer = setTimeout(woken, silence);
        await new Promise<void>((resolve) => (wake = resolve));
        clearTimeout(timer);
      }
      isWoken = false;
      if (isLeft()) return;
      if (waiting.length === 0) await stream.write(': nothing new\n\n');
      await tell(stream, waiting);
      status = (await runs.run(runId))?.status;
      if (!isOver(status)) continue;
      await tell(stream, waiting);
      await tellWhole(stream, runId, world);
    }
  } finally {
    leave();
    stopping.removeEventListener('abort', woken);
  }
}

async function tell(stream: SSEStreamingApi, waiting: LiveView[]): Promise<void> {
  for (const view of waiting.splice(0)) await stream.writeSSE({ ...view });
}

/** Whether a run goes no further by itself; one that was forgotten does not, either. */
function isOver(status: StoredStatus | undefined): boolean {
  return status === undefined || status === 'needs-attention' || hasEnded(status);
}

async function tellWhole(
  stream: SSEStreamingApi,
  runId: string,
  { runs, workflows }: Watching,
): Promise<StoredStatus | undefined> {
  const reading = await runs.read(runId);
  if (reading === undefined) return undefined;
  await stream.writeSSE({
    event: 'run',
    data: JSON.stringify(runView(reading, workflows.redactorOf(reading.run))),
  });
  return reading.run.status;
}
