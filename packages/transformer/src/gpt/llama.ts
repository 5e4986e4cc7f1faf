import { rotary } from '@dl/attention';
import { expectPositiveInteger, readOptions } from '@dl/core/check';
import { keepArguments } from '@dl/core/extend';
import { CausalLanguageModel } from './causal-language-model';
import { CAUSAL_OPTIONS, type CausalOptions } from './causal-options';

/**
 * A language model of Llama's form: rotary positions, root mean square norms, SwiGLU, no biases, and `kvHeads` that groups of queries
 * share. `hidden` is 8/3 × size, rounded up to a multiple of 8, unless it is told; `positions` may be a `rotary` of another base.
 *
 * ```ts
 * const llama = new Llama(512, { layers: 5, heads: 8, kvHeads: 4, size: 64, context: 512, rng: random(1) });
 * ```
 *
 * Touvron et al., LLaMA, 2023; Llama 2, 2023.
 */
export class Llama extends CausalLanguageModel {
  /** The name under which a saved model knows it. */
  static override readonly className: string = 'Llama';

  /** @throws RangeError for sizes and options that do not fit; TypeError for an invalid option */
  constructor(vocabSize: number, options: CausalOptions) {
    const own = readOptions('Llama', options, CAUSAL_OPTIONS);
    expectPositiveInteger('Llama', 'size', own.size);
    const { norm = 'rms', epsilon = 1e-5, activation = 'swiglu', bias = false } = own;
    const { hidden = 8 * Math.ceil(own.size / 3), positions = rotary() } = own;
    super(vocabSize, { ...own, norm, epsilon, activation, bias, hidden, positions });
    keepArguments(this, Llama, [vocabSize, options]);
  }
}
