import type * as tf from '@tensorflow/tfjs-core';
import type { CellStackOptions, StackForwardOptions } from './cell-stack';
import type { Take } from './result';
import { RNN_CELL_OPTIONS, RnnCell, type RnnCellOptions } from './rnn-cell';
import { stackOf } from './stack-of';

export interface RnnOptions<T extends Take | undefined = undefined>
  extends RnnCellOptions,
    CellStackOptions<T> {}

/** How an `Rnn` is run over a sequence. */
export type RnnForwardOptions = StackForwardOptions<tf.Tensor2D>;

const RnnStack = /* @__PURE__ */ stackOf<tf.Tensor2D, RnnCell, RnnCellOptions>(
  'Rnn',
  RnnCell,
  RNN_CELL_OPTIONS,
);

/**
 * A stack of simple recurrent layers, h′ = f(x Wx + h Wh + b), in one or both directions. Each state is h, [batch, hidden]. As
 * `torch.nn.RNN` with `batch_first=True`; the two biases of PyTorch are one here.
 *
 * @example
 * ```ts
 * const rnn = new Rnn(8, 16, { rng: random(1) });
 * const { outputs, state } = rnn.forward(tf.ones([4, 10, 8]), { lengths: [10, 7, 3, 1] }); // [4, 10, 16]
 * ```
 */
export class Rnn<T extends Take | undefined = undefined> extends RnnStack<T> {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Rnn';

  /** What `fromTorch` and `toTorch` read it by. */
  static readonly torchCodec: string = 'rnnTorch of @dl/rnn/torch';
}
