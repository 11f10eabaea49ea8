/**
 * Why a criterion could not be evaluated, which fails it (clause I9). The message is a sentence that is stored and shown:
 * it never repeats a value.
 */
export class EvaluationProblem extends Error {
  override readonly name = 'EvaluationProblem';
}
