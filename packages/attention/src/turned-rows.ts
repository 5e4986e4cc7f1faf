import { addressOf, allocate, op, path } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { ATTENTION } from './generated/wasm';
import { type RotaryScaling, speedsOf } from './rotary-scaling';

/** Rows that are turned by their time: the first `heads` heads of each, `depth` wide; what is behind them stays. */
export interface TurnedRows {
  readonly batch: number;
  readonly time: number;
  readonly heads: number;
  readonly depth: number;
  readonly width: number;
}

/** By which angles: (offset + t) · base^(−2 i / depth) for pair i at time t, scaled. */
export interface Turning {
  readonly offset: number;
  readonly base: number;
  readonly pairs: 'halves' | 'neighbours';
  readonly scaling?: RotaryScaling | undefined;
}

/** Turns pairs of x, which lies as [batch, time, width], where they lie. Gradient: turned back. Not empty; `depth` is even. */
export function turnedRows<T extends tf.Tensor>(x: T, rows: TurnedRows, turning: Turning): T {
  return turn(x, rows, turning, 1);
}

function turn<T extends tf.Tensor>(x: T, rows: TurnedRows, turning: Turning, way: 1 | -1): T {
  return op(
    'Rotary',
    { x },
    {
      forward: () => tf.tidy(() => turned(x, rows, turning, way)) as T,
      gradients: (dy) => ({ x: () => turn(dy as tf.Tensor, rows, turning, -way as 1 | -1) }),
    },
  );
}

function turned(x: tf.Tensor, rows: TurnedRows, turning: Turning, way: 1 | -1): tf.Tensor {
  const { batch, time, heads, depth, width } = rows;
  const { cosines, sines } = anglesOf(time, depth, turning, way);
  const areNeighbours = turning.pairs === 'neighbours';
  return path(ATTENTION, {
    wasm: (kernels) => {
      const [cos, sin] = [tf.tensor1d(cosines), tf.tensor1d(sines)];
      const out = allocate(x.shape);
      const at = [addressOf(x), addressOf(cos), addressOf(sin), addressOf(out)] as const;
      kernels.rotaryRows(batch, time, heads, depth, width, areNeighbours, ...at);
      return out;
    },
    ops: () => {
      const whole = tf.reshape(x, [batch, time, width]);
      const own = tf.slice(whole, 0, [-1, -1, heads * depth]);
      // Both members of a pair on an axis of their own, the last or the last but one.
      const half = depth / 2;
      const axis = areNeighbours ? 4 : 3;
      const inner = areNeighbours ? [half, 2] : [2, half];
      const member = areNeighbours ? [1, time, 1, half, 1] : [1, time, 1, 1, half];
      const [cos, sin] = [tf.tensor(cosines, member), tf.tensor(sines, member)];
      const pairs = tf.reshape(own, [batch, time, heads, ...inner]);
      const [a, b] = tf.split(pairs, 2, axis) as [tf.Tensor, tf.Tensor];
      const first = tf.sub(tf.mul(a, cos), tf.mul(b, sin));
      const second = tf.add(tf.mul(b, cos), tf.mul(a, sin));
      const made = tf.reshape(tf.concat([first, second], axis), own.shape);
      const rest = tf.slice(whole, [0, 0, heads * depth]);
      return tf.reshape(rest.size > 0 ? tf.concat([made, rest], 2) : made, x.shape);
    },
  });
}

/** Cosines and sines, [time, depth / 2] each. */
function anglesOf(time: number, depth: number, turning: Turning, way: 1 | -1) {
  const half = depth / 2;
  const speeds = speedsOf(depth, turning.base, turning.scaling);
  const cosines = new Float32Array(time * half);
  const sines = new Float32Array(time * half);
  for (let i = 0; i < half; i++) {
    const speed = speeds[i] as number;
    for (let t = 0; t < time; t++) {
      const angle = (turning.offset + t) * speed;
      cosines[t * half + i] = Math.cos(angle);
      sines[t * half + i] = way * Math.sin(angle);
    }
  }
  return { cosines, sines };
}
