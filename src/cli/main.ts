import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { CheckFlags } from './commands/check.ts';
import type { DescribeFlags } from './commands/describe.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { addKeptRuns } from './commands/kept-runs-commands.ts';
import { addLimitFlags } from './limit-flags.ts';
import { addReachFlags } from './reach-flags.ts';
import { addRecordFlag, addReportFlags } from './report-flags.ts';
import type { LockFlags } from './commands/lock.ts';
import type { RunFlags } from './commands/run.ts';
import type { SandboxFlags } from './commands/sandbox.ts';
import type { ServeFlags } from './commands/serve.ts';
import type { SimulateFlags } from './commands/simulate.ts';
import { addSourceFlags, repeatable } from './source-flags.ts';
import { version } from './version.ts';

/**
 * The command line as a function: reads the arguments, does what they ask, and returns the exit code. Each command is loaded only
 * when it is asked for. Never rejects.
 */
export async function main(io: Io): Promise<number> {
  let exitCode = exitCodes.completed;
  const said: string[] = [];
  const program = makeProgram(io, said, (code) => {
    exitCode = code;
  });
  if (io.argv.length === 0) {
    io.stderr.write(program.helpInformation());
    return exitCodes.refused;
  }
  try {
    await program.parseAsync(io.argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    const { reportBug, reportUsage } = await import('./report-failure.ts');
    if (!(error instanceof CommanderError)) return reportBug(error, io);
    return error.exitCode === 0 ? exitCodes.completed : reportUsage(said.join(''), io);
  }
}

function makeProgram(io: Io, said: string[], done: (exitCode: number) => void): Command {
  const program = new Command('heddle')
    .description('Checks Arazzo workflows and runs them for real.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: () => undefined,
      outputError: (text) => said.push(text),
      getOutHelpWidth: () => Math.min(io.stdout.columns || 100, 120),
      getOutHasColors: () => false,
    })
    .addHelpText('after', examples);
  addRun(program, io, done);
  addCheck(program, io, done);
  addDescribe(program, io, done);
  addSimulate(program, io, done);
  addLock(program, io, done);
  addSandbox(program, io, done);
  addKeptRuns(program, io, done);
  addServe(program, io, done);
  return program;
}

const documentHelp = 'a path, a URL, or the name of a bundled workflow';

function addRun(program: Command, io: Io, done: (exitCode: number) => void): void {
  addReachFlags(addReportFlags(addRecordFlag(addLimitFlags(addSourceFlags(program.command('run'))))))
    .description('Run a workflow: real calls, or stand-ins for all it calls with --sandbox.')
    .argument('<document>', documentHelp)
    .argument('[workflow]', 'a workflowId, when the document has several')
    .addOption(
      repeatable(
        '--input <name=value>',
        'an input, typed by the workflow; @path for one that is bytes (repeatable)',
      ),
    )
    .option('--inputs <source>', 'all inputs: a JSON or YAML file, "-" for stdin, or a JSON object')
    .addOption(
      new Option(
        '--sandbox',
        'call emulators and mocks in this process: nothing leaves, no credential is read',
      ).conflicts([
        'server',
        'serverVariable',
        'credentials',
        'suppressions',
        'listen',
        'config',
        'onlyHost',
        'publicOnly',
      ]),
    )
    .addOption(
      new Option(
        '--store <place>',
        'keep the run in this file or PostgreSQL database (postgres://…), so that it outlives the process',
      ),
    )
    .option('--run-id <id>', 'with --store: the same id again is the same run')
    .option('--key <text>', 'with --store: runs with the same key go on one after the other')
    .addOption(answerOption())
    .addOption(seedOption())
    .option('--repair', 'make the repairs that findings offer, in memory')
    .addOption(modeOption())
    .addOption(
      repeatable(
        '--server <name=url>',
        'call a source at this server, with its credentials, or at its described server of this position or name (repeatable)',
      ),
    )
    .addOption(
      repeatable('--server-variable <name.variable=value>', 'a variable of a described server (repeatable)'),
    )
    .option('--credentials <file>', 'take credentials from this file first, then from the environment')
    .option('--suppressions <file>', 'the list of recipients who opted out')
    .option('--config <file>', 'take profiles of providers, and where calls may go, from this configuration')
    .option(
      '--listen <[host:]port>',
      'await messages over HTTP as webhooks here; on this machine unless told',
    )
    .addOption(new Option('--quiet', 'tell only the result and what stops it').conflicts('verbose'))
    .option('--verbose', 'tell everything')
    .action(async (document: string, workflow: string | undefined, options: Omit<RunFlags, 'document'>) => {
      const { run } = await import('./commands/run.ts');
      done(await run({ ...options, document, ...(workflow === undefined ? {} : { workflow }) }, io));
    });
}

