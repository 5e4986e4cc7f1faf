import type * as tf from '@tensorflow/tfjs-core';
import { conv1d } from '../conv/conv-1d';
import { conv2d } from '../conv/conv-2d';
import { convTranspose2d } from '../conv/conv-transpose-2d';
import { depthwiseConv2d } from '../conv/depthwise-conv-2d';
import type { Draw } from './draw';
import { plainAxis, plainTransposedAxis } from './plain-axis';
import type { Term } from './plain-op';
import { type Axes, both, drawGeometry, inputOf, sizeOf, type Trial } from './trial';

/** Of `conv1d` and `conv2d`. */
export function convTrial(draw: Draw, rank: 1 | 2): Trial {
  const geometry = drawGeometry(draw, rank);
  // What Winograd's tiles take, now and then.
  const tiled = rank === 2 && draw.chance(0.02);
  const sized = tiled
    ? { size: draw.integer(4, 9), taps: 3, stride: 1, dilation: 1, padding: 1 as const }
    : undefined;
  const [a, c] = geometry.axes;
  const axesOptions = sized ? [sized, { ...sized, size: 9 }] : [a, c];
  const options = sized ? { padding: 1 } : geometry.options;
  const groups = tiled ? 1 : draw.integer(1, 3);
  const [depth, each] = tiled ? [16, 20] : [draw.integer(1, 5), draw.integer(1, 5)];
  const [channels, out] = [depth * groups, each * groups];
  const { batch } = geometry;
  const axes = both(axesOptions.map((axis) => plainAxis(axis)));
  const x = [batch, ...axesOptions.map(({ size }) => size), channels];
  const w = [...axesOptions.map(({ taps }) => taps), depth, out];
  const [sizes, taps] = rank === 2 ? [x, w] : [[batch, ...x.slice(2)], w.slice(1)];
  const inputs = [sizes, taps, [out]].map((shape) => inputOf(draw, shape));
  const shape = axes && [batch, ...axes.map((axis) => axis.out).slice(2 - rank), out];
  const op = rank === 1 ? conv1d : conv2d;
  return {
    inputs,
    call: (image, filter, bias) =>
      op(image as tf.Tensor, filter as tf.Tensor, { ...options, groups, bias }),
    plain: axes &&
      shape && {
        shape,
        terms: together(convTerms(batch, axes, groups, depth, out), biasTerms(sizeOf(shape), out)),
      },
    words: `conv${rank}d [${sizes}] [${taps}] ${JSON.stringify({ ...options, groups })}`,
  };
}

/** Of `depthwiseConv2d`. */
export function depthwiseTrial(draw: Draw): Trial {
  const { batch, axes: axesOptions, options } = drawGeometry(draw, 2);
  const channels = draw.integer(1, draw.chance(0.2) ? 18 : 6);
  const multiplier = draw.chance(0.7) ? 1 : draw.integer(2, 3);
  const out = channels * multiplier;
  const axes = both(axesOptions.map((axis) => plainAxis(axis)));
  const x = [batch, ...axesOptions.map(({ size }) => size), channels];
  const w = [...axesOptions.map(({ taps }) => taps), channels, multiplier];
  const shape = axes && [batch, ...axes.map((axis) => axis.out), out];
  return {
    inputs: [x, w, [out]].map((own) => inputOf(draw, own)),
    call: (image, filter, bias) =>
      depthwiseConv2d(image as tf.Tensor, filter as tf.Tensor, { ...options, bias }),
    plain: axes &&
      shape && {
        shape,
        // A group a channel: [height, width, channels, multiplier] lies in memory as [height, width, 1, out].
        terms: together(convTerms(batch, axes, channels, 1, out), biasTerms(sizeOf(shape), out)),
      },
    words: `depthwiseConv2d [${x}] [${w}] ${JSON.stringify(options)}`,
  };
}

/** Of `convTranspose2d`. */
export function transposedTrial(draw: Draw): Trial {
  const { batch, axes: drawn, options: own } = drawGeometry(draw, 2);
  // Its result is as large as its stride.
  const axesOptions = drawn.map((axis) => ({ ...axis, stride: Math.min(axis.stride, 5) }));
  const extra = axesOptions.map(({ stride, dilation }) =>
    draw.integer(0, Math.max(stride, dilation) - 1),
  );
  const options = { ...own, stride: axesOptions.map(({ stride }) => stride), outputPadding: extra };
  const groups = draw.integer(1, 3);
  const [depth, each] = [draw.integer(1, 4), draw.integer(1, 4)];
  const [channels, out] = [depth * groups, each * groups];
  const axes = both(axesOptions.map((axis, i) => plainTransposedAxis(axis, extra[i] as number)));
  const x = [batch, ...axesOptions.map(({ size }) => size), out];
  const w = [...axesOptions.map(({ taps }) => taps), depth, out];
  const shape = axes && [batch, ...axes.map(({ size }) => size), channels];
  return {
    inputs: [x, w, [channels]].map((sizes) => inputOf(draw, sizes)),
    call: (image, filter, bias) =>
      convTranspose2d(image as tf.Tensor, filter as tf.Tensor, { ...options, groups, bias }),
    plain: axes &&
      shape && {
        shape,
        terms: together(
          convTerms(batch, axes, groups, depth, out, true),
          biasTerms(sizeOf(shape), channels),
        ),
      },
    words: `convTranspose2d [${x}] [${w}] ${JSON.stringify({ ...options, groups })}`,
  };
}

/** Terms of a convolution, `flip` for its transpose, which goes from its places to its entries. */
function* convTerms(
  batch: number,
  [down, across]: Axes,
  groups: number,
  depth: number,
  out: number,
  transposed = false,
): Iterable<Term> {
  const channels = depth * groups;
  const own = out / groups;
  for (let b = 0; b < batch; b++) {
    for (const row of down.meetings) {
      for (const column of across.meetings) {
        const place = (b * down.out + row.place) * across.out + column.place;
        const entry = (b * down.size + row.entry) * across.size + column.entry;
        const tap = row.tap * across.taps + column.tap;
        for (let o = 0; o < out; o++) {
          const first = Math.floor(o / own) * depth;
          for (let c = 0; c < depth; c++) {
            const [input, output] = [entry * channels + first + c, place * out + o];
            const weight = (tap * depth + c) * out + o;
            yield transposed
              ? { place: input, at: [output, weight, -1], weight: 1 }
              : { place: output, at: [input, weight, -1], weight: 1 };
          }
        }
      }
    }
  }
}

function* biasTerms(size: number, channels: number): Iterable<Term> {
  for (let i = 0; i < size; i++) yield { place: i, at: [-1, -1, i % channels], weight: 1 };
}

function* together<T>(...parts: Iterable<T>[]): Iterable<T> {
  for (const part of parts) yield* part;
}
