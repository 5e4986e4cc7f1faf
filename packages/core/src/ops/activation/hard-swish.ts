import * as tf from '@tensorflow/tfjs-core';
import { CORE } from '../../generated/wasm';
import { gpuPrograms } from '../../gpu/gpu-programs';
import { op, path } from '../../tape/op';
import { addressOf, allocate } from '../../wasm/output';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { above, between } from '../kit/where-among';
import { ACTIVATION_CODE, compositeActivation } from './activation';

const PROGRAMS = () => gpuPrograms<typeof import('./pointwise-gpu')>('pointwise');
const NAMED = { kernel: 'hardSwish', a: 0, b: 0 };

/**
 * x times its hard sigmoid, y = x min(max(x + 3, 0), 6) / 6, of any shape. Gradient: dx = dy (x / 3 + 1/2) from −3 to 3,
 * dy above, 0 below. As `torch.nn.functional.hardswish`, but −∞ gives 0, its limit (PyTorch: NaN).
 *
 * Howard et al., Searching for MobileNetV3, 2019.
 *
 * @param x float32
 */
export function hardSwish<T extends tf.Tensor>(x: T): T {
  expectFloats('hardSwish', 'x', x, true);
  if (x.size === 0) return ofNothing('HardSwish', [x], x.shape);
  return op(
    'HardSwish',
    { x },
    {
      forward: () =>
        path(CORE, {
          wasm: (kernels) => {
            const y = allocate<T>(x.shape);
            kernels.hardSwishForward(addressOf(x), addressOf(y), x.size);
            return y;
          },
          gpu: () => PROGRAMS().pointwiseOnGpu(x, NAMED) as T,
          ops: () => compositeActivation(x, 'hardSwish') as T,
        }),
      save: () => ({ x }),
      gradients: (dy, saved) => ({ x: () => gradient(dy, saved.x) }),
    },
  );
}

function gradient(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return path(CORE, {
    wasm: (kernels) => {
      const dx = allocate(x.shape);
      const code = ACTIVATION_CODE.hardSwish;
      kernels.activationBackward(addressOf(dy), addressOf(x), addressOf(dx), x.size, code);
      return dx;
    },
    gpu: () => PROGRAMS().pointwiseBackOnGpu(dy, x, NAMED),
    ops: () => {
      const near = tf.clipByValue(x, -3, 3);
      const inner = between(x, tf.mul(dy, tf.add(tf.div(near, 3), 0.5)));
      return tf.add(inner, above(x, dy));
    },
  });
}
