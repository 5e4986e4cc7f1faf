/** Holds back tokens that may be the beginning of a stop sequence, so that no stream shows a part of one. */
export class StopSequences {
  readonly #sequences: readonly (readonly number[])[];

  constructor(sequences: readonly (readonly number[])[]) {
    this.#sequences = sequences;
  }

  /** How many tokens at the end are a stop sequence; 0 if none is. The longest counts. */
  ended(tokens: readonly number[]): number {
    let longest = 0;
    for (const { length } of this.#sequences.filter((sequence) => endsWith(tokens, sequence))) {
      longest = Math.max(longest, length);
    }
    return longest;
  }

  /** How many tokens at the end may yet become a stop sequence. */
  held(tokens: readonly number[]): number {
    let most = 0;
    for (const sequence of this.#sequences) {
      for (let n = Math.min(sequence.length - 1, tokens.length); n > most; n--) {
        if (endsWith(tokens, sequence.slice(0, n))) most = n;
      }
    }
    return most;
  }
}

function endsWith(tokens: readonly number[], ending: readonly number[]): boolean {
  const start = tokens.length - ending.length;
  return start >= 0 && ending.every((token, i) => tokens[start + i] === token);
}
