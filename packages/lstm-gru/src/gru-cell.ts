import {
  type Initializer,
  Linear,
  linear,
  orthogonal,
  pad,
  type Rng,
  slice,
  split,
  tanh,
  xavierUniform,
} from '@dl/core';
import {
  checkedLater,
  expectFlag,
  expectFunction,
  expectInteger,
  expectPositiveInteger,
  expectRng,
  expectRoom,
  expectTensor,
  LARGEST,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { keepArguments, makeVariables, weightOf, withWeights } from '@dl/core/extend';
import type { Cell, SequenceOptions, SequenceResult } from '@dl/rnn';
import { checkOnce, expectSequence, expectStep, readSequenceOptions } from '@dl/rnn/cell';
import * as tf from '@tensorflow/tfjs-core';
import { type GateActivation, gate, gateOption, perGate } from './gate';
import { gruGates } from './gru-gates';
import { gruSequence } from './gru-sequence';

export interface GruCellOptions {
  /** Draws the initial weights. */
  rng: Rng;
  /**
   * Whether the reset gate comes after the product with h, as in PyTorch, cuDNN and Keras, or before it,
   * as in the paper. Default true.
   */
  resetAfter?: boolean;
  /** With biases. Default true. */
  bias?: boolean;
  /** Default `sigmoid`. */
  gateActivation?: GateActivation;
  /** Of each gate's input weight. Default Xavier's uniform. */
  init?: Initializer;
  /** Of each gate's recurrent weight. Default orthogonal. */
  recurrentInit?: Initializer;
}

/** How the options of a `GruCell` are checked. */
export const GRU_CELL_OPTIONS: OptionChecks<GruCellOptions> = {
  rng: checkedLater,
  resetAfter: expectFlag,
  bias: expectFlag,
  gateActivation: gateOption,
  init: expectFunction,
  recurrentInit: expectFunction,
};

/** The gates of a GRU at one step, each [batch, hidden]. */
export interface GruGateValues {
  /** r, how much of the past the candidate sees. */
  reset: tf.Tensor2D;
  /** z, how much of h is replaced by the candidate. */
  update: tf.Tensor2D;
  /** ĥ, what h may become, in (−1, 1). */
  candidate: tf.Tensor2D;
  /** h′, the state after the step. */
  state: tf.Tensor2D;
  [name: string]: tf.Tensor2D;
}

/**
 * The gated recurrent unit (Cho et al. 2014), updated as in Chung et al. 2014:
 *
 *     r, z = σ(x W + h U + b)
 *     ĥ = tanh(x W + r ∘ (h U + bᵤ) + b)     with `resetAfter`, else
 *     ĥ = tanh(x W + (r ∘ h) U + b)
 *     h′ = (1 − z) ∘ h + z ∘ ĥ
 *
 * Cho et al., PyTorch and Keras have z the other way round; the importers flip it for you. Its state is h,
 * [batch, hidden]. The columns of its weights are r, z, ĥ.
 */
export class GruCell implements Cell<tf.Tensor2D> {
  /** The name under which a saved model knows it. */
  static readonly className: string = 'GruCell';
  /** W [in, 3 hidden] and b [3 hidden] */
  readonly input: Linear;
  /** U [hidden, 3 hidden] */
  readonly recurrent: Linear;
  /** bᵤ [hidden], with `resetAfter` only: for r and z it would be the same as b */
  readonly recurrentBias: tf.Variable | undefined;
  readonly resetAfter: boolean;
  readonly gateActivation: GateActivation;
  /** The output is the state: as `hiddenSize`. */
  readonly outSize: number;

  /**
   * @throws RangeError for an invalid size or activation; TypeError for an invalid option; ShapeError if an initializer gives
   *   another shape
   */
  constructor(
    readonly inSize: number,
    readonly hiddenSize: number,
    options: GruCellOptions,
  ) {
    keepArguments(this, GruCell, [inSize, hiddenSize, options]);
    const own = readOptions('GruCell', options, GRU_CELL_OPTIONS);
    const { rng, resetAfter = true, bias = true, gateActivation = 'sigmoid' } = own;
    const { init = xavierUniform(), recurrentInit = orthogonal() } = own;
    expectPositiveInteger('GruCell', 'inSize', inSize);
    expectPositiveInteger('GruCell', 'hiddenSize', hiddenSize);
    this.resetAfter = resetAfter;
    this.gateActivation = gateActivation;
    this.outSize = hiddenSize;
    const columns = 3 * hiddenSize;
    expectRoom('GruCell', 'input.weight', [inSize, columns]);
    expectRoom('GruCell', 'recurrent.weight', [hiddenSize, columns]);
    expectRng('GruCell', rng);
    const made = makeVariables('GruCell', () => {
      const ofInput = { rng, bias, init: perGate('GruCell', 3, init) };
      const ofState = { rng, bias: false, init: perGate('GruCell', 3, recurrentInit) };
      return {
        input: new Linear(inSize, columns, ofInput),
        recurrent: new Linear(hiddenSize, columns, ofState),
        bias: bias && resetAfter ? tf.variable(tf.zeros([hiddenSize])) : undefined,
      };
    });
    this.input = made.input;
    this.recurrent = made.recurrent;
    if (made.bias) this.recurrentBias = made.bias;
  }

  /** h = 0, [batch, hidden]. */
  zeroState(batch: number): tf.Tensor2D {
    expectInteger('GruCell.zeroState', 'batch', batch, 0, LARGEST);
    expectRoom('GruCell.zeroState', 'h', [batch, this.hiddenSize]);
    return tf.zeros([batch, this.hiddenSize]);
  }

  /**
   * `x` float32 [batch, in], `state` [batch, hidden] → the next state, [batch, hidden].
   *
   * @throws ShapeError, TypeError, Error for an x or a state that does not fit, or is disposed
   */
  step(x: tf.Tensor, state: tf.Tensor2D): tf.Tensor2D {
    expectStep('GruCell.step', this, x, state);
    return tf.tidy(() => {
      if (!this.resetAfter) return this.#values(x, state).state;
      const { gateActivation } = this;
      return gruGates(this.input.forward(x) as tf.Tensor2D, this.#past(state), state, {
        gateActivation,
      });
    });
  }

  /**
   * What the gates do at one step, for looking at; `traceGates` gives it of a whole sequence.
   *
   * @throws as `step`
   */
  gates(x: tf.Tensor, state: tf.Tensor2D): GruGateValues {
    expectStep('GruCell.gates', this, x, state);
    return tf.tidy(() => this.#values(x, state) as never) as GruGateValues;
  }

  /** The state itself. */
  output(state: tf.Tensor2D): tf.Tensor2D {
    return state;
  }

  expectState(where: string, name: string, state: tf.Tensor2D, batch: number): void {
    expectInteger(where, 'batch', batch, 0, LARGEST);
    expectTensor(where, name, state, [batch, this.hiddenSize]);
  }

  /** All steps in one kernel on WASM; undefined on other backends. @throws as `unroll` */
  sequence(
    xs: tf.Tensor3D,
    state: tf.Tensor2D | undefined,
    options: SequenceOptions,
  ): SequenceResult<tf.Tensor2D> | undefined {
    const layers = [this.input, this.recurrent];
    return withWeights(layers, () => this.#sequence(xs, state, options));
  }

  #sequence(
    xs: tf.Tensor3D,
    state: tf.Tensor2D | undefined,
    options: SequenceOptions,
  ): SequenceResult<tf.Tensor2D> | undefined {
    const where = 'GruCell.sequence';
    const { lengths, reverse = false } = readSequenceOptions(where, options);
    const { inSize, hiddenSize, recurrentBias, resetAfter, gateActivation } = this;
    const [input, recurrent] = [weightOf(this.input), weightOf(this.recurrent)];
    const { bias } = this.input;
    const tensors = { input, recurrent, bias, recurrentBias };
    // The kernel trusts these sizes, and that all of them are alive.
    const ends = expectSequence(where, inSize, xs, lengths);
    if (state !== undefined) this.expectState(where, 'state', state, xs.shape[0]);
    checkOnce(this, tensors, () => {
      const columns = 3 * hiddenSize;
      expectTensor('GruCell', 'input.weight', input, [inSize, columns]);
      expectTensor('GruCell', 'recurrent.weight', recurrent, [hiddenSize, columns]);
      if (bias) expectTensor('GruCell', 'input.bias', bias, [columns]);
      if (recurrentBias) expectTensor('GruCell', 'recurrentBias', recurrentBias, [hiddenSize]);
    });
    const weights = { ...tensors, resetAfter, gateActivation };
    return gruSequence(xs, state, weights, { lengths: ends, reverse });
  }

  #values(x: tf.Tensor, state: tf.Tensor2D): GruGateValues {
    const { gateActivation: kind, hiddenSize: size, resetAfter } = this;
    const weight = weightOf(this.recurrent);
    const [xr, xz, xn] = split(this.input.forward(x), 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const ofState = resetAfter
      ? this.#past(state)
      : linear(state, slice(weight, [0, 0], [size, 2 * size]));
    const [hr, hz, hn] = split(ofState, resetAfter ? 3 : 2, 1) as tf.Tensor2D[];
    const reset = gate(tf.add<tf.Tensor2D>(xr, hr as tf.Tensor2D), kind);
    const update = gate(tf.add<tf.Tensor2D>(xz, hz as tf.Tensor2D), kind);
    const past = resetAfter
      ? tf.mul(reset, hn as tf.Tensor2D)
      : linear(tf.mul<tf.Tensor2D>(reset, state), slice(weight, [0, 2 * size], [size, size]));
    const candidate = tanh(tf.add<tf.Tensor2D>(xn, past));
    const next = tf.add<tf.Tensor2D>(state, tf.mul(update, tf.sub(candidate, state)));
    return { reset, update, candidate, state: next };
  }

  /** h U, with the candidate's own bias. */
  #past(state: tf.Tensor2D): tf.Tensor2D {
    const { recurrentBias: own, hiddenSize: size } = this;
    const bias = own && pad(own, [[2 * size, 0]]);
    return linear(state, weightOf(this.recurrent), { bias });
  }
}
