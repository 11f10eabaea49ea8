import { diagnose } from '../diagnostics/diagnose.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { listen, type ListeningEmulators } from '../emulator/listen.ts';
import { TransportFailure } from '../engine/ports.ts';
import { redactor } from '../http/redact.ts';
import { load } from '../load.ts';
import { duration } from '../report/duration.ts';
import { refusal } from '../report/run-result.ts';
import { messageLines } from '../report/sandbox-lines.ts';
import { sanitize, sanitizeJson } from '../report/sanitize.ts';
import type { Style } from '../report/style.ts';
import { exampleOf } from './complete-inputs.ts';
import { styleOf, tellFindings } from './console.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { readFault } from './read-fault.ts';
import { createSandbox, type Sandbox } from '../emulator/sandbox.ts';

/** The flags of `heddle sandbox`. */
export interface SandboxFlags {
  readonly port: number;
  readonly fault?: readonly string[];
  readonly json?: boolean;
}

/** `heddle sandbox`: serves the emulators on a loopback port until interrupted, which is how it is meant to end: with exit code 0. */
export async function sandbox(flags: SandboxFlags, io: Io): Promise<number> {
  const providers = createSandbox();
  const faults = (flags.fault ?? []).map((text) => readFault(text, providers.emulators));
  const wrong = faults.flatMap((fault) => ('code' in fault ? [fault] : []));
  if (wrong.length > 0) return refuse(wrong, flags, io);
  for (const fault of faults) if (!('code' in fault)) fault.emulator.faults.add(fault.fault);

  const style = styleOf(io.stderr, io.env);
  const emulators = providers.emulators.map((emulator) => logged(emulator, providers, style, io));
  let server: ListeningEmulators;
  try {
    server = await listen(emulators, { port: flags.port });
  } catch {
    const hint = 'Give another with --port, or none to take any free one.';
    return refuse([diagnose('usage/invalid', `Port ${flags.port} cannot be used.`, { hint })], flags, io);
  }
  io.stderr.write(await introduction(server.url, providers.credentials, style));
  const { url } = server;
  if (flags.json === true) {
    const servers = { stripeApi: url, twilioApi: url };
    io.stdout.write(
      `${sanitizeJson(JSON.stringify({ url, servers, credentials: providers.credentials }))}\n`,
    );
  }
  await interrupted(io.signal);
  await server.close();
  io.stderr.write('The sandbox is closed.\n');
  return exitCodes.completed;
}

async function introduction(
  url: string,
  credentials: Sandbox['credentials'],
  { colours }: Style,
): Promise<string> {
  const variables = Object.entries(credentials).map(([name, value]) => `${name}=${value}`);
  const command = [
    ...variables,
    `heddle run ${workflow}`,
    `--server stripeApi=${url} --server twilioApi=${url}`,
    `--inputs '${await exampleInputs()}'`,
  ];
  return [
    `${colours.bold('Stripe')} and ${colours.bold('Twilio')} are emulated at ${colours.cyan(url)}. Nothing leaves this machine.`,
    '',
    'In another terminal:',
    `  ${command.join(' \\\n    ')}`,
    '',
    colours.dim('Control-C ends it.'),
    '',
    '',
  ].join('\n');
}

/** The example inputs of the bundled workflow that the emulators are for. */
async function exampleInputs(): Promise<string> {
  const { plan } = await load(workflow);
  const schema = plan?.workflows[0]?.inputs;
  return JSON.stringify(exampleOf(schema) ?? {});
}

const workflow = 'failed-payment-dunning';

/** Logs each request with its answer, and each text that it "sent". Credentials and numbers are masked. */
function logged(emulator: Emulator, { twilio }: Sandbox, style: Style, io: Io): Emulator {
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

function refuse(diagnostics: Parameters<typeof refusal>[0], flags: SandboxFlags, io: Io): number {
  tellFindings(diagnostics, io);
  if (flags.json === true) io.stdout.write(`${sanitizeJson(JSON.stringify(refusal(diagnostics)))}\n`);
  return exitCodes.refused;
}
