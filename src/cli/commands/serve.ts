import { dirname, resolve } from 'node:path';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { type Diagnostic, stops } from '../../diagnostics/diagnostic.ts';
import { foreignScheme, isPostgres } from '../../journal/postgres/location.ts';
import { StoreFailure } from '../../journal/store.ts';
import { refusedJson } from '../../report/refused-json.ts';
import { sanitize } from '../../report/sanitize.ts';
import { openLog } from '../../server/log.ts';
import { serve as listen } from '../../server/serve.ts';
import type { DocumentSettings, Settings } from '../../server/settings.ts';
import { unknownLookUps } from '../../server/unknown-look-ups.ts';
import {
  type OpenedWorkflows,
  openWorkflows,
  type ServedWorkflows,
  type WorkflowsOptions,
} from '../../server/workflows.ts';
import { tellFindings } from '../console.ts';
import { readEnvironment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { type KeptStore, openKeptStore } from '../kept-store.ts';
import { documentPath, pathOrUrl } from '../paths.ts';
import { readConfiguration } from '../read-configuration.ts';
import { sourceOptions } from '../source-flags.ts';
import { suppressionList } from '../suppression-list.ts';
import { refuse } from '../refuse.ts';

/** The flags of `heddle serve`; they win over the configuration. */
export interface ServeFlags {
  readonly config: string;
  readonly store?: string;
  readonly host?: string;
  readonly port?: number;
  readonly credentials?: string;
  readonly json?: boolean;
}

/** `heddle serve`: goes on with the runs of a store and takes new ones over HTTP, until interrupted, which is how it is meant to end. */
export async function serve(flags: ServeFlags, io: Io): Promise<number> {
  const { settings, located, diagnostics, texts } = await configured(flags, io);
  if (settings === undefined) return refuse(diagnostics, flags, io, texts);
  const opened = await open(settings, flags, io);
  const unknown = unknownLookUps(settings.profiles, opened.described ?? [], located);
  const found = [...diagnostics, ...unknown, ...opened.diagnostics];
  tellFindings(found.filter(isTold), io, new Map([...texts, ...(opened.texts ?? [])]));
  if (opened.workflows === undefined) {
    if (flags.json === true) io.stdout.write(refusedJson(found));
    return exitCodes.refused;
  }
  try {
    return await serveWorkflows(opened.workflows, opened.options, settings, io, flags);
  } finally {
    await opened.workflows.close();
  }
}

const isTold = ({ severity }: Diagnostic): boolean => severity !== 'info';

/** The settings of the file and the flags, with paths that can be opened. */
async function configured(flags: ServeFlags, io: Io) {
  const { settings, located, diagnostics, texts } = await readConfiguration(flags.config, io);
  if (settings === undefined || located === undefined) return { diagnostics, texts };
  if (Object.keys(settings.documents).length === 0) {
    const hint = 'Add documents, an object with a document for each name under which it is served.';
    const message = `${flags.config} names no documents, so there is nothing to serve.`;
    return { diagnostics: [...diagnostics, diagnose('config/invalid', message, { hint })], texts };
  }
  const there = { cwd: dirname(resolve(io.cwd, flags.config)) };
  const { host = settings.listen.host, port = settings.listen.port } = flags;
  const store =
    flags.store === undefined
      ? locationOf(settings.store ?? 'heddle.db', there.cwd)
      : locationOf(flags.store, io.cwd);
  const documents = Object.entries(settings.documents).map(([name, document]) => [
    name,
    locate(document, there),
  ]);
  return {
    settings: {
      ...settings,
      documents: Object.fromEntries(documents) as Settings['documents'],
      store,
      listen: { host, port },
      sources: {
        ...settings.sources,
        bases: (settings.sources.bases ?? []).map((base) => pathOrUrl(base, there)),
      },
      ...(settings.suppressions === undefined
        ? {}
        : { suppressions: resolve(there.cwd, settings.suppressions) }),
    },
    located,
    diagnostics,
    texts,
  };
}

/** A store as it is opened: a URL as it is, or a path from here. */
function locationOf(store: string, cwd: string): string {
  return isPostgres(store) || foreignScheme(store) !== undefined ? store : resolve(cwd, store);
}

function locate(document: DocumentSettings, there: Pick<Io, 'cwd'>): DocumentSettings {
  const sources = Object.entries(document.sources ?? {}).map(([name, at]) => [name, pathOrUrl(at, there)]);
  return {
    ...document,
    location: documentPath(document.location, there),
    sources: Object.fromEntries(sources) as Readonly<Record<string, string>>,
  };
}

/** Reads the documents and makes their workflows ready, with the credentials of the process. */
async function open(
  settings: Settings,
  flags: ServeFlags,
  io: Io,
): Promise<Partial<OpenedWorkflows> & { options: WorkflowsOptions; diagnostics: readonly Diagnostic[] }> {
  const { env, diagnostics } = readEnvironment(io, flags.credentials);
  const { bases = [], allowedHosts = [] } = settings.sources;
  const sources = sourceOptions({ base: bases, allowHost: allowedHosts }, io);
  const suppressions = await suppressionList(settings.suppressions, io);
  const found = [...diagnostics, ...sources.diagnostics, ...('code' in suppressions ? [suppressions] : [])];
  const options: WorkflowsOptions = {
    load: sources.options,
    prepare: {
      credentials: env,
      profiles: settings.profiles,
      reach: settings.reach,
      ...(settings.record === undefined ? {} : { record: settings.record }),
      ...('code' in suppressions ? {} : { suppressions }),
      ...(io.clock === undefined ? {} : { clock: io.clock }),
      ...(io.transport === undefined ? {} : { transport: io.transport }),
    },
  };
  if (found.some(stops)) return { options, diagnostics: found };
  const opened = await openWorkflows(settings.documents, options);
  return { ...opened, options, diagnostics: [...found, ...opened.diagnostics] };
}

async function serveWorkflows(
  workflows: ServedWorkflows,
  options: WorkflowsOptions,
  settings: Settings,
  io: Io,
  { json }: ServeFlags,
): Promise<number> {
  const log = await openLog(io.stderr);
  let store: KeptStore | undefined;
  try {
    store = await openKeptStore(settings.store!, io, {
      ownThread: io.threads === true,
      troubled: (failure) =>
        failure === undefined
          ? log.info('store works again')
          : log.error('store fails', { code: failure.code }),
    });
    const token = io.env['HEDDLE_TOKEN'];
    const serving = await listen({
      settings,
      store,
      workflows,
      prepare: options.prepare,
      token: token === '' ? undefined : token,
      log,
      ...(io.clock === undefined ? {} : { clock: io.clock }),
    });
    if ('code' in serving) return refuse([serving], { json }, io);
    log.info('serving', { url: serving.url, workflows: workflows.all.length });
    if (json === true) io.stdout.write(`${JSON.stringify({ url: serving.url })}\n`);
    else
      io.stdout.write(
        `Serving at ${sanitize(serving.url)}. Control-C ends it; runs go on when it is started again.\n`,
      );
    await interruption(io);
    if (await serving.stop()) {
      log.info('stopped');
      return exitCodes.completed;
    }
    log.error('stopped without a store that works: what it lacks is as after a kill');
    return exitCodes.failed;
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    return refuse([diagnose(error.code, error.message, { hint: error.hint })], { json }, io);
  } finally {
    await store?.close();
  }
}

function interruption({ signal }: Io): Promise<void> {
  return new Promise((done) => {
    if (signal?.aborted === true) done();
    signal?.addEventListener('abort', () => done(), { once: true });
  });
}
