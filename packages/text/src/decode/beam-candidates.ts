/** A hypothesis that goes on by one token. */
export interface Candidate {
  readonly logProbability: number;
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

  /** Takes the tokens of one row of log probabilities, each added to `before`. What is ruled out (−∞) is no candidate. */
  addRow(row: Float32Array, from: number, before: number): void {
    for (let token = 0; token < row.length; token++) {
      const logProbability = before + (row[token] as number);
      if (logProbability > this.#least) this.add({ logProbability, from, token });
    }
  }

  /** Takes one, if it is better than the last of the best. */
  add(candidate: Candidate): void {
    if (!(candidate.logProbability > this.#least)) return;
    const { best } = this;
    let at = best.length;
    while (at > 0 && (best[at - 1] as Candidate).logProbability < candidate.logProbability) at--;
    best.splice(at, 0, candidate);
    if (best.length > this.#most) best.pop();
    if (best.length === this.#most) {
      this.#least = (best[best.length - 1] as Candidate).logProbability;
    }
  }
}
