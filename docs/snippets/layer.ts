// #region layer
import { Linear, type Rng, sigmoid } from '@dl/core';
import {
  checkedLater,
  expectFlag,
  expectPositiveInteger,
  expectRng,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { makeVariables } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';

export interface GatedLinearOptions {
  /** Draws the initial weights. */
  rng: Rng;
  /** With biases, initially 0. Default true. */
  bias?: boolean;
}

/** Every option and its check. A required one is checked by the constructor. */
const OPTIONS: OptionChecks<GatedLinearOptions> = { rng: checkedLater, bias: expectFlag };

/** Gated linear unit, y = (x W + b) σ(x V + c). Dauphin et al., Language Modeling with Gated Convolutional Networks, 2017. */
export class GatedLinear {
  readonly value: Linear;
  readonly gate: Linear;

  constructor(inSize: number, outSize: number, options: GatedLinearOptions) {
    const { rng, bias = true } = readOptions('GatedLinear', options, OPTIONS);
    expectPositiveInteger('GatedLinear', 'inSize', inSize);
    expectPositiveInteger('GatedLinear', 'outSize', outSize);
    expectRng('GatedLinear', rng);
    const { value, gate } = makeVariables('GatedLinear', () => ({
      value: new Linear(inSize, outSize, { rng, bias }),
      gate: new Linear(inSize, outSize, { rng, bias }),
    }));
    this.value = value;
    this.gate = gate;
  }

  /** `x` [..., in] → [..., out]. */
  forward<T extends tf.Tensor>(x: T): T {
    return tf.tidy(() => tf.mul(this.value.forward(x), sigmoid(this.gate.forward(x))) as T);
  }
}

// #endregion layer

// #region use
import { adam, mse, parameters, random, sequential, setup, stateDict, train } from '@dl/core';

await setup();
const rng = random(1);
const model = sequential(new GatedLinear(2, 8, { rng }), new Linear(8, 1, { rng }));
console.log(Object.keys(stateDict(model)));
for await (const { step, loss } of train({
  parameters: parameters(model),
  optimizer: adam({ learningRate: 0.02 }),
  batches: ({ rng }) => rng.uniform([64, 2], -1, 1),
  loss: (x) => mse(model.forward(x), tf.prod(x, 1, true)), // the product of the two numbers
  steps: 300,
})) {
  if (step % 100 === 0) console.log(step, await loss());
}
// #endregion use

// #region refused
for (const options of [{ rng, biases: false }, { rng, bias: 'no' }, {}]) {
  try {
    new GatedLinear(2, 8, options as GatedLinearOptions);
  } catch (error) {
    console.log(String(error));
  }
}
// TypeError: GatedLinear: expected an option of rng or bias, got "biases" (is it bias?)
// TypeError: GatedLinear: bias: expected true or false, got "no"
// TypeError: GatedLinear: rng: expected a generator of random(), got undefined
// #endregion refused
