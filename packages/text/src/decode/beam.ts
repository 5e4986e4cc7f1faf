import type { Candidate } from './beam-candidates';
import type { Ended } from './decode-options';

/** A sentence that a beam search has found. */
export interface Hypothesis {
  /** Without the first token and the end. */
  readonly tokens: number[];
  /** The sum of the log probabilities of these tokens and of `eos`, in nats. */
  readonly logProbability: number;
  /** By which hypotheses are ordered: `logProbability`, with penalties and biases where there are any, / length^`lengthPenalty`. */
  readonly score: number;
  readonly ended: Ended;
}

/** A hypothesis that goes on. */
export interface LiveHypothesis {
  readonly tokens: readonly number[];
  readonly logProbability: number;
  /** With penalties and biases. */
  readonly penalised: number;
}

/** The hypotheses of one sentence: those that go on, and those that have ended. */
export class Beam {
  live: readonly LiveHypothesis[] = [{ tokens: [], logProbability: 0, penalised: 0 }];
  readonly #done: Hypothesis[] = [];
  readonly #size: number;
  readonly #lengthPenalty: number;

  constructor(size: number, lengthPenalty: number) {
    this.#size = size;
    this.#lengthPenalty = lengthPenalty;
  }

  /** Goes on with the best candidates, and gives of each new live hypothesis the one that it came from. */
  extend(candidates: readonly Candidate[], eos: number | undefined): number[] {
    const live: LiveHypothesis[] = [];
    const from: number[] = [];
    candidates.forEach((candidate, rank) => {
      const { logProbability, penalised, token } = candidate;
      const { tokens } = this.live[candidate.from] as LiveHypothesis;
      if (token === eos) {
        // An end that is worse than so many that go on is no find.
        if (rank < this.#size) this.#end({ tokens, logProbability, penalised }, 'eos');
      } else if (live.length < this.#size) {
        live.push({ tokens: [...tokens, token], logProbability, penalised });
        from.push(candidate.from);
      }
    });
    if (candidates.length === 0) this.endAll('stuck');
    else this.live = live;
    if (this.#isSettled()) this.live = [];
    return this.live.length === 0 ? [] : from;
  }

  /** Ends what goes on. */
  endAll(why: Ended): void {
    for (const hypothesis of this.live) this.#end(hypothesis, why);
    this.live = [];
  }

  /** The best hypotheses that have ended, in order. */
  best(count: number): Hypothesis[] {
    return this.#done.slice(0, count);
  }

  /** Whether none that goes on is better now than the worst of as many as are looked for. */
  #isSettled(): boolean {
    const [best, worst] = [this.live[0], this.#done[this.#size - 1]];
    if (best === undefined) return true;
    if (worst === undefined) return false;
    return this.#score(best.penalised, best.tokens.length) <= worst.score;
  }

  #end({ tokens, logProbability, penalised }: LiveHypothesis, ended: Ended): void {
    const length = tokens.length + (ended === 'eos' ? 1 : 0);
    const score = this.#score(penalised, length);
    let at = this.#done.length;
    while (at > 0 && (this.#done[at - 1] as Hypothesis).score < score) at--;
    this.#done.splice(at, 0, { tokens: [...tokens], logProbability, score, ended });
    if (this.#done.length > this.#size) this.#done.pop();
  }

  #score(penalised: number, length: number): number {
    return penalised / Math.max(1, length) ** this.#lengthPenalty;
  }
}
