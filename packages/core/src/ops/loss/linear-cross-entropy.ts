import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../../check/choice';
import { expectFraction, expectInteger, expectPositiveInteger, LARGEST } from '../../check/number';
import { checkedLater, type OptionChecks, oneOf, readOptions } from '../../check/options';
import { expectRoom } from '../../check/room';
import { expectShape } from '../../check/shape';
import { expectTensor } from '../../check/tensor';
import { CORE } from '../../generated/wasm';
import { op } from '../../tape/op';
import { isNested, isRecording } from '../../tape/record';
import { kernelsOf } from '../../wasm/registry';
import { matMul } from '../dense/mat-mul';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { type ChunkPlan, chunksByKernels, scaledByKernels } from './chunks-by-kernels';
import { chunksByOps } from './chunks-by-ops';
import { expectLabels, indexCrossEntropy } from './index-cross-entropy';
import type { Reduced } from './reduction';

export interface LinearCrossEntropyOptions extends Reduced {
  /** Added to the logits of each row, float32 [classes]. */
  bias?: tf.Tensor | undefined;
  /** The weight is [classes, size], as a tied embedding's. Default false. */
  transposed?: boolean;
  /** Rows whose logits are there at once. Default: as many as 8 million logits hold, 16 at least. */
  chunk?: number | undefined;
  /** ε, in [0, 1): labels become (1 − ε) t + ε / classes. Default 0. */
  labelSmoothing?: number;
  /** Rows with this label are ignored. Default −100. */
  ignoreIndex?: number;
  /** A factor for each class: float32 [classes], taken as constants. */
  weights?: tf.Tensor | undefined;
}

const WHERE = 'linearCrossEntropy';

const OPTIONS: OptionChecks<LinearCrossEntropyOptions> = {
  reduction: /* @__PURE__ */ oneOf(['mean', 'sum']),
  bias: checkedLater,
  transposed: expectFlag,
  chunk: expectPositiveInteger,
  labelSmoothing: expectFraction,
  ignoreIndex: (where, name, value) =>
    expectInteger(where, name, value as number, -LARGEST - 1, LARGEST),
  weights: checkedLater,
};

/** Logits that are there at once, unless `chunk` says otherwise. */
const LOGITS = 2 ** 23;
const FEWEST_ROWS = 16;

/**
 * `softmaxCrossEntropy` of the logits x W + b against class indices, for many classes: logits are made for a chunk of rows at
 * a time and never kept. While a gradient is taken, dx = (softmax − t) Wᵀ and dW = xᵀ (softmax − t) are added up chunk by
 * chunk in the same pass, so that no logits are made twice; with rows, classes and size r, c and d it holds c d + r d numbers
 * of gradients from forward to backward, in place of the r c of the logits and as many of their gradient. A gradient of a
 * gradient is of the whole logits.
 *
 * Hsu et al., Liger Kernel: Efficient Triton kernels for LLM training, 2024. Wijmans et al., Cut your losses in
 * large-vocabulary language models, 2025.
 *
 * @param x float32 [..., size]
 * @param weight float32 [size, classes], or [classes, size] with `transposed`
 * @param labels int32 [...], from 0 to classes − 1 or `ignoreIndex`
 * @param options reduction `mean` (default) or `sum`
 * @throws ShapeError if the shapes do not fit, RangeError or TypeError for an invalid option, RangeError for an index outside,
 *   which it names. Indices that a GPU computed are not read back: there one outside is ignored
 *
 * @example
 * ```ts
 * const table = tf.ones([7, 4]); // of an embedding
 * const loss = linearCrossEntropy(tf.ones([2, 4]), table, tf.tensor1d([3, 6], 'int32'), { transposed: true }); // ln 7
 * ```
 */
