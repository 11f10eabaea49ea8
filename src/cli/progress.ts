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
  const running = new Map<string, { readonly effect: Effect; readonly since: number }>();
  let timer: NodeJS.Timeout | undefined;

  const stop = (): void => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    output.write(erase);
  };
  /** Shows what has been under way for longest. */
  const begin = (redactor: Redactor): void => {
    const [first] = running.values();
    if (first === undefined) return;
    const draw = (): void => {
      const milliseconds = performance.now() - first.since;
      const context = { plan, style, redactor };
      output.write(redraw(runningLine(first.effect, milliseconds, context, running.size - 1)));
    };
    timer = setInterval(draw, 100);
    draw();
  };
  return {
    stop,
    watch(event, redactor) {
      stop();
      for (const line of liveLines(event, { plan, style, redactor })) output.write(`${line}\n`);
      if (event.kind === 'begins')
        running.set(event.effect.name, { effect: event.effect, since: performance.now() });
      if (event.kind === 'done') running.delete(event.effect.name);
      if (isTerminal && event.kind !== 'ended') begin(redactor);
    },
  };
}
