import type { CellStackOptions, StackForwardOptions, Take } from '@dl/rnn';
import { stackOf } from '@dl/rnn/cell';
import { LstmCell } from './lstm-cell';
import { LSTM_CELL_OPTIONS, type LstmCellOptions } from './lstm-cell-options';
import type { LstmState } from './lstm-weights';

export interface LstmOptions<T extends Take | undefined = undefined>
  extends LstmCellOptions,
    CellStackOptions<T> {}

/** How an `Lstm` is run over a sequence. */
export type LstmForwardOptions = StackForwardOptions<LstmState>;

const LstmStack = /* @__PURE__ */ stackOf<LstmState, LstmCell, LstmCellOptions>(
  'Lstm',
  LstmCell,
  LSTM_CELL_OPTIONS,
);

/**
 * A stack of long short-term memories in one or both directions; see {@link LstmCell} for the formula. Each state is
 * { h [batch, out], c [batch, hidden] }. As `torch.nn.LSTM` with `batch_first=True`; the two biases of PyTorch are one here.
 *
 * @example
 * ```ts
 * const lstm = new Lstm(8, 16, { rng: random(1), layers: 2, bidirectional: true });
 * const { outputs } = lstm.forward(tf.ones([4, 10, 8])); // [4, 10, 32]
 * ```
 */
export class Lstm<T extends Take | undefined = undefined> extends LstmStack<T> {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'Lstm';

  /** What `fromTorch` and `toTorch` read it by. */
  static readonly torchCodec: string = 'lstmTorch of @dl/lstm-gru/torch';
}
