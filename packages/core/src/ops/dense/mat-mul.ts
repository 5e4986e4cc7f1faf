import * as tf from '@tensorflow/tfjs-core';
import { expectFlag } from '../../check/choice';
import { describeShape } from '../../check/describe';
import { countNames, type OptionChecks, readOptions } from '../../check/options';
import { ShapeError } from '../../check/shape';
import { CORE } from '../../generated/wasm';
import { gpuPrograms } from '../../gpu/gpu-programs';
import { op, path } from '../../tape/op';
import { type ProductPlan, planProduct, product, sizeOf } from '../../wasm/product';
import { expectFloats, sameShape } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { sumToShape } from '../kit/sum-to-shape';

const PROGRAMS = () => gpuPrograms<typeof import('./product-gpu')>('product');

export interface MatMulOptions {
  /** Take the last two axes of `a` in turn. */
  transposeA?: boolean;
  /** Take the last two axes of `b` in turn. */
  transposeB?: boolean;
}

const OPTIONS: OptionChecks<MatMulOptions> = { transposeA: expectFlag, transposeB: expectFlag };

/**
 * Matrix product, y = op(a)·op(b), with op the transpose of the last two axes where asked for.
 * Leading axes broadcast as in numpy. Gradient: da = dy·op(b)ᵀ, db = op(a)ᵀ·dy, summed over what
 * was broadcast.
 *
 * @param a float32 [..., m, k], or [..., k, m] with `transposeA`
 * @param b float32 [..., k, n], or [..., n, k] with `transposeB`
 * @returns [..., m, n]
 * @throws ShapeError if the inner or the leading axes do not fit; TypeError for an invalid option
 *
 * @example
 * ```ts
 * const y = matMul(tf.ones([2, 3]), tf.ones([4, 3]), { transposeB: true }); // [2, 4]
 * ```
 */
export function matMul<T extends tf.Tensor = tf.Tensor>(
  a: tf.Tensor,
  b: tf.Tensor,
  options?: MatMulOptions,
): T {
  const { transposeA = false, transposeB = false } = readFlags(options);
  expectFloats('matMul', 'a', a, true);
  expectFloats('matMul', 'b', b, true);
  const plan = planProduct(a.shape, b.shape, transposeA, transposeB);
  if (plan === undefined) throw misfit(a, b, transposeA, transposeB);
  if (a.size === 0 || b.size === 0) return ofNothing('MatMul', [a, b], plan.shape);
  return op(
    'MatMul',
    { a, b },
    {
      forward: () => forward(a, b, transposeA, transposeB, plan) as T,
      save: () => ({ a, b }),
      gradients: (dy, { a: x, b: w }) => ({
        a: () =>
          sumToShape(
            transposeA
              ? matMul(w, dy, { transposeA: transposeB, transposeB: true })
              : matMul(dy, w, { transposeB: !transposeB }),
            x.shape,
          ),
        b: () => rightGradient(x, w, dy, transposeA, transposeB),
      }),
    },
  );
}

/** As `readOptions`, which takes a tenth of the time of a small product; it is asked where a flag is not plainly right. */
function readFlags(options: MatMulOptions | undefined): {
  readonly transposeA?: boolean | undefined;
  readonly transposeB?: boolean | undefined;
} {
  const [transposeA, transposeB] = [options?.transposeA, options?.transposeB];
  let flags = 0;
  if (typeof transposeA === 'boolean') flags++;
  if (typeof transposeB === 'boolean') flags++;
  const plain = flags > 0 && countNames(options as MatMulOptions) === flags;
  return plain ? { transposeA, transposeB } : readOptions('matMul', options, OPTIONS);
}

function forward(
  a: tf.Tensor,
  b: tf.Tensor,
  ta: boolean,
  tb: boolean,
  plan: ProductPlan,
): tf.Tensor {
  const byOps = () => {
    // tfjs broadcasts leading axes only where one side has a single matrix, or both have the same.
    const plain = sizeOf(plan.batchA) === 1 || sizeOf(plan.batchB) === 1;
    if (plain || sameShape(plan.batchA, plan.batchB)) return tf.matMul(a, b, ta, tb);
    const batch = plan.shape.slice(0, -2);
    const whole = (x: tf.Tensor) => tf.broadcastTo(x, [...batch, ...x.shape.slice(-2)]);
    return tf.matMul(whole(a), whole(b), ta, tb);
  };
  return path(CORE, {
    wasm: (kernels) => product(kernels, a, b, ta, tb, plan),
    gpu: () => PROGRAMS().plannedProduct(a, b, ta, tb, plan) ?? tf.tidy(byOps),
    ops: byOps,
  });
}

function rightGradient(
  a: tf.Tensor,
  b: tf.Tensor,
  dy: tf.Tensor,
  transposeA: boolean,
  transposeB: boolean,
): tf.Tensor {
  // Many left sides over one right side are one tall product: no [batch, k, n] in memory.
  if (b.rank === 2 && a.rank > 2 && !transposeA) {
    return tf.tidy(() => {
      const tall = tf.reshape(a, [-1, a.shape[a.rank - 1] as number]);
      const tallDy = tf.reshape(dy, [-1, dy.shape[dy.rank - 1] as number]);
      return transposeB
        ? matMul(tallDy, tall, { transposeA: true })
        : matMul(tall, tallDy, { transposeA: true });
    });
  }
  return sumToShape(
    transposeB
      ? matMul(dy, a, { transposeA: true, transposeB: transposeA })
      : matMul(a, dy, { transposeA: !transposeA }),
    b.shape,
  );
}

function misfit(a: tf.Tensor, b: tf.Tensor, ta: boolean, tb: boolean): ShapeError {
  const left = `${describeShape(a.shape)}${ta ? ' transposed' : ''}`;
  const right = `${describeShape(b.shape)}${tb ? ' transposed' : ''}`;
  return new ShapeError(`matMul: expected [..., m, k] and [..., k, n], got ${left} and ${right}`);
}
