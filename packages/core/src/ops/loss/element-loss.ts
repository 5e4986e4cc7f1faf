import type * as tf from '@tensorflow/tfjs-core';
import { op, path } from '../../tape/op';
import { type Address, type KernelModule, NOWHERE } from '../../wasm/kernel-module';
import { addressOf, allocate, writeScalar } from '../../wasm/output';
import { lossOfNothing, type Reduction, reduce, reductionScale } from './reduction';

/** Losses of one element each. */
export interface ElementLosses<K> {
  /** Of the kernels. */
  readonly module: KernelModule<K>;
  /** Their sum, by a kernel that also writes each where `losses` is not nowhere; undefined if there is none. */
  readonly sum?: ((kernels: K, losses: Address) => number) | undefined;
  /** Each, by ops. */
  readonly losses: () => tf.Tensor;
}

/** The losses of the elements of x, reduced; not an op itself. */
export function reducedLosses<K>(
  x: tf.Tensor,
  reduction: Reduction,
  { module, sum, losses }: ElementLosses<K>,
): tf.Tensor {
  const scale = reductionScale(reduction, x.size);
  return path(module, {
    wasm:
      sum &&
      ((kernels) => {
        if (reduction === 'none') {
          const y = allocate(x.shape);
          sum(kernels, addressOf(y));
          return y;
        }
        const y = allocate([]);
        writeScalar(y, sum(kernels, NOWHERE) * scale);
        return y;
      }),
    ops: () => reduce(losses(), reduction, scale),
  });
}

/** A loss of prediction − target, to which both have the same gradient but for its sign. */
export interface DifferenceLoss<K> extends ElementLosses<K> {
  /** Of `a` in the loss of a − b, times `scale`. */
  readonly gradient: (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor, scale: number) => tf.Tensor;
}

/** Runs such a loss, of two tensors of one shape. */
export function differenceLoss<K>(
  name: string,
  prediction: tf.Tensor,
  target: tf.Tensor,
  reduction: Reduction,
  loss: DifferenceLoss<K>,
): tf.Tensor {
  if (prediction.size === 0) return lossOfNothing(name, [prediction, target], reduction);
  const scale = reductionScale(reduction, prediction.size);
  return op(
    name,
    { prediction, target },
    {
      forward: () => reducedLosses(prediction, reduction, loss),
      save: () => ({ prediction, target }),
      gradients: (dy, { prediction: p, target: t }) => ({
        prediction: () => loss.gradient(dy, p, t, scale),
        target: () => loss.gradient(dy, t, p, scale),
      }),
    },
  );
}
