import type { Effect } from '../engine/effect.ts';
import type { Redactor } from '../http/redact.ts';
import type { Plan } from '../plan/plan.ts';
import { liveLines, runningLine } from '../report/live-view.ts';
import type { Style } from '../report/style.ts';
import type { RunEvent } from '../runtime/interpret.ts';
import type { Output } from './io.ts';

/** Shows a run while it runs. */
export interface Progress {
  readonly watch: (event: RunEvent, redactor: Redactor) => void;
  /** Takes the running line away. */
  readonly stop: () => void;
}

/** Redrawn ten times a second, without wrapping so that it stays one line. */
const redraw = (line: string): string => `\r\u001b[2K\u001b[?7l${line}\u001b[?7h`;
const erase = '\r\u001b[2K';

/** Writes the view of a run: lines that stay and, on a terminal, one line below them that is redrawn. */
export function progress(plan: Plan, style: Style, output: Output): Progress {
  const isTerminal = output.isTTY === true;
  let running:
    | { readonly effect: Effect; readonly since: number; readonly timer: NodeJS.Timeout }
    | undefined;

  const stop = (): void => {
    if (running === undefined) return;
    clearInterval(running.timer);
    running = undefined;
    output.write(erase);
  };
  const begin = (effect: Effect, redactor: Redactor): void => {
    const since = performance.now();
    const draw = (): void => {
      const line = runningLine(effect, performance.now() - since, { plan, style, redactor });
      output.write(redraw(line));
    };
    running = { effect, since, timer: setInterval(draw, 100) };
    draw();
  };
  return {
    stop,
    watch(event, redactor) {
      stop();
      for (const line of liveLines(event, { plan, style, redactor })) output.write(`${line}\n`);
      if (isTerminal && event.kind === 'begins') begin(event.effect, redactor);
    },
  };
}
