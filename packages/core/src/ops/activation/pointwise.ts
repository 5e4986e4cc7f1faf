import * as tf from '@tensorflow/tfjs-core';
import { ACTIVATION, type ActivationKernels } from '../../generated/wasm-activation';
import { gpuPrograms } from '../../gpu/gpu-programs';
import { op, path } from '../../tape/op';
import { addressOf, allocate } from '../../wasm/output';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { tapeName } from '../kit/tape-name';

const PROGRAMS = () => gpuPrograms<typeof import('./pointwise-gpu')>('pointwise');

/** The functions of one number that have kernels. */
type PointwiseKernel = keyof ActivationKernels extends infer K
  ? K extends `${infer Name}Forward`
    ? Name
    : never
  : never;

/** A function of one number, f(x; a, b), with the kernels that are named after it. */
export interface Pointwise {
  /** Of the op. */
  readonly name: string;
  /** Its kernels are `<kernel>Forward` and `<kernel>Backward`. Default: `name`. */
  readonly kernel?: PointwiseKernel;
  readonly a?: number;
  readonly b?: number;
  /** f(x) in tfjs ops, for backends without the kernels. */
  readonly composite: (x: tf.Tensor) => tf.Tensor;
  /** f′(x) in tfjs ops that have gradients themselves. */
  readonly slope: (x: tf.Tensor) => tf.Tensor;
}

/** Runs such a function: y = f(x) of any shape, dx = dy f′(x). Nothing is kept but x. */
export function pointwise<T extends tf.Tensor>(x: T, f: Pointwise): T {
  const { name, kernel = name as PointwiseKernel, a = 0, b = 0, composite, slope } = f;
  const named = { kernel, a, b };
  expectFloats(name, 'x', x, true);
  if (x.size === 0) return ofNothing(tapeName(name), [x], x.shape);
  return op(
    tapeName(name),
    { x },
    {
      forward: () =>
        path(ACTIVATION, {
          wasm: (kernels) => {
            const y = allocate<T>(x.shape);
            kernels[`${kernel}Forward`](addressOf(x), addressOf(y), x.size, a, b);
            return y;
          },
          gpu: () => PROGRAMS().pointwiseOnGpu(x, named) as T,
          ops: () => composite(x) as T,
        }),
      save: () => ({ x }),
      gradients: (dy, saved) => ({
        x: () =>
          path(ACTIVATION, {
            wasm: (kernels) => {
              const dx = allocate(saved.x.shape);
              const [from, to] = [addressOf(saved.x), addressOf(dx)];
              kernels[`${kernel}Backward`](addressOf(dy), from, to, dx.size, a, b);
              return dx;
            },
            gpu: () => PROGRAMS().pointwiseBackOnGpu(dy, saved.x, named),
            ops: () => tf.mul(dy, slope(saved.x)),
          }),
      }),
    },
  );
}
