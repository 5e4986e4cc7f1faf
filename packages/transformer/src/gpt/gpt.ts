import { readOptions } from '@dl/core/check';
import { keepArguments } from '@dl/core/extend';
import { CausalLanguageModel } from './causal-language-model';
import { CAUSAL_OPTIONS, type CausalOptions } from './causal-options';

/**
 * A language model of GPT-2's form: learned positions, layer norm before each part, GELU with tanh, and an output that is tied to the
 * embedding. Every option may say otherwise.
 *
 * ```ts
 * const gpt = new Gpt(65, { layers: 4, heads: 4, size: 128, context: 64, rng: random(1) });
 * const loss = gpt.loss(ids, next); // int32 [batch, time] both
 * ```
 *
 * Radford et al., Language models are unsupervised multitask learners, 2019.
 */
export class Gpt extends CausalLanguageModel {
  /** The name under which a saved model knows it. */
  static override readonly className: string = 'Gpt';

  /** @throws RangeError for sizes and options that do not fit; TypeError for an invalid option */
  constructor(vocabSize: number, options: CausalOptions) {
    const {
      activation = 'geluTanh',
      tied = true,
      ...own
    } = readOptions('Gpt', options, CAUSAL_OPTIONS);
    super(vocabSize, { ...own, activation, tied });
    keepArguments(this, Gpt, [vocabSize, options]);
  }
}
