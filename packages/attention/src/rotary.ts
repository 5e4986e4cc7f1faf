import { ShapeError } from '@dl/core';
import {
  describeShape,
  expectInteger,
  expectPositive,
  expectTensor,
  mergeChecks,
  type OptionChecks,
  oneOf,
  readOptions,
} from '@dl/core/check';
import { addressOf, allocate, kernelsOf, ofNothing, op } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { ATTENTION } from './generated/wasm';
import type { Positions } from './positions';

/** Which numbers of a head are turned together: i and i + depth / 2, or 2 i and 2 i + 1. */
export type RotaryPairs = 'halves' | 'neighbours';

/** How positions turn. */
export interface RotaryPositions {
  /** Of the angles. Default 10,000. */
  base?: number;
  /** `halves` as in Llama's and GPT-NeoX's published weights, `neighbours` as in the paper and GPT-J. Default `halves`. */
  pairs?: RotaryPairs;
}

export interface RotaryOptions extends RotaryPositions {
  /** The position of the first row. Default 0. */
  offset?: number;
}

const POSITION_OPTIONS: OptionChecks<RotaryPositions> = {
  base: expectPositive,
  pairs: /* @__PURE__ */ oneOf(['halves', 'neighbours']),
};

const OPTIONS: OptionChecks<RotaryOptions> = /* @__PURE__ */ mergeChecks(
  { offset: (where, name, value) => expectInteger(where, name, value as number, 0) },
  POSITION_OPTIONS,
);

/**
 * Rotary positions, for the option `positions` of `MultiHeadAttention`: queries and keys are turned by `applyRotary`, each by
 * the position where it stands.
 *
 * @throws RangeError or TypeError for an invalid option
 */
export function rotary(options?: RotaryPositions): Positions {
  const { base = 10_000, pairs = 'halves' } = readOptions('rotary', options, POSITION_OPTIONS);
  return { name: 'rotary', turn: (x, offset) => applyRotary(x, { base, pairs, offset }) };
}

/**
 * Rotary positions (RoPE): turns pair i of the row at position t by the angle t · base^(−2 i / depth). The dot product of a
 * query and a key that are turned so depends on their contents and their distance alone. Gradient: turned back.
 *
 * Su et al., RoFormer: Enhanced transformer with rotary position embedding, 2021.
 *
 * @param x float32 [..., time, depth], depth even
 * @returns the same shape
 * @throws ShapeError for an odd depth or fewer than two axes; RangeError for options out of range; TypeError, Error
 */
export function applyRotary<T extends tf.Tensor>(x: T, options?: RotaryOptions): T {
  const own = readOptions('applyRotary', options, OPTIONS);
  const { offset = 0, base = 10_000, pairs = 'halves' } = own;
  expectTensor('applyRotary', 'x', x, ['...'], 'float32', 'batch');
  if (x.rank < 2 || (x.shape[x.rank - 1] as number) % 2 !== 0) {
    throw new ShapeError(
      `applyRotary: x: expected [..., time, depth] with an even depth, got ${describeShape(x.shape)}`,
    );
  }
  if (x.size === 0) return ofNothing('Rotary', [x], x.shape);
  return turn(x, { offset, base, pairs }, 1);
}

function turn<T extends tf.Tensor>(x: T, options: Required<RotaryOptions>, way: 1 | -1): T {
  return op(
    'Rotary',
    { x },
    {
      forward: () => tf.tidy(() => turned(x, options, way)) as T,
      gradients: (dy) => ({ x: () => turn(dy as tf.Tensor, options, -way as 1 | -1) }),
    },
  );
}

function turned(x: tf.Tensor, { offset, base, pairs }: Required<RotaryOptions>, way: 1 | -1) {
  const [time, depth] = x.shape.slice(-2) as [number, number];
  const half = depth / 2;
  const cosines = new Float32Array(time * half);
  const sines = new Float32Array(time * half);
  for (let i = 0; i < half; i++) {
    const speed = base ** ((-2 * i) / depth);
    for (let t = 0; t < time; t++) {
      const angle = (offset + t) * speed;
      cosines[t * half + i] = Math.cos(angle);
      sines[t * half + i] = way * Math.sin(angle);
    }
  }
  const kernels = kernelsOf(ATTENTION);
  if (kernels !== undefined) {
    const [cos, sin] = [tf.tensor1d(cosines), tf.tensor1d(sines)];
    const out = allocate(x.shape);
    const run = pairs === 'halves' ? kernels.rotaryHalves : kernels.rotaryNeighbours;
    const from = [addressOf(x), addressOf(cos), addressOf(sin)] as const;
    run(x.size / (time * depth), time, depth, ...from, addressOf(out));
    return out;
  }
  // Both members of a pair on an axis of their own, the last or the last but one.
  const inner = pairs === 'halves' ? [2, half] : [half, 2];
  const axis = pairs === 'halves' ? 2 : 3;
  const whole = tf.reshape(x, [-1, time, ...inner]);
  const member = pairs === 'halves' ? [1, time, 1, half] : [1, time, half, 1];
  const [cos, sin] = [tf.tensor(cosines, member), tf.tensor(sines, member)];
  const [a, b] = tf.split(whole, 2, axis) as [tf.Tensor, tf.Tensor];
  const first = tf.sub(tf.mul(a, cos), tf.mul(b, sin));
  const second = tf.add(tf.mul(b, cos), tf.mul(a, sin));
  return tf.reshape(tf.concat([first, second], axis), x.shape);
}
