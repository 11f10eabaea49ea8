import type { RunResult } from '../../src/index.ts';
import { type Charge, emulatorTransport, type Message } from '../../src/testing.ts';
import type { Scenario, ScenarioRun } from './scenario.ts';
import { type Connect, createWorld, type SentRequest, type World } from './world.ts';

/** What came of a run. */
export interface Performance {
  readonly run: ScenarioRun;
  readonly world: World;
  /** One, or as many as ran at the same time. */
  readonly results: readonly Pick<RunResult, 'status' | 'outputs' | 'diagnostics' | 'steps'>[];
  readonly exitCode: number;
  /** What this run sent. */
  readonly requests: readonly SentRequest[];
  /** Those that came about during this run. */
  readonly charges: readonly Charge[];
  readonly messages: readonly Message[];
  /** Everything that can be seen of it. */
  readonly shown: Shown;
}

/** What is shown of a run, to programs and to people. */
export interface Shown {
  readonly json: string;
  /** Live view, findings and report. */
  readonly text: string;
}

/** Carries out a run and tells its results with all that was shown of them. */
export type Performer = (
  run: ScenarioRun,
  index: number,
) => Promise<Pick<Performance, 'results' | 'exitCode' | 'shown'>>;

/** Performs the runs of a scenario one after the other, in one world. */
export async function perform(
  scenario: Scenario,
  performer: (scenario: Scenario, world: World) => Performer,
  connect: Connect = emulatorTransport,
): Promise<readonly Performance[]> {
  const world = await createWorld(scenario, connect);
  const one = performer(scenario, world);
  const performances: Performance[] = [];
  for (const [index, run] of scenario.runs.entries()) {
    const before = {
      requests: world.requests.length,
      charges: world.charges().length,
      messages: world.messages().length,
    };
    performances.push({
      ...(await one(run, index)),
      run,
      world,
      requests: world.requests.slice(before.requests),
      charges: world.charges().slice(before.charges),
      messages: world.messages().slice(before.messages),
    });
  }
  return performances;
}
