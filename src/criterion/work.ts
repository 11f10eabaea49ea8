import { EvaluationProblem } from './evaluation-problem.ts';

/** Counts what an evaluation does, so that none of a hostile document or answer goes on for ever (clause M). */
export interface Work {
  /** @throws EvaluationProblem when it is more than may be done. */
  readonly count: (steps: number) => void;
}

/** Values, nodes or characters that one evaluation may look at: a second or so, and more than a sensible look at the largest answer takes. */
export const mostWork = 5_000_000;

/** The same for XPath, whose steps take longer: some seconds. A few hundred nodes can be compared with each other. */
export const mostXPathWork = 10_000_000;

/** Steps for each number of a range of XPath. */
export const stepsOfNumber = 10;

/** Work of which nothing is done yet. */
export function startWork(most = mostWork): Work {
  let left = most;
  return {
    count: (steps) => {
      left -= steps;
      if (left < 0) {
        throw new EvaluationProblem(
          `The evaluation is given up after ${most} steps: it looks at too much of its context. Ask for less of it, or make the context smaller.`,
        );
      }
    },
  };
}
