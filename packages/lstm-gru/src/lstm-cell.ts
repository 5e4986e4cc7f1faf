import { Linear, linear, orthogonal, split, tanh, xavierUniform } from '@dl/core';
import {
  expected,
  expectInteger,
  expectPositiveInteger,
  expectRng,
  expectRoom,
  expectTensor,
  LARGEST,
  readOptions,
} from '@dl/core/check';
import { keepArguments, makeVariables, weightOf, withWeights } from '@dl/core/extend';
import type { Cell, SequenceOptions, SequenceResult } from '@dl/rnn';
import { checkOnce, expectSequence, readSequenceOptions } from '@dl/rnn/cell';
import * as tf from '@tensorflow/tfjs-core';
import { type GateActivation, gate, perGate } from './gate';
import { LSTM_CELL_OPTIONS, type LstmCellOptions } from './lstm-cell-options';
import { lstmGates } from './lstm-gates';
import { lstmSequence } from './lstm-sequence';
import type { LstmState } from './lstm-weights';

/** The gates of an LSTM at one step, each [batch, hidden]. */
export interface LstmGateValues {
  /** i, how much of the candidate is written. */
  input: tf.Tensor2D;
  /** f, how much of the cell is kept. */
  forget: tf.Tensor2D;
  /** g, what may be written, in (−1, 1). */
  candidate: tf.Tensor2D;
  /** o, how much of the cell is shown. */
  output: tf.Tensor2D;
  /** c′, the cell after the step. */
  cell: tf.Tensor2D;
  [name: string]: tf.Tensor2D;
}

/**
 * The long short-term memory (Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000):
 *
 *     i, f, o = σ(x W + h U + b)    g = tanh(x W + h U + b)
 *     c′ = f ∘ c + i ∘ g            h′ = o ∘ tanh c′
 *
 * with peepholes i and f also see p ∘ c and o sees p ∘ c′; with a projection h′ = (o ∘ tanh c′) P.
 * Its state is { h [batch, out], c [batch, hidden] }. The columns of its weights are i, f, g, o, as in PyTorch.
 */
export class LstmCell implements Cell<LstmState> {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'LstmCell';
  /** W [in, 4 hidden] and b [4 hidden] */
  readonly input: Linear;
  /** U [out, 4 hidden] */
  readonly recurrent: Linear;
  /** p [3, hidden], of i, f and o; begins with 0 */
  readonly peephole: tf.Variable | undefined;
  /** P [hidden, out] */
  readonly projection: Linear | undefined;
  readonly gateActivation: GateActivation;
  /** Features of h: the projection's, else `hiddenSize`. */
  readonly outSize: number;

  /**
   * @throws RangeError for an invalid size, bias or activation; TypeError for an invalid option; ShapeError if an initializer
   *   gives another shape
   */
  constructor(
    readonly inSize: number,
    readonly hiddenSize: number,
    options: LstmCellOptions,
  ) {
    keepArguments(this, LstmCell, [inSize, hiddenSize, options]);
    const own = readOptions('LstmCell', options, LSTM_CELL_OPTIONS);
    const { rng, bias = true, forgetBias, peepholes = false, projection } = own;
    const {
      gateActivation = 'sigmoid',
      init = xavierUniform(),
      recurrentInit = orthogonal(),
    } = own;
    expectPositiveInteger('LstmCell', 'inSize', inSize);
    expectPositiveInteger('LstmCell', 'hiddenSize', hiddenSize);
    if (!bias && forgetBias !== undefined) {
      throw new RangeError(expected('LstmCell: forgetBias', 'none without bias', forgetBias));
    }
    this.gateActivation = gateActivation;
    this.outSize = projection ?? hiddenSize;
    const { outSize } = this;
    const columns = 4 * hiddenSize;
    expectRoom('LstmCell', 'input.weight', [inSize, columns]);
    expectRoom('LstmCell', 'recurrent.weight', [outSize, columns]);
    if (projection !== undefined) {
      expectRoom('LstmCell', 'projection.weight', [hiddenSize, projection]);
    }
    expectRng('LstmCell', rng);
    const made = makeVariables('LstmCell', () => {
      const ofInput = { rng, bias, init: perGate('LstmCell', 4, init) };
      const ofState = { rng, bias: false, init: perGate('LstmCell', 4, recurrentInit) };
      const input = new Linear(inSize, columns, ofInput);
      const recurrent = new Linear(outSize, columns, ofState);
      if (input.bias && forgetBias !== 0) openForgetGate(input.bias, forgetBias ?? 1);
      const peephole = peepholes ? tf.variable(tf.zeros([3, hiddenSize])) : undefined;
      if (projection === undefined) return { input, recurrent, peephole, projection };
      const last = new Linear(hiddenSize, projection, { rng, bias: false, init });
      return { input, recurrent, peephole, projection: last };
    });
    this.input = made.input;
    this.recurrent = made.recurrent;
    if (made.peephole) this.peephole = made.peephole;
    if (made.projection) this.projection = made.projection;
  }

