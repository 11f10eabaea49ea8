import { type Command, Option } from 'commander';
import { repeatable } from './source-flags.ts';

/** Declares the flags that ask for reports of a run. */
export function addReportFlags(command: Command): Command {
  return command
    .addOption(
      repeatable(
        '--report <kind[=file]>',
        'pretty, json, junit, markdown or har, to stdout or a file (repeatable)',
      ),
    )
    .option('--har <file>', 'write the calls that were made as an HTTP Archive')
    .option('--json', 'print one JSON object on stdout');
}

/** The flag that says what of each exchange is recorded. */
export interface RecordFlags {
  readonly record?: 'bodies';
}

/** Declares the flag. */
export function addRecordFlag(command: Command): Command {
  return command.addOption(
    new Option('--record <what>', 'keep header fields and bodies too, masked').choices(['bodies']),
  );
}
