import * as tf from '@tensorflow/tfjs-core';
import { hasGpu, runGpuProgram } from '../../wasm/gpu-program';

/** What a move is told of the tensors that it is given. */
export interface Moved {
  /** What stands for a whole number among them. */
  of(value: number): number;
}

/**
 * Moves numbers about (no arithmetic) by tfjs's ops, bit for bit. Its programs on a GPU read int32 as float32, which holds
 * whole numbers up to 2²⁴ only: there the halves of int32 are moved, and put together again. Some of them do not compile for
 * bool, which is moved as float32 there.
 *
 * @param xs of one dtype
 * @param move makes one tensor of as many tensors of these shapes; it runs once, or once a half
 */
export function moveExactly(
  xs: readonly tf.Tensor[],
  move: (xs: readonly tf.Tensor[], moved: Moved) => tf.Tensor,
): tf.Tensor {
  const dtype = xs[0]?.dtype;
  if ((dtype !== 'int32' && dtype !== 'bool') || !hasGpu()) return move(xs, WHOLE);
  return tf.tidy(() => {
    if (dtype === 'bool') {
      const moved = move(
        xs.map((x) => halfOf(x, FLAG)),
        FLAG,
      );
      return moved.size === 0 ? tf.zeros(moved.shape, 'bool') : tf.notEqual(moved, 0);
    }
    const [high, low] = [HIGH, LOW].map((half) =>
      move(
        xs.map((x) => halfOf(x, half)),
        half,
      ),
    ) as [tf.Tensor, tf.Tensor];
    if (high.size === 0) return tf.zeros(high.shape, 'int32');
    return runGpuProgram({
      key: 'joinHalves',
      inputs: { high, low },
      outputShape: high.shape,
      dtype: 'int32',
      code: `fn main(index : i32) {
        if (index < uniforms.size) {
          setOutputAtIndexI32(index, (i32(high[index]) << 16u) | i32(low[index]));
        }
      }`,
    });
  });
}

const WHOLE: Moved = { of: (value) => value };

interface Half extends Moved {
  readonly name: string;
  readonly code: string;
}

const HIGH: Half = { name: 'high', code: 'x[index] >> 16u', of: (value) => value >> 16 };
const LOW: Half = { name: 'low', code: 'x[index] & 0xffff', of: (value) => value & 0xffff };

const FLAG: Half = { name: 'flag', code: 'x[index]', of: (value) => value };

function halfOf(x: tf.Tensor, { name, code }: Half): tf.Tensor {
  if (x.size === 0) return tf.zeros(x.shape);
  return runGpuProgram({
    key: `half/${name}`,
    inputs: { x },
    outputShape: x.shape,
    code: `fn main(index : i32) {
      if (index < uniforms.size) { setOutputAtIndex(index, f32(${code})); }
    }`,
  });
}
