/** A value that cannot be put into a request as described. Thrown while a request is built; the caller turns it into an outcome. */
export class UnserializableValue extends Error {
  override readonly name = 'UnserializableValue';
  /** The parameter, form field or body that it was for. The value itself is never told: it may be secret. */
  readonly parameter: string;
  /** Completes the sentence "it ...": `is empty`. */
  readonly reason: string;

  constructor(parameter: string, reason: string) {
    super(`The value of "${parameter}" cannot be sent: it ${reason}.`);
    this.parameter = parameter;
    this.reason = reason;
  }
}