export function linearCrossEntropy(
  x: tf.Tensor,
  weight: tf.Tensor,
  labels: tf.Tensor,
  options?: LinearCrossEntropyOptions,
): tf.Scalar {
  const own = readOptions(WHERE, options, OPTIONS);
  const { reduction = 'mean', bias, transposed = false, labelSmoothing = 0, weights } = own;
  expectFloats(WHERE, 'x', x, true);
  expectTensor(WHERE, 'weight', weight, transposed ? ['classes', 'size'] : ['size', 'classes']);
  const [before, after] = weight.shape as [number, number];
  const [size, classes] = transposed ? [after, before] : [before, after];
  if (x.rank < 1 || x.shape[x.rank - 1] !== size) expectShape(WHERE, 'x', x, ['...', size], true);
  expectTensor(WHERE, 'labels', labels, x.shape.slice(0, -1), 'int32', true);
  if (bias !== undefined) expectTensor(WHERE, 'bias', bias, [classes]);
  if (weights !== undefined) expectTensor(WHERE, 'weights', weights, [classes]);
  const ignore = own.ignoreIndex ?? -100;
  const rows = labels.size;
  const few = Math.max(FEWEST_ROWS, Math.floor(LOGITS / classes));
  const chunk = Math.max(1, Math.min(rows, own.chunk ?? few));
  expectRoom(WHERE, 'logits of a chunk', [chunk, classes]);
  expectLabels(WHERE, labels, classes, ignore);
  const index = { reduction, labelSmoothing, ignore, weights };
  if (rows === 0) {
    const inputs = bias === undefined ? [x, weight] : [x, weight, bias];
    const value = reduction === 'mean' ? Number.NaN : 0;
    return ofNothing('LinearCrossEntropy', inputs, [], value) as tf.Scalar;
  }
  return tf.tidy(() => {
    const flat = { x: tf.reshape(x, [rows, size]), weight, bias };
    const ids = tf.reshape(labels, [rows]);
    if (isNested()) {
      const products = matMul(flat.x, weight, transposed ? { transposeB: true } : {});
      const logits = bias === undefined ? products : tf.add(products, bias);
      return indexCrossEntropy(logits, ids, index) as tf.Scalar;
    }
    return chunked(flat, ids, { ...index, rows, size, classes, chunk, transposed });
  });
}

/** What a loss of rows is made of. */
interface Inputs {
  readonly x: tf.Tensor;
  readonly weight: tf.Tensor;
  readonly bias: tf.Tensor | undefined;
}

function chunked(inputs: Inputs, labels: tf.Tensor, plan: ChunkPlan): tf.Scalar {
  const { x, weight, bias } = inputs;
  // What no parameter hangs on costs no product.
  const wants = {
    x: isRecording({ x }),
    weight: isRecording({ weight }),
    bias: bias !== undefined && isRecording({ bias }),
  };
  const kernels = kernelsOf(CORE);
  const made: { x?: tf.Tensor; weight?: tf.Tensor; bias?: tf.Tensor; factor?: tf.Tensor } = {};
  const y = op(
    'LinearCrossEntropy',
    { x, weight, bias },
    {
      forward: () => {
        const { loss, ...gradients } =
          kernels === undefined
            ? chunksByOps(inputs, labels, plan, wants)
            : chunksByKernels(kernels, inputs, labels, plan, wants);
        Object.assign(made, gradients);
        return loss;
      },
      save: () => ({ ...made }) as Partial<Record<keyof typeof made, tf.Tensor>>,
      gradients: (dy, saved) => {
        const { factor } = saved as typeof made;
        const way = (kept: tf.Tensor | undefined) =>
          kept &&
          (() =>
            kernels === undefined
              ? tf.tidy(() => tf.mul(kept, factor === undefined ? dy : tf.mul(dy, factor)))
              : scaledByKernels(kernels, kept, dy));
        const kept = saved as typeof made;
        return { x: way(kept.x), weight: way(kept.weight), bias: way(kept.bias) } as never;
      },
    },
  );
  tf.dispose(Object.values(made));
  return y as tf.Scalar;
}
