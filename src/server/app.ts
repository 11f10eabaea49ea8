import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { matchedRoutes } from 'hono/route';
import { diagnose } from '../diagnostics/diagnose.ts';
import { StoreFailure } from '../journal/store.ts';
import { type Admission, admission } from './admission.ts';
import { kindOf, type Log } from './log.ts';
import { type Metrics, metrics } from './metrics.ts';
import { openapi } from './openapi.ts';
import { problem } from './problem.ts';
import { runRoutes, type RunRoutesWorld } from './run-routes.ts';

/** What the server is made of. */
export interface AppWorld extends Omit<RunRoutesWorld, 'counts'> {
  readonly log: Log;
  /** The bearer token; without one, only programs on this machine are served. */
  readonly token?: string | undefined;
  readonly bodyBytes: number;
}

/** The server as a function from requests to responses. Every error is a problem (RFC 9457) with a code of ours. */
export function serverApp(world: AppWorld): Hono {
  const { runs, log } = world;
  const isStopping = (): boolean => world.stopping.aborted;
  const counts = metrics(runs);
  const app = new Hono();
  app.use(logged(log, counts));
  app.use(async (context, next) => {
    await next();
    context.header('x-content-type-options', 'nosniff');
    context.header('cache-control', 'no-store');
    if (isStopping()) context.header('connection', 'close');
  });
  app.get('/health', (context) => context.json({ status: 'alive' }));
  app.get('/ready', (context) => {
    if (isStopping()) return problem(context, [stopping()]);
    const { troubles, ...load } = runs.load();
    const isReady = !troubles.some(({ code }) => code.startsWith('store/'));
    // Whoever asks needs no token: codes tell enough, and nothing of what is served.
    const codes = [...new Set(troubles.map(({ code }) => code))];
    return context.json(
      { status: isReady ? 'ready' : 'troubled', ...load, troubles: codes },
      isReady ? 200 : 503,
    );
  });
  app.get('/openapi.json', (context) => context.json(openapi));
  app.use(admitted(admission(world.token)));
  app.use(async (context, next) => {
    if (context.req.method !== 'GET' && isStopping()) return problem(context, [stopping()]);
    return next();
  });
  app.use(bodyLimit({ maxSize: world.bodyBytes, onError: (context) => tooLarge(context, world.bodyBytes) }));
  app.get('/metrics', (context) =>
    context.body(counts.text(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  app.route('/runs', runRoutes({ ...world, counts }));
  app.notFound((context) => {
    const hint = 'GET /openapi.json describes what there is.';
    return problem(context, [
      diagnose('serve/not-found', 'There is nothing at this path with this method.', { hint }),
    ]);
  });
  app.onError((error, context) => failed(error, context, log));
  return app;
}

function admitted(admit: Admission) {
  return async (context: Context, next: () => Promise<void>): Promise<Response | void> => {
    const refused = admit(context);
    if (refused !== undefined) return problem(context, [refused]);
    await next();
  };
}

/** Tells and counts each request by its route: what callers name in paths and queries stays out of the log. */
function logged(log: Log, counts: Metrics) {
  return async (context: Context, next: () => Promise<void>): Promise<void> => {
    const since = performance.now();
    await next();
    const { status } = context.res;
    // What applies to all paths is matched, too.
    const route = matchedRoutes(context).findLast(({ path }) => path !== '/*')?.path ?? 'none';
    // Methods that there are not would make a count each.
    const method = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.exec(context.req.method)?.[0] ?? 'other';
    counts.answered(method, route, status);
    log.info('request', { method, route, status, milliseconds: Math.round(performance.now() - since) });
  };
}

function stopping() {
  return diagnose('serve/stopping', 'The server is about to stop.', {
    hint: 'Ask again once it has started anew.',
  });
}

function tooLarge(context: Context, bytes: number): Response {
  const hint = 'Send less, or let the server take more: limits.bodyBytes in its configuration.';
  return problem(context, [diagnose('serve/too-large', `The body is larger than ${bytes} bytes.`, { hint })]);
}

/** What a store says may name its file, and what else is thrown may hold anything: callers are told the code, the log a little more. */
function failed(error: Error, context: Context, log: Log): Response {
  log.error('request failed', kindOf(error));
  const finding =
    error instanceof StoreFailure
      ? diagnose(error.code, 'The store of the server cannot be used now.', { hint: 'Ask again later.' })
      : diagnose('internal/unexpected', 'The server failed unexpectedly.', {
          hint: 'This is a bug in Heddle.',
        });
  return problem(context, [finding]);
}
