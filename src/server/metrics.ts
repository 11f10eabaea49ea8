import type { LiveEvent, Runs } from '../runtime/runs.ts';

/** Counts what happens, for Prometheus. */
export interface Metrics {
  /** A run was started, of this workflow. */
  started(workflowId: string): void;
  /** A request was answered. */
  answered(method: string, route: string, status: number): void;
  /** All that was counted, in the text format 0.0.4 of Prometheus. */
  text(): string;
}

/** Upper bounds of the time that an attempt takes, in seconds. */
const bounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Counts what happens in runs, from now on. */
export function metrics(runs: Pick<Runs, 'watch' | 'load'>): Metrics {
  const starts = counter('heddle_runs_started_total', 'Runs that were started.');
  const ends = counter(
    'heddle_runs_ended_total',
    'Runs that go no further by themselves, by how they stand.',
  );
  const steps = counter('heddle_steps_total', 'Steps that were decided.');
  const attempts = counter('heddle_attempts_total', 'Calls of operations, by how they were answered.');
  const requests = counter('heddle_requests_total', 'Requests that the server answered.');
  const within = counter('heddle_attempt_duration_seconds_bucket', '');
  let sum = 0;
  let count = 0;
  runs.watch(({ event }: LiveEvent) => {
    if (event.kind === 'ended' && event.state.status !== 'running') {
      ends.add({ workflow: event.state.workflowId, status: event.state.status });
    }
    if (event.kind !== 'done') return;
    for (const { workflowId, succeeded } of event.decided) {
      steps.add({ workflow: workflowId, succeeded: String(succeeded) });
    }
    if (event.outcome.kind !== 'call') return;
    const { statusCode, durationMilliseconds } = event.outcome;
    const answer = statusCode === undefined ? 'none' : `${Math.floor(statusCode / 100)}xx`;
    attempts.add({ workflow: event.effect.workflowId, answer });
    const seconds = durationMilliseconds / 1000;
    sum += seconds;
    count++;
    for (const bound of bounds) within.add({ le: String(bound) }, seconds <= bound ? 1 : 0);
  });
  return {
    started: (workflow) => starts.add({ workflow }),
    answered: (method, route, status) => requests.add({ method, route, status: String(status) }),
    text() {
      const { running, slots, troubles } = runs.load();
      return [
        ...[starts, ends, steps, attempts, requests].flatMap((each) => each.lines()),
        '# HELP heddle_attempt_duration_seconds How long calls of operations took.',
        '# TYPE heddle_attempt_duration_seconds histogram',
        ...within.samples(),
        `heddle_attempt_duration_seconds_bucket{le="+Inf"} ${count}`,
        `heddle_attempt_duration_seconds_sum ${sum}`,
        `heddle_attempt_duration_seconds_count ${count}`,
        ...gauge('heddle_runs_in_hand', 'Runs that are carried on now.', running),
        ...gauge('heddle_run_slots', 'How many runs may be carried on at a time.', slots),
        ...gauge('heddle_troubles', 'What is in the way of runs now.', troubles.length),
        '# HELP process_cpu_seconds_total Processor time of the process.',
        '# TYPE process_cpu_seconds_total counter',
        `process_cpu_seconds_total ${processorSeconds()}`,
        ...gauge('process_resident_memory_bytes', 'Memory of the process.', process.memoryUsage.rss()),
        '',
      ].join('\n');
    },
  };
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

type Labels = Readonly<Record<string, string>>;

function counter(name: string, help: string) {
  const values = new Map<string, number>();
  const samples = (): string[] => [...values].map(([labels, value]) => `${name}{${labels}} ${value}`);
  return {
    add(labels: Labels, by = 1): void {
      const key = Object.entries(labels)
        .map(([label, value]) => `${label}="${escaped(value)}"`)
        .join(',');
      values.set(key, (values.get(key) ?? 0) + by);
    },
    samples,
    lines: (): string[] => [`# HELP ${name} ${help}`, `# TYPE ${name} counter`, ...samples()],
  };
}

function gauge(name: string, help: string, value: number): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`];
}

/** A label's value as the format has it. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