function addCheck(program: Command, io: Io, done: (exitCode: number) => void): void {
  addSourceFlags(program.command('check'))
    .description('Find what would stop a document from running, or make it do the wrong thing.')
    .argument('<document...>', `${documentHelp}, or "-" for stdin`)
    .addOption(modeOption())
    .option('--credentials <file>', 'take credentials from this file first, then from the environment')
    .option('--fix', 'repair the files, where one reading is left')
    .option('--dry-run', 'with --fix: show what would change, and change nothing')
    .option('--output <file>', 'with --fix: write the repaired document there, or to "-", stdout')
    .option('--json', 'print one JSON object on stdout')
    .addOption(
      new Option('--sarif', 'print one log of SARIF 2.1.0 on stdout, as code hosts read it').conflicts([
        'json',
        'fix',
      ]),
    )
    .action(async (documents: string[], options: Omit<CheckFlags, 'documents'>) => {
      const { check } = await import('./commands/check.ts');
      done(await check({ ...options, documents }, io));
    });
}

function addDescribe(program: Command, io: Io, done: (exitCode: number) => void): void {
  addSourceFlags(program.command('describe'))
    .description('Tell what a document does and needs: steps, inputs, outputs, credentials.')
    .argument('<document>', documentHelp)
    .argument('[workflow]', 'only this workflowId')
    .addOption(modeOption())
    .option('--json', 'print one JSON object on stdout')
    .addOption(
      new Option('--mermaid', 'draw the workflows as Mermaid flowcharts').conflicts([
        'json',
        'svg',
        'template',
      ]),
    )
    .addOption(new Option('--svg', 'draw the workflow as an SVG image').conflicts(['json', 'template']))
    .addOption(
      new Option(
        '--template',
        'write the file to fill in for --inputs: inputs, servers, and what the document does not give',
      ).conflicts(['json']),
    )
    .action(
      async (document: string, workflow: string | undefined, options: Omit<DescribeFlags, 'document'>) => {
        const { describe } = await import('./commands/describe.ts');
        done(await describe({ ...options, document, ...(workflow === undefined ? {} : { workflow }) }, io));
      },
    );
}

function addLock(program: Command, io: Io, done: (exitCode: number) => void): void {
  addSourceFlags(program.command('lock'))
    .description('Pin what a document stands on in heddle.lock: sources, repairs, origins.')
    .argument('<document>', documentHelp)
    .addOption(modeOption())
    .option('--repair', 'accept the repairs that findings offer, and sources found elsewhere')
    .option('--update', 'take sources as they are upstream now, and show what changes')
    .option('--yes', 'accept what changes in the operations used')
    .option('--json', 'print one JSON object on stdout')
    .action(async (document: string, options: Omit<LockFlags, 'document'>) => {
      const { lock } = await import('./commands/lock.ts');
      done(await lock({ ...options, document }, io));
    });
}

