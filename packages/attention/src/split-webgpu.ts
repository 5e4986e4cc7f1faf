import { op, runProgram } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';

const THREADS = 256;

/** The names of the parts in a program. */
const PARTS = ['q', 'k', 'v'] as const;

type Parts = Record<(typeof PARTS)[number], tf.Tensor>;

/**
 * Queries, keys and values out of x [batch, time, (Σ counts) · depth]: [batch, count, time, depth] each, by one program instead of
 * a transposition and three slices, and one back.
 */
export function splitOnGpu(x: tf.Tensor, counts: readonly number[]): tf.Tensor[] {
  const [batch, time, width] = x.shape as [number, number, number];
  const heads = counts.reduce((sum, count) => sum + count, 0);
  const depth = width / heads;
  const [first, second] = counts as [number, number];
  const shapes = counts.map((count) => [batch, count, time, depth]);
  const ints = { size: x.size, time, heads, depth, first, second };
  const common = { ints, groups: Math.ceil(x.size / THREADS), threads: THREADS } as const;
  return op(
    'SplitHeads',
    { x },
    {
      forward: () => {
        const made = runProgram({
          ...common,
          key: 'split-heads',
          reads: { x },
          makes: Object.fromEntries(
            PARTS.map((name, i) => [name, { shape: shapes[i] as number[] }]),
          ) as Record<keyof Parts, { shape: number[] }>,
          code: () => codeOf((name) => `${name}[at] = x[i];`),
        });
        return PARTS.map((name) => made[name]);
      },
      gradients: (dys) => ({
        x: () =>
          tf.tidy(() => {
            const whole = PARTS.map((_, i) => dys[i] ?? tf.zeros(shapes[i] as number[]));
            const { dx } = runProgram({
              ...common,
              key: 'join-heads',
              reads: Object.fromEntries(PARTS.map((name, i) => [name, whole[i]])),
              makes: { dx: { shape: x.shape } },
              code: () => codeOf((name) => `dx[i] = ${name}[at];`),
            });
            return dx;
          }),
      }),
    },
  ) as tf.Tensor[];
}

/** Goes over x: `at` is where its element `i` lies in the part of its head. */
function codeOf(text: (name: string) => string): string {
  return `
fn main(group : i32, thread : i32) {
  let i = group * THREADS + thread;
  if (i >= ints.size) { return; }
  let d = i % ints.depth;
  let h = i / ints.depth % ints.heads;
  let row = i / (ints.depth * ints.heads);
  let t = row % ints.time;
  let b = row / ints.time;
  let own = select(select(ints.heads - ints.first - ints.second, ints.second, h < ints.first + ints.second), ints.first, h < ints.first);
  let before = select(select(ints.first + ints.second, ints.first, h < ints.first + ints.second), 0, h < ints.first);
  let at = ((b * own + h - before) * ints.time + t) * ints.depth + d;
  if (h < ints.first) { ${text('q')} }
  else if (h < ints.first + ints.second) { ${text('k')} }
  else { ${text('v')} }
}`;
}
