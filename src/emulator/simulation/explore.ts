import type { Alternative, Basis } from './alternatives.ts';

/** What is chosen for one step in a scenario; every other step has its first alternative. */
export interface Choice {
  /** `workflowId/stepId`. */
  readonly step: string;
  /** The title of an alternative. */
  readonly outcome: string;
  /** How that is known of. */
  readonly basis: Basis;
  /** Only the first time that it is called; each time else. */
  readonly once?: true;
}

/** A step that a scenario called, in the order of the first calls. */
export interface PlayedCall {
  readonly step: string;
  /** Of the first call. */
  readonly alternatives: readonly Pick<Alternative, 'title' | 'basis' | 'consequence'>[];
  readonly calls: number;
}

/** Runs a scenario. Must come to the same for the same choices. */
export type Play<T> = (
  choices: readonly Choice[],
) => Promise<{ readonly played: readonly PlayedCall[]; readonly result: T }>;

/** Scenarios, and whether those are all. */
export interface Exploration<T> {
  readonly scenarios: readonly { readonly choices: readonly Choice[]; readonly result: T }[];
  /** False when there were more than the bound allows. */
  readonly complete: boolean;
}

/**
 * Plays a workflow through the outcomes of its steps: first with the best outcome of each, then with one step coming to each of its other outcomes, then two, and so on.
 * What has the consequence of an outcome that was played at the same place is played, and not led further. An outcome that made a step be called again
 * is also played as one that passes, after which everything is as if it had not been.
 * @param most Scenarios at the most.
 */
export async function explore<T>(play: Play<T>, most: number): Promise<Exploration<T>> {
  const scenarios: Exploration<T>['scenarios'][number][] = [];
  const queue: { readonly choices: readonly Choice[]; readonly leads: boolean }[] = [
    { choices: [], leads: true },
  ];
  // An array hands out what is added while it is walked.
  for (const { choices, leads } of queue) {
    if (scenarios.length === most) return { scenarios, complete: false };
    const { played, result } = await play(choices);
    scenarios.push({ choices, result });
    const last = choices.at(-1);
    const at = last === undefined ? -1 : played.findIndex(({ step }) => step === last.step);
    if (last !== undefined && last.once === undefined && (played[at]?.calls ?? 0) > 1) {
      queue.push({ choices: [...choices.slice(0, -1), { ...last, once: true }], leads: false });
    }
    if (!leads) continue;
    for (const { step, alternatives } of played.slice(at + 1)) {
      const [usual, ...others] = alternatives;
      const seen = new Set([usual?.consequence]);
      for (const { title, basis, consequence } of others) {
        queue.push({ choices: [...choices, { step, outcome: title, basis }], leads: !seen.has(consequence) });
        seen.add(consequence);
      }
    }
  }
  return { scenarios, complete: true };
}
