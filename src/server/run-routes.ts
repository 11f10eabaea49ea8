import { type Context, Hono } from 'hono';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import type { Outputs } from '../expression/scope.ts';
import { notFound } from '../runtime/local/findings.ts';
import type { Reply, RunRequest, Runs, Verdict } from '../runtime/runs.ts';
import type { JsonObject } from '../text/json.ts';
import { problem } from './problem.ts';
import { checkMembers, invalid, readBody } from './read-body.ts';
import { readFilter } from './read-filter.ts';
import { runStream, type Watching } from './run-stream.ts';
import { runView } from './run-view.ts';
import type { Metrics } from './metrics.ts';

/** What the routes of runs need. */
export interface RunRoutesWorld extends Watching {
  readonly runs: Runs;
  readonly counts: Metrics;
  /** Keeps what a request began from being left to itself when the server stops. */
  readonly hold: <T>(work: Promise<T>) => Promise<T>;
}

/** The routes below `/runs`. */
export function runRoutes(world: RunRoutesWorld): Hono {
  const { runs, hold, workflows } = world;
  const routes = new Hono();
  routes.post('/', (context) => startRun(context, world));
  routes.get('/', async (context) => {
    const { filter, diagnostics } = readFilter(context.req.queries());
    return diagnostics.length > 0 ? problem(context, diagnostics) : context.json(await runs.list(filter));
  });
  routes.get('/:runId', async (context) => {
    const runId = context.req.param('runId');
    const reading = await runs.read(runId);
    return reading === undefined
      ? problem(context, [notFound(runId)])
      : context.json(runView(reading, workflows.redactorOf(reading.run)));
  });
  routes.get('/:runId/events', runStream(world));
  routes.post('/:runId/cancel', (context) => act(context, (runId) => hold(runs.cancel(runId))));
  routes.post('/:runId/resume', (context) => act(context, (runId) => hold(runs.resume(runId))));
  routes.post('/:runId/settle', async (context) => {
    const read = await readBody(context);
    if ('finding' in read) return problem(context, [read.finding]);
    const { verdict, diagnostics } = readVerdict(read.body);
    if (verdict === undefined) return problem(context, diagnostics);
    return act(context, (runId) => hold(runs.settle(runId, verdict)));
  });
  return routes;
}

async function startRun(
  context: Context,
  { runs, workflows, hold, counts }: RunRoutesWorld,
): Promise<Response> {
  const read = await readBody(context);
  if ('finding' in read) return problem(context, [read.finding]);
  const wrong = checkMembers(read.body, {
    document: 'string',
    workflow: 'string',
    runId: 'string',
    key: 'string',
    inputs: 'object',
  });
  if (wrong.length > 0) return problem(context, wrong);
  const { document, workflow, inputs = {}, ...names } = read.body as StartBody;
  const found = workflows.find(document, workflow);
  if ('code' in found) return problem(context, [found]);
  const request: RunRequest = { prepared: found.prepared, inputs, ...names };
  const { run, created, diagnostics } = await hold(runs.start(request));
  if (run === undefined) return problem(context, diagnostics);
  if (created) counts.started(run.workflowId);
  const headers = { location: `/runs/${encodeURIComponent(run.runId)}` };
  return context.json({ run, created, diagnostics }, created ? 201 : 200, headers);
}

/** What a run is started with. */
interface StartBody extends Pick<RunRequest, 'runId' | 'key'> {
  readonly document?: string;
  readonly workflow?: string;
  readonly inputs?: Outputs;
}

/** Answers how a run stands after something was asked for. */
async function act(context: Context, ask: (runId: string) => Promise<Reply>): Promise<Response> {
  const { run, diagnostics } = await ask(context.req.param('runId')!);
  return run === undefined || diagnostics.some(stops)
    ? problem(context, diagnostics)
    : context.json({ run, diagnostics });
}

function readVerdict(body: JsonObject): {
  readonly verdict?: Verdict;
  readonly diagnostics: readonly Diagnostic[];
} {
  const wrong = checkMembers(body, { happened: 'boolean', answer: 'object' });
  if (wrong.length > 0) return { diagnostics: wrong };
  const { happened, answer } = body as Partial<Verdict>;
  const hint = 'For example: { "happened": true, "answer": { "statusCode": 201, "body": {} } }.';
  if (happened === undefined) return { diagnostics: [invalid('Did the call happen, or not?', hint)] };
  if (answer === undefined) return { verdict: { happened }, diagnostics: [] };
  if (!happened) return { diagnostics: [invalid('What did not happen has no answer.', hint)] };
  return isAnswer(answer)
    ? { verdict: { happened, answer }, diagnostics: [] }
    : { diagnostics: [invalid('The answer is not one of HTTP.', hint)] };
}

function isAnswer(answer: JsonObject): boolean {
  const { statusCode, headers = {} } = answer;
  return (
    checkMembers({ ...answer, body: {} }, answerMembers).length === 0 &&
    Number.isInteger(statusCode) &&
    (statusCode as number) >= 100 &&
    (statusCode as number) <= 599 &&
    Object.values(headers as JsonObject).every((value) => typeof value === 'string')
  );
}

const answerMembers = { statusCode: 'number', headers: 'object', body: 'object' } as const;