  /** h = 0 and c = 0. */
  zeroState(batch: number): LstmState {
    const where = 'LstmCell.zeroState';
    expectInteger(where, 'batch', batch, 0, LARGEST);
    expectRoom(where, 'h', [batch, this.outSize]);
    expectRoom(where, 'c', [batch, this.hiddenSize]);
    const zeros = () =>
      ({ h: tf.zeros([batch, this.outSize]), c: tf.zeros([batch, this.hiddenSize]) }) as never;
    return tf.tidy(zeros) as LstmState;
  }

  /**
   * `x` float32 [batch, in] → the next state.
   *
   * @throws ShapeError, TypeError, Error for an x or a state that does not fit, or is disposed
   */
  step(x: tf.Tensor, state: LstmState): LstmState {
    this.#expectStep('LstmCell.step', x, state);
    return tf.tidy(() => {
      const { peephole, gateActivation } = this;
      const { h: m, c } = lstmGates(this.#sums(x, state), state.c, { peephole, gateActivation });
      return { h: this.projection ? this.projection.forward(m) : m, c } as never;
    }) as LstmState;
  }

  /**
   * What the gates do at one step, for looking at; `traceGates` gives it of a whole sequence.
   *
   * @throws as `step`
   */
  gates(x: tf.Tensor, state: LstmState): LstmGateValues {
    this.#expectStep('LstmCell.gates', x, state);
    const { gateActivation: kind, peephole } = this;
    return tf.tidy(() => {
      const [zi, zf, zg, zo] = split(this.#sums(x, state), 4, 1) as tf.Tensor2D[];
      const [pi, pf, po] = peephole ? (tf.unstack(peephole) as tf.Tensor1D[]) : [];
      const seen = (z: tf.Tensor2D | undefined, p: tf.Tensor1D | undefined, c: tf.Tensor2D) =>
        gate((p ? tf.add(z as tf.Tensor2D, tf.mul(c, p)) : z) as tf.Tensor2D, kind);
      const input = seen(zi, pi, state.c);
      const forget = seen(zf, pf, state.c);
      const candidate = tanh(zg as tf.Tensor2D);
      const cell = tf.add(tf.mul(forget, state.c), tf.mul(input, candidate)) as tf.Tensor2D;
      const output = seen(zo, po, cell);
      return { input, forget, candidate, output, cell } as never;
    }) as LstmGateValues;
  }

  /** h. */
  output({ h }: LstmState): tf.Tensor2D {
    return h;
  }

  expectState(where: string, name: string, state: LstmState, batch: number): void {
    if (typeof state !== 'object' || state === null) {
      throw new TypeError(expected(`${where}: ${name}`, 'the h and c of an LSTM', state));
    }
    expectInteger(where, 'batch', batch, 0, LARGEST);
    expectTensor(where, `${name}.h`, state.h, [batch, this.outSize]);
    expectTensor(where, `${name}.c`, state.c, [batch, this.hiddenSize]);
  }

  /** All steps in one kernel on WASM; undefined on other backends. @throws as `unroll` */
  sequence(
    xs: tf.Tensor3D,
    state: LstmState | undefined,
    options: SequenceOptions,
  ): SequenceResult<LstmState> | undefined {
    const layers = [this.input, this.recurrent, this.projection];
    return withWeights(layers, () => this.#sequence(xs, state, options));
  }

  #sequence(
    xs: tf.Tensor3D,
    state: LstmState | undefined,
    options: SequenceOptions,
  ): SequenceResult<LstmState> | undefined {
    const where = 'LstmCell.sequence';
    const { lengths, reverse = false } = readSequenceOptions(where, options);
    const { inSize, hiddenSize, outSize, gateActivation, peephole } = this;
    const weights = {
      input: weightOf(this.input),
      recurrent: weightOf(this.recurrent),
      bias: this.input.bias,
      peephole,
      projection: this.projection && weightOf(this.projection),
    };
    // The kernel trusts these sizes, and that all of them are alive.
    const ends = expectSequence(where, inSize, xs, lengths);
    if (state !== undefined) this.expectState(where, 'state', state, xs.shape[0]);
    checkOnce(this, weights, () => {
      const columns = 4 * hiddenSize;
      const expectWeight = (name: string, weight: tf.Tensor | undefined, shape: number[]) =>
        weight && expectTensor('LstmCell', name, weight, shape);
      expectWeight('input.weight', weights.input, [inSize, columns]);
      expectWeight('recurrent.weight', weights.recurrent, [outSize, columns]);
      expectWeight('input.bias', weights.bias, [columns]);
      expectWeight('peephole', peephole, [3, hiddenSize]);
      expectWeight('projection.weight', weights.projection, [hiddenSize, outSize]);
    });
    return lstmSequence(xs, state, { ...weights, gateActivation }, { lengths: ends, reverse });
  }

  #expectStep(where: string, x: tf.Tensor, state: LstmState): void {
    expectTensor(where, 'x', x, ['batch', this.inSize]);
    this.expectState(where, 'state', state, x.shape[0] as number);
  }

  #sums(x: tf.Tensor, { h }: LstmState): tf.Tensor2D {
    return tf.add(this.input.forward(x), linear(h, weightOf(this.recurrent)));
  }
}

function openForgetGate(bias: tf.Variable, value: number): void {
  tf.tidy(() => {
    const hidden = bias.size / 4;
    const rest = tf.zeros([hidden]);
    bias.assign(tf.concat([rest, tf.fill([hidden], value), rest, rest]));
  });
}
