import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Clock } from '../engine/ports.ts';
import type { Store } from '../journal/store.ts';
import { prepare, type PrepareOptions } from '../prepare.ts';
import type { PrepareWorkflow } from '../runtime/prepared-workflows.ts';
import type { Runs } from '../runtime/runs.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { unlessStoreFails } from '../runtime/unless-store-fails.ts';
import { isLoopback } from './admission.ts';
import { serverApp } from './app.ts';
import { forgetRuns } from './forget-runs.ts';
import type { Log } from './log.ts';
import { tellTroubles } from './tell-troubles.ts';
import type { Settings } from './settings.ts';
import { traceRuns } from './spans.ts';
import type { ServedWorkflows } from './workflows.ts';

/** Where runs are kept that are served: it opens them, and forgets those that ended long ago. */
export interface ServedStore extends Pick<Store, 'prune'> {
  openRuns(options: {
    readonly prepare: PrepareWorkflow;
    readonly clock: Clock;
    readonly slots: number;
  }): Promise<Runs>;
}

/** With what is served. */
export interface ServeOptions {
  readonly settings: Pick<Settings, 'listen' | 'limits' | 'retention'>;
  /** Where the runs are kept; stays open when the server has stopped. */
  readonly store: ServedStore;
  /** Stay prepared when the server has stopped. */
  readonly workflows: ServedWorkflows;
  /** With what workflows of earlier runs are prepared. */
  readonly prepare: PrepareOptions;
  /** The bearer token; may be absent on loopback. */
  readonly token?: string | undefined;
  readonly log: Log;
  readonly clock?: Clock;
}

/** A server that listens. */
export interface Serving {
  readonly url: string;
  /**
   * Stops taking requests, answers those that came, lets calls of runs come to their end, and leaves the rest in the store. False when that fails for so long
   * that it was given up: what it lacks is as after a kill.
   */
  stop(): Promise<boolean>;
}

/** How long answers that are under way are waited for, in milliseconds, before their connections are closed. */
const grace = 10_000;

/**
 * Goes on with the runs of a store, and serves them. A finding when it cannot: off loopback without a token, or when the port is taken.
 * @throws StoreFailure when the store cannot be written.
 */
export async function serve(options: ServeOptions): Promise<Serving | Diagnostic> {
  const { settings, store, workflows, token, log, clock = systemClock } = options;
  const { host, port } = settings.listen;
  const insecure = tokenFinding(host, token);
  if (insecure !== undefined) return insecure;

  const stopping = new AbortController();
  const held = new Set<Promise<unknown>>();
  const hold = <T>(work: Promise<T>): Promise<T> => {
    const over = work.then(
      () => void held.delete(over),
      () => void held.delete(over),
    );
    held.add(over);
    return work;
  };
  const runs = await store.openRuns({
    clock,
    slots: settings.limits.slots,
    prepare: (plan, workflowId, given) => prepare(plan, { ...options.prepare, ...given, workflowId }),
  });
  const untrace = await traceRuns(runs);
  const app = serverApp({
    runs,
    workflows,
    hold,
    log,
    token,
    bodyBytes: settings.limits.bodyBytes,
    watchers: settings.limits.watchers,
    stopping: stopping.signal,
  });
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { requestTimeout: 30_000, headersTimeout: 10_000 },
  }) as Server;
  const address = await listen(server, host, port);
  if ('code' in address) {
    untrace();
    await runs.close();
    return address;
  }
  const forgetting = forgetRuns(store, settings.retention, clock, log);
  const untold = tellTroubles(runs, clock, log);
  const shown = host.includes(':') ? `[${host.replace(/^\[|\]$/g, '')}]` : host;
  return {
    url: `http://${shown}:${address.port}`,
    async stop() {
      stopping.abort();
      untold();
      await closed(server, clock);
      // What was acknowledged, or is about to be, is in the store before the runs are let go.
      const kept = Promise.all([...held, forgetting()]).then(() => runs.close());
      const isKept = await unlessStoreFails(runs, clock, kept);
      untrace();
      return isKept;
    },
  };
}

function tokenFinding(host: string, token: string | undefined): Diagnostic | undefined {
  if (token === undefined) {
    if (isLoopback(host)) return undefined;
    const message = `${host} can be reached from other machines, and there is no token.`;
    return diagnose('serve/no-token', message, {
      hint: 'Set HEDDLE_TOKEN: openssl rand -hex 32. Or listen at 127.0.0.1.',
    });
  }
  if (/^\S{16,}$/.test(token)) return undefined;
  return diagnose('serve/no-token', 'The token is not a text of 16 characters or more without spaces.', {
    hint: 'Make one: openssl rand -hex 32.',
  });
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo | Diagnostic> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message = `The server cannot listen at ${host}, port ${port} (${error.code ?? error.name}).`;
      resolve(diagnose('serve/cannot-listen', message, { hint: 'Give another with --port or --host.' }));
    });
    server.listen(port, host.replace(/^\[|\]$/g, ''), () => resolve(server.address() as AddressInfo));
  });
}

async function closed(server: Server, clock: Clock): Promise<void> {
  const over = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cancel = clock.after(grace, () => server.closeAllConnections());
  await over;
  cancel();
}
