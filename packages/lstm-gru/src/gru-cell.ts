import {
  expectOneOf,
  expectPositiveInteger,
  expectTensor,
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
import { type Cell, expectStep, type SequenceOptions, type SequenceResult } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import { GATE_ACTIVATIONS, type GateActivation, gate, perGate } from './gate';
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
 * Cho et al., PyTorch and Keras have z the other way round; what reads their weights turns it. Its state is h,
 * [batch, hidden]. The columns of its weights are r, z, ĥ.
 */
export class GruCell implements Cell<tf.Tensor2D> {
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

  /** @throws RangeError for a size or an activation that is none */
  constructor(
    readonly inSize: number,
    readonly hiddenSize: number,
    {
      rng,
      resetAfter = true,
      bias = true,
      gateActivation = 'sigmoid',
      init = xavierUniform(),
      recurrentInit = orthogonal(),
    }: GruCellOptions,
  ) {
    expectPositiveInteger('GruCell', 'inSize', inSize);
    expectPositiveInteger('GruCell', 'hiddenSize', hiddenSize);
    expectOneOf('GruCell', 'gateActivation', gateActivation, GATE_ACTIVATIONS);
    this.resetAfter = resetAfter;
    this.gateActivation = gateActivation;
    this.outSize = hiddenSize;
    const columns = 3 * hiddenSize;
    this.input = new Linear(inSize, columns, { rng, bias, init: perGate(3, init) });
    const own = perGate(3, recurrentInit);
    this.recurrent = new Linear(hiddenSize, columns, { rng, bias: false, init: own });
    if (bias && resetAfter) this.recurrentBias = tf.tidy(() => tf.variable(tf.zeros([hiddenSize])));
  }

  /** h = 0, [batch, hidden]. */
  zeroState(batch: number): tf.Tensor2D {
    expectPositiveInteger('GruCell.zeroState', 'batch', batch);
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

  /** All steps in one kernel on WASM; undefined on other backends. Inputs are checked by `unroll`. */
  sequence(
    xs: tf.Tensor3D,
    state: tf.Tensor2D | undefined,
    options: SequenceOptions,
  ): SequenceResult<tf.Tensor2D> | undefined {
    const { inSize, hiddenSize, recurrentBias, resetAfter, gateActivation } = this;
    const [input, recurrent, bias] = [this.input.weight, this.recurrent.weight, this.input.bias];
    // The kernel trusts these sizes, and that the weights are alive.
    const columns = 3 * hiddenSize;
    expectTensor('GruCell', 'input.weight', input, [inSize, columns]);
    expectTensor('GruCell', 'recurrent.weight', recurrent, [hiddenSize, columns]);
    if (bias) expectTensor('GruCell', 'input.bias', bias, [columns]);
    if (recurrentBias) expectTensor('GruCell', 'recurrentBias', recurrentBias, [hiddenSize]);
    const weights = { input, recurrent, bias, recurrentBias, resetAfter, gateActivation };
    return gruSequence(xs, state, weights, options);
  }

  #values(x: tf.Tensor, state: tf.Tensor2D): GruGateValues {
    const { gateActivation: kind, hiddenSize: size, resetAfter } = this;
    const weight = this.recurrent.weight;
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
    return linear(state, this.recurrent.weight, { bias });
  }
}
