import { type Command, InvalidArgumentError, Option } from 'commander';
import { endedStatuses, storedStatuses } from '../../journal/store.ts';
import type { Io } from '../io.ts';
import type { ActFlags, ListFlags, ShowFlags, SettleFlags } from './kept-runs.ts';
import { addReachFlags } from '../reach-flags.ts';
import { readDuration } from '../read-duration.ts';
import { addRecordFlag, addReportFlags } from '../report-flags.ts';
import type { PruneFlags } from './store-upkeep.ts';
import type { StoreFlags } from '../with-store.ts';

/** Adds the commands that are about the runs of a store: `runs`, `show`, `resume`, `cancel`, `settle`, `prune`, `migrate`, `verify`, `backup`. */
export function addKeptRuns(program: Command, io: Io, done: (exitCode: number) => void): void {
  storeFlags(program.command('runs'))
    .description('List the runs of a store, the latest first.')
    .addOption(new Option('--status <status...>', 'only runs that stand so').choices(storedStatuses))
    .option('--limit <number>', 'at most so many, up to 1000', limit, 50)
    .option('--json', 'print one JSON object on stdout')
    .action(async (flags: ListFlags) => {
      done(await (await import('./kept-runs.ts')).listRuns(flags, io));
    });
  addReportFlags(storeFlags(program.command('show')))
    .description('Tell how a run of a store went.')
    .argument('<run>', 'its id')
    .action(async (runId: string, flags: ShowFlags) => {
      done(await (await import('./kept-runs.ts')).showRun(runId, flags, io));
    });
  actFlags(program.command('resume'))
    .description('Go on with a run of a store now.')
    .argument('<run>', 'its id')
    .action(async (runId: string, flags: ActFlags) => {
      done(await (await import('./kept-runs.ts')).resumeRun(runId, flags, io));
    });
  actFlags(program.command('cancel'))
    .description('End a run of a store.')
    .argument('<run>', 'its id')
    .action(async (runId: string, flags: ActFlags) => {
      done(await (await import('./kept-runs.ts')).cancelRun(runId, flags, io));
    });
  actFlags(program.command('settle'))
    .description('Say what came of the call in doubt of a run, which then goes on.')
    .argument('<run>', 'its id')
    .option('--happened', 'the call took effect')
    .option('--did-not', 'the call did not take effect: it is made again')
    .option('--outcome <file>', 'with --happened: the answer as JSON, with statusCode, headers and body')
    .action(async (runId: string, flags: SettleFlags) => {
      done(await (await import('./kept-runs.ts')).settleRun(runId, flags, io));
    });
  addUpkeep(program, io, done);
}

function addUpkeep(program: Command, io: Io, done: (exitCode: number) => void): void {
  storeFlags(program.command('prune'))
    .description('Forget runs of a store that ended long enough ago.')
    .requiredOption('--older-than <duration>', 'since their end, such as 30d', readDuration)
    .addOption(new Option('--status <status...>', 'only runs that ended so').choices(endedStatuses))
    .option('--dry-run', 'only count them')
    .option('--json', 'print one JSON object on stdout')
    .action(async (flags: PruneFlags) => {
      done(await (await import('./store-upkeep.ts')).pruneStore(flags, io));
    });
  storeFlags(program.command('migrate'))
    .description('Bring a store to the schema of this release, or make it.')
    .option('--json', 'print one JSON object on stdout')
    .action(async (flags: StoreFlags) => {
      done(await (await import('./store-upkeep.ts')).migrateStore(flags, io));
    });
  storeFlags(program.command('verify'))
    .description('Look whether everything in a store is as it was written, also while it is in use.')
    .option('--json', 'print one JSON object on stdout')
    .action(async (flags: StoreFlags) => {
      done(await (await import('./store-upkeep.ts')).verifyStore(flags, io));
    });
  storeFlags(program.command('backup'))
    .description('Copy a store into a new file, also while it is in use.')
    .requiredOption('--to <file>', 'the new file; one that is there is left alone')
    .option('--json', 'print one JSON object on stdout')
    .action(async (flags: StoreFlags & { readonly to: string }) => {
      done(await (await import('./store-upkeep.ts')).backUpStore(flags, io));
    });
}

function storeFlags(command: Command): Command {
  return command.option(
    '--store <place>',
    'where the runs are kept: a file, or a PostgreSQL database (postgres://…)',
    'heddle.db',
  );
}

function actFlags(command: Command): Command {
  return addReachFlags(addReportFlags(addRecordFlag(storeFlags(command))))
    .option('--credentials <file>', 'take credentials from this file first, then from the environment')
    .option('--suppressions <file>', 'the list of recipients who opted out');
}

function limit(text: string): number {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > 1000) throw new InvalidArgumentError('A limit is a number from 1 to 1000.');
  return number;
}
