/**
 * Thrown when a request is being made and an expression that it cannot do without has no value (clauses F11, G11),
 * or one that cannot stand where it is wanted (clause G4).
 * It ends the making of that request, before anything is sent.
 */
export class UnresolvedValue extends Error {
  /** The expression's text. */
  readonly expression: string;
  constructor(expression: string, reason: string) {
    super(`${expression} ${reason}`);
    this.name = 'UnresolvedValue';
    this.expression = expression;
  }
}
