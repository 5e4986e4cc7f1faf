/** What a constraint needs to know of a call. */
export interface ConstraintLimits {
  readonly eos: number | undefined;
  readonly maxLength: number;
  /** Tokens that are never taken. */
  readonly banned: readonly number[];
}

/** What texts may be written, as a mask over the tokens of each step: an object of one's own. It serves any number of calls. */
export interface Constraint {
  /**
   * Begins a call of decoding.
   *
   * @throws RangeError where no text that meets it has at most `maxLength` tokens, and where there is no `eos`
   */
  begin(where: string, limits: ConstraintLimits): ConstraintRun;
}

/** A constraint in one call of decoding. */
export interface ConstraintRun {
  /** @throws RangeError for a decoder with fewer tokens than the constraint's tokenizer */
  expectInside(where: string, vocabulary: number): void;
  /** −∞ for each token from which no text that meets it is reached: behind `tokens`, within `left` tokens. */
  mask(row: Float32Array, tokens: readonly number[], left: number): void;
}
