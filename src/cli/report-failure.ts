import { diagnose } from '../diagnostics/diagnose.ts';
import { refusedJson } from '../report/refused-json.ts';
import { sanitize } from '../report/sanitize.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { tellFindings } from './console.ts';

/** Tells what is wrong with the arguments, in one line and with the way to the help. */
export function reportUsage(said: string, io: Io): number {
  const [first = '', ...rest] = said
    .replace(/^error: /, '')
    .trim()
    .split('\n');
  const suggestion = rest.join(' ').replace(/^\((.*)\)$/, '$1');
  const text = first.charAt(0).toUpperCase() + first.slice(1);
  const message = /[.?!]$/.test(text) ? text : `${text}.`;
  const isUnknown = /unknown command/i.test(first);
  const command = isUnknown ? undefined : io.argv.find((argument) => !argument.startsWith('-'));
  const help = `See heddle ${command === undefined ? '' : `${command} `}--help.`;
  const finding = diagnose('usage/invalid', message, { hint: suggestion === '' ? help : suggestion });
  tellFindings([finding], io);
  if (io.argv.includes('--json')) io.stdout.write(refusedJson([finding]));
  return exitCodes.refused;
}

/** Tells of a mistake in Heddle itself: its message, and the stack when that is asked for. */
export function reportBug(error: unknown, io: Io): number {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  const wantsStack = io.argv.includes('--verbose') || (io.env['HEDDLE_DEBUG'] ?? '') !== '';
  io.stderr.write(`error: ${sanitize(message)}\n  This is a bug in Heddle.`);
  io.stderr.write(wantsStack ? `\n${stack ?? ''}\n` : ' Set HEDDLE_DEBUG=1 to see where.\n');
  if (io.argv.includes('--json')) {
    const finding = diagnose('internal/unexpected', message, { hint: 'This is a bug in Heddle.' });
    io.stdout.write(refusedJson([finding], 'failed'));
  }
  return exitCodes.failed;
}
