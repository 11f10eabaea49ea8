import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Emulator } from '../../emulator/emulator.ts';
import { listen, type ListeningEmulators } from '../../emulator/listen.ts';
import { TransportFailure } from '../../engine/ports.ts';
import { redactor } from '../../http/redact.ts';
import { duration } from '../../report/duration.ts';
import { exchangeLines, messageLines } from '../../report/sandbox-lines.ts';
import { sanitize, sanitizeJson } from '../../report/sanitize.ts';
import type { Style } from '../../report/style.ts';
import { styleOf } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { readFault } from '../read-fault.ts';
import { type Served, type ServedFlags, servedSandbox, shellWord } from '../served-sandbox.ts';
import { refuse } from '../refuse.ts';

/** The flags of `heddle sandbox`. */
export interface SandboxFlags extends ServedFlags {
  readonly port: number;
  readonly fault?: readonly string[];
  readonly json?: boolean;
}

/** `heddle sandbox`: serves stand-ins on a loopback port until interrupted, which is how it is meant to end: with exit code 0. */
export async function sandbox(flags: SandboxFlags, io: Io): Promise<number> {
  const served = await servedSandbox(flags, io);
  if ('findings' in served) return refuse(served.findings, flags, io, served.texts);
  const faults = (flags.fault ?? []).map((text) => readFault(text, served.emulators));
  const wrong = faults.flatMap((fault) => ('code' in fault ? [fault] : []));
  if (wrong.length > 0) return refuse(wrong, flags, io);
  for (const fault of faults) if (!('code' in fault)) fault.emulator.faults.add(fault.fault);

  const style = styleOf(io.stderr, io.env);
  const emulators = served.emulators.map((emulator) => logged(emulator, served, style, io));
  let server: ListeningEmulators;
  try {
    server = await listen(emulators, { port: flags.port });
  } catch {
    const hint = 'Give another with --port, or none to take any free one.';
    return refuse([diagnose('usage/invalid', `Port ${flags.port} cannot be used.`, { hint })], flags, io);
  }
  const { url } = server;
  const servers = Object.fromEntries(Object.entries(served.paths).map(([name, path]) => [name, url + path]));
  io.stderr.write(introduction(url, servers, served, style));
  if (flags.json === true) {
    io.stdout.write(`${sanitizeJson(JSON.stringify({ url, servers, credentials: served.credentials }))}\n`);
  }
  await interrupted(io.signal);
  await server.close();
  io.stderr.write('The sandbox is closed.\n');
  return exitCodes.completed;
}

function introduction(
  url: string,
  servers: Readonly<Record<string, string>>,
  { title, credentials, example }: Served,
  { colours }: Style,
): string {
  const command = [
    ...Object.entries(credentials).map(([name, value]) => `${name}=${shellWord(value)}`),
    example.command,
    Object.entries(servers)
      .map(([name, at]) => `--server ${shellWord(`${name}=${at}`)}`)
      .join(' '),
    `--inputs ${shellWord(JSON.stringify(example.inputs))}`,
  ];
  return [
    `${colours.bold(sanitize(title))} at ${colours.cyan(url)}. Nothing leaves this machine.`,
    '',
    'In another terminal:',
    `  ${command.map(sanitize).join(' \\\n    ')}`,
    '',
    colours.dim('Control-C ends it.'),
    '',
    '',
  ].join('\n');
}

/** Logs each request with its answer and what was wrong with it, and each text that was "sent". Credentials and numbers are masked. */
function logged(emulator: Emulator, { twilio, exchanges }: Served, style: Style, io: Io): Emulator {
  const mask = redactor([]);
  const { colours } = style;
  return {
    ...emulator,
    get requests() {
      return emulator.requests;
    },
    async handle(request) {
      const since = performance.now();
      const before = twilio.messages().length;
      const seen = exchanges(emulator).length;
      const log = (answer: string): void => {
        const { pathname, search } = new URL(request.url);
        const target = sanitize(mask.url(`${pathname}${search}`));
        const time = colours.dim(duration(performance.now() - since));
        io.stderr.write(
          `${emulator.name.padEnd(6)}  ${sanitize(request.method)} ${target}  ${answer}  ${time}\n`,
        );
      };
      try {
        const response = await emulator.handle(request);
        const { statusCode } = response;
        log((statusCode < 400 ? colours.green : colours.red)(String(statusCode)));
        for (const exchange of exchanges(emulator).slice(seen)) {
          for (const line of exchangeLines(exchange, mask, style)) io.stderr.write(`        ${line}\n`);
        }
        for (const message of twilio.messages().slice(before)) {
          for (const line of messageLines(message, mask, style)) io.stderr.write(`        ${line}\n`);
        }
        return response;
      } catch (error) {
        if (error instanceof TransportFailure) log(colours.red(`no answer (${error.reason})`));
        throw error;
      }
    },
  };
}

function interrupted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
