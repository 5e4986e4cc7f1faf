import { expected } from '@dl/core/check';
import { expectId, expectIds } from '../check/text';
import type { ConstraintRun } from './constraint';
import type { DecodeOptions } from './decode-options';
import { biasEntries } from './logit-bias';
import { repeatsOf } from './no-repeat';
import { penaliseRepetition, penaliseWritten } from './penalties';

/**
 * What a caller's options do to a row of logits before a token is chosen, in this order: bias, the repetition penalty, presence and
 * frequency, the constraint, what must not be repeated, and the end where it would come too early.
 */
export class LogitRules {
  /** Whether there is none, and logits can stay where they are. */
  readonly isEmpty: boolean;
  readonly #where: string;
  readonly #options: DecodeOptions<unknown>;
  readonly #bias: readonly (readonly [id: number, bias: number])[];
  readonly #prompts: readonly ReadonlySet<number>[];
  readonly #constraint: ConstraintRun | undefined;

  /** @throws RangeError for options that contradict each other, and for a constraint that cannot be met */
  constructor(where: string, options: DecodeOptions<unknown>) {
    const { logitBias, repetitionPenalty = 1, presencePenalty = 0, frequencyPenalty = 0 } = options;
    const { noRepeatNgram, minLength = 0, maxLength, eos, prompts, start, constraint } = options;
    this.#where = where;
    this.#options = options;
    this.#bias = logitBias === undefined ? [] : biasEntries(logitBias);
    if (minLength > 0 && eos === undefined) {
      throw new RangeError(expected(`${where}: minLength`, 'none without eos', minLength));
    }
    if (minLength > maxLength) {
      throw new RangeError(
        expected(`${where}: minLength`, `at most maxLength, ${maxLength}`, minLength),
      );
    }
    if (prompts !== undefined && prompts.length !== start.length) {
      throw new RangeError(
        expected(`${where}: prompts`, `one for each of ${start.length} rows`, prompts.length),
      );
    }
    const isRepetition = repetitionPenalty !== 1;
    if (prompts !== undefined && !isRepetition) {
      throw new RangeError(
        expected(`${where}: prompts`, 'none without repetitionPenalty', prompts),
      );
    }
    this.#prompts = isRepetition
      ? Array.from(start, (token, row) => new Set([...Array.from(prompts?.[row] ?? []), token]))
      : [];
    this.#constraint = constraint?.begin(where, {
      eos,
      maxLength,
      banned: this.#bias.filter(([, own]) => own === -Infinity).map(([id]) => id),
    });
    const isPenalty = isRepetition || presencePenalty !== 0 || frequencyPenalty !== 0;
    const isRule = noRepeatNgram !== undefined || minLength > 0 || constraint !== undefined;
    this.isEmpty = this.#bias.length === 0 && !isPenalty && !isRule;
  }

  /** Checks ids against the decoder's vocabulary, which the first step shows. @throws RangeError */
  expectInside(vocabulary: number): void {
    for (const [id] of this.#bias) expectId(this.#where, 'logitBias', id, vocabulary);
    const { prompts = [], eos } = this.#options;
    if (eos !== undefined) expectId(this.#where, 'eos', eos, vocabulary);
    prompts.forEach((prompt, row) => {
      expectIds(this.#where, `prompts.${row}`, prompt, vocabulary);
    });
    this.#constraint?.expectInside(this.#where, vocabulary);
  }

  /** Changes the logits, or log probabilities, of what comes behind `tokens` of the row `index` of the caller's. */
  apply(row: Float32Array, tokens: readonly number[], index: number): void {
    const { repetitionPenalty = 1, presencePenalty: presence = 0 } = this.#options;
    const { frequencyPenalty: frequency = 0, maxLength } = this.#options;
    // What is forbidden stays so for a logit of ∞.
    for (const [id, bias] of this.#bias) {
      row[id] = bias === -Infinity ? bias : (row[id] as number) + bias;
    }
    if (repetitionPenalty !== 1) {
      const seen = new Set([...(this.#prompts[index] as ReadonlySet<number>), ...tokens]);
      penaliseRepetition(row, seen, repetitionPenalty);
    }
    if (presence !== 0 || frequency !== 0) penaliseWritten(row, tokens, { presence, frequency });
    this.#constraint?.mask(row, tokens, maxLength - tokens.length);
    const banned = this.#banned(tokens);
    if (banned.size > 0) this.#ban(row, banned);
  }

  #banned(tokens: readonly number[]): Set<number> {
    const { noRepeatNgram, minLength = 0, eos } = this.#options;
    const banned =
      noRepeatNgram === undefined ? new Set<number>() : repeatsOf(tokens, noRepeatNgram);
    if (eos === undefined) return banned;
    if (tokens.length < minLength) banned.add(eos);
    else banned.delete(eos);
    return banned;
  }

  /** Rules these out. Under a constraint they give way where nothing else would be left. */
  #ban(row: Float32Array, banned: ReadonlySet<number>): void {
    if (this.#constraint !== undefined) {
      const isOther = row.some((logit, token) => logit !== -Infinity && !banned.has(token));
      if (!isOther) return;
    }
    for (const token of banned) row[token] = -Infinity;
  }
}
