/** A hypothesis that goes on by one token. */
export interface Candidate {
  readonly logProbability: number;
  /** By which candidates are ordered: `logProbability` with all penalties and biases. */
  readonly penalised: number;
  /** Which of the live hypotheses. */
  readonly from: number;
  readonly token: number;
}

/** The best few of many candidates, in order; of equal ones that which came first. */
export class BestCandidates {
  readonly best: Candidate[] = [];
  readonly #most: number;
  #least = -Infinity;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes the tokens of one row of log probabilities, added to those `before`. What is ruled out (−∞) is no candidate. */
  addRow(
    row: { readonly logProbabilities: Float32Array; readonly penalised: Float32Array },
    from: number,
    before: { readonly logProbability: number; readonly penalised: number },
  ): void {
    for (let token = 0; token < row.penalised.length; token++) {
      const penalised = before.penalised + (row.penalised[token] as number);
      if (!(penalised > this.#least)) continue;
      const logProbability = before.logProbability + (row.logProbabilities[token] as number);
      this.add({ logProbability, penalised, from, token });
    }
  }

  /** Takes one, if it is better than the last of the best. */
  add(candidate: Candidate): void {
    if (!(candidate.penalised > this.#least)) return;
    const { best } = this;
    let at = best.length;
    while (at > 0 && (best[at - 1] as Candidate).penalised < candidate.penalised) at--;
    best.splice(at, 0, candidate);
    if (best.length > this.#most) best.pop();
    if (best.length === this.#most) {
      this.#least = (best[best.length - 1] as Candidate).penalised;
    }
  }
}
