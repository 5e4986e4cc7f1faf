import type { CellStackOptions, StackForwardOptions, Take } from '@dl/rnn';
import { stackOf } from '@dl/rnn/cell';
import type * as tf from '@tensorflow/tfjs-core';
import { GRU_CELL_OPTIONS, GruCell, type GruCellOptions } from './gru-cell';

export interface GruOptions<T extends Take | undefined = undefined>
  extends GruCellOptions,
    CellStackOptions<T> {}

/** How a `Gru` is run over a sequence. */
export type GruForwardOptions = StackForwardOptions<tf.Tensor2D>;

const GruStack = /* @__PURE__ */ stackOf<tf.Tensor2D, GruCell, GruCellOptions>(
  'Gru',
  GruCell,
  GRU_CELL_OPTIONS,
);

/**
 * A stack of gated recurrent units in one or both directions; see {@link GruCell} for the formula. Each state is h,
 * [batch, hidden]. As `torch.nn.GRU` with `batch_first=True`; the two biases of PyTorch are one here.
 *
 * @example
 * ```ts
 * const gru = new Gru(8, 16, { rng: random(1) });
 * const { outputs, state } = gru.forward(tf.ones([4, 10, 8])); // [4, 10, 16]
 * ```
 */
export class Gru<T extends Take | undefined = undefined> extends GruStack<T> {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Gru';

  /** What `fromTorch` and `toTorch` read it by. */
  static readonly torchCodec: string = 'gruTorch of @dl/lstm-gru/torch';
}