function addSimulate(program: Command, io: Io, done: (exitCode: number) => void): void {
  addSourceFlags(program.command('simulate'))
    .description(
      'Show which steps each outcome of a step leads to, and which are never reached. Sends nothing.',
    )
    .argument('<document>', documentHelp)
    .argument('[workflow]', 'only this workflowId')
    .addOption(repeatable('--input <name=value>', 'an input in the place of a made-up one (repeatable)'))
    .option('--inputs <source>', 'inputs: a JSON or YAML file, "-" for stdin, or a JSON object')
    .option('--repair', 'make the repairs that findings offer, in memory')
    .addOption(seedOption())
    .option('--most <number>', 'scenarios of a workflow at the most', scenarioCount, 200)
    .addOption(modeOption())
    .option('--json', 'print one JSON object on stdout')
    .option('--verbose', 'also what each scenario would send')
    .action(
      async (document: string, workflow: string | undefined, options: Omit<SimulateFlags, 'document'>) => {
        const { simulate } = await import('./commands/simulate.ts');
        done(await simulate({ ...options, document, ...(workflow === undefined ? {} : { workflow }) }, io));
      },
    );
}

function addSandbox(program: Command, io: Io, done: (exitCode: number) => void): void {
  addSourceFlags(program.command('sandbox'))
    .description(
      'Serve stand-ins for all that a document calls on a port of this machine, until interrupted.',
    )
    .argument('[document]', 'a path, a URL, or a bundled workflow; Stripe and Twilio unless given')
    .option('--port <number>', 'the port; any free one unless given', port, 0)
    .option('--repair', 'make the repairs that findings offer, in memory')
    .addOption(answerOption())
    .addOption(seedOption())
    .addOption(modeOption())
    .addOption(
      repeatable(
        '--fault <fault>',
        '"POST /v1/payment_intents=429", or =reset, =refuse, =delay:500 (repeatable)',
      ),
    )
    .option('--json', 'print one JSON object on stdout when ready')
    .action(async (document: string | undefined, options: Omit<SandboxFlags, 'document'>) => {
      const { sandbox } = await import('./commands/sandbox.ts');
      done(await sandbox({ ...options, ...(document === undefined ? {} : { document }) }, io));
    });
}

function addServe(program: Command, io: Io, done: (exitCode: number) => void): void {
  program
    .command('serve')
    .description('Keep runs going and take new ones over HTTP, until interrupted.')
    .option('--config <file>', 'what is served, and how', 'heddle.config.yaml')
    .option('--store <place>', 'keep the runs in this file or PostgreSQL database (postgres://…)')
    .option('--host <address>', 'listen at this address; beyond loopback, HEDDLE_TOKEN must be set')
    .option('--port <number>', 'listen at this port; 0 for any free one', port)
    .option('--credentials <file>', 'take credentials from this file first, then from the environment')
    .option('--json', 'print one JSON object on stdout when ready')
    .action(async (options: ServeFlags) => {
      const { serve } = await import('./commands/serve.ts');
      done(await serve(options, io));
    });
}

function answerOption(): Option {
  return repeatable(
    '--answer <name=status>',
    'let a mock answer a step or operation with this status (repeatable)',
  );
}

function seedOption(): Option {
  return new Option(
    '--seed <text>',
    'makes other values for mocks and made-up inputs; the same ones for the same seed',
  );
}

function modeOption(): Option {
  return new Option('--mode <mode>', 'how strictly documents are read')
    .choices(['strict', 'standard', 'lenient'])
    .default('standard');
}

function scenarioCount(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number === 0) throw new InvalidArgumentError('A number of scenarios is from 1 to 99999.');
  return number;
}

function port(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 65_536;
  if (number > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return number;
}

const examples = `
Examples:
  heddle run failed-payment-dunning --sandbox
  heddle check workflow.arazzo.yaml
  heddle describe failed-payment-dunning

Exit codes: 0 reached an end, 1 failed, 2 refused before any call, 3 needs attention, 130 interrupted.`;
