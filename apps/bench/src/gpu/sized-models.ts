import { attend } from '@dl/attention';
import { Gru, Lstm } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';
import * as core from '../../../../packages/core/src/index';
import type { OpCase } from '../../../../packages/core/src/ops/matrix/op-case';
import { numbersFor } from './numbers-for';

/** What is held against the cpu backend: tensors that are made there and here. */
export interface Part {
  readonly op: string;
  readonly title: string;
  readonly make: () => tf.Tensor[];
}

type Attention = readonly [batch: number, heads: number, query: number, key: number, depth: number];

/** Attention, forward and backward: with and without a mask. */
export function attentionCases(quick: boolean): OpCase[] {
  const small: Attention[] = [
    [1, 2, 17, 17, 8],
    [2, 1, 5, 33, 12],
  ];
  const large: Attention[] = [
    [2, 3, 129, 129, 64],
    [1, 2, 300, 300, 32],
    [1, 4, 65, 257, 80],
    [1, 1, 70, 70, 128],
    [2, 2, 63, 65, 7],
  ];
  return (quick ? small : [...small, ...large]).flatMap(([batch, heads, query, key, depth]) =>
    [false, true].map((causal) => ({
      op: 'attend',
      title: `${batch}×${heads}×${query}×${key}×${depth}${causal ? ', causal' : ''}`,
      inputs: [query, key, key].map((length) => [batch, heads, length, depth]),
      run: (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) => attend(q, k, v, { mask: { causal } }),
    })),
  );
}

/** Recurrent layers: their outputs, and the gradients of all weights. */
function recurrent(name: 'Lstm' | 'Gru', [batch, time, inSize, hidden]: number[]): Part {
  return {
    op: name,
    title: `${batch} × ${time} steps, ${inSize} → ${hidden}`,
    make: () => {
      const Layer = { Lstm, Gru }[name];
      const layer = new Layer(inSize as number, hidden as number, { rng: core.random(0) });
      const xs = given([batch, time, inSize] as number[], 1);
      const outputs = () => layer.forward(xs).outputs;
      const weights = given([batch, time, hidden] as number[], 2);
      const variables = core.parameters(layer);
      const loss = () => tf.sum(tf.mul(outputs(), weights)) as tf.Scalar;
      const { value, grads } = core.valueAndGrads(loss, variables);
      const made = [outputs(), ...variables.map((own) => tf.clone(grads.get(own) as tf.Tensor))];
      tf.dispose([value, ...grads.values(), ...variables]);
      return made;
    },
  };
}

const OPTIMIZERS: Record<string, () => core.Optimizer> = {
  sgd: () => core.sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
  adam: () => core.adam({ learningRate: 0.01 }),
  adamW: () => core.adamW({ learningRate: 0.01, weightDecay: 0.1 }),
  rmsprop: () => core.rmsprop({ learningRate: 0.01, momentum: 0.5 }),
  adagrad: () => core.adagrad({ learningRate: 0.1 }),
};

/** Three updates of parameters of odd sizes, of gradients that are clipped. */
function optimizer(name: string, sizes: readonly number[][]): Part {
  return {
    op: name,
    title: `three updates of ${sizes.map((shape) => `[${shape}]`).join(' ')}`,
    make: () => {
      const variables = sizes.map((shape, i) => tf.variable(given(shape, i)));
      const own = (OPTIMIZERS[name] as () => core.Optimizer)();
      for (let step = 0; step < 3; step++) {
        const grads = new Map(variables.map((x, i) => [x, given(x.shape, 10 * step + i)]));
        core.clipByGlobalNorm(grads, 1);
        own.update(grads);
        tf.dispose([...grads.values()]);
      }
      const made = variables.map((x) => tf.clone(x));
      own.dispose();
      tf.dispose(variables);
      return made;
    },
  };
}

/** Recurrent layers and optimisers. */
export function modelParts(quick: boolean): Part[] {
  const layers = quick
    ? [[3, 5, 7, 9]]
    : [
        [3, 5, 7, 9],
        [5, 19, 33, 65],
        [32, 20, 64, 128],
      ];
  const sizes = quick
    ? [[3, 5], [7], []]
    : [[3, 5], [7], [], [129, 257], [33, 65, 17], [1], [1000]];
  return [
    ...layers.flatMap((own) => [recurrent('Lstm', own), recurrent('Gru', own)]),
    ...Object.keys(OPTIMIZERS).map((name) => optimizer(name, sizes)),
  ];
}

/** Numbers of a shape, others for another seed. */
export function given(shape: readonly number[], seed: number): tf.Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return tf.tensor(numbersFor(size + seed).slice(seed), shape as number[]);
}
