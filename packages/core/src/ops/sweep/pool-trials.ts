import type * as tf from '@tensorflow/tfjs-core';
import { adaptiveAvgPool2d } from '../pool/adaptive-avg-pool-2d';
import { avgPool2d } from '../pool/avg-pool-2d';
import { maxPool2d } from '../pool/max-pool-2d';
import { avgPool1d, maxPool1d } from '../pool/pool-1d';
import type { Draw } from './draw';
import { type PlainAxis, plainAxis } from './plain-axis';
import type { Term } from './plain-op';
import { type Axes, both, drawGeometry, inputOf, type Trial } from './trial';

/** Of the pools of windows. */
export function poolTrial(draw: Draw, kind: 'max' | 'avg', rank: 1 | 2): Trial {
  const { batch, axes: drawn, options: own } = drawGeometry(draw, rank);
  const gaps = kind === 'max' && draw.chance(0.5);
  const axesOptions = drawn.map((axis) => ({ ...axis, dilation: gaps ? axis.dilation : 1 }));
  const ceilMode = draw.chance(0.3);
  const countPadding = draw.chance(0.5);
  const used = axesOptions.slice(2 - rank);
  const options = {
    size: used.map(({ taps }) => taps),
    stride: own.stride,
    padding: own.padding,
    ...(gaps && { dilation: used.map(({ dilation }) => dilation) }),
    ...(ceilMode && { ceilMode }),
    ...(kind === 'avg' && { countPadding }),
  };
  const channels = draw.integer(1, 9);
  const found = both(axesOptions.map((axis) => plainAxis(axis, ceilMode)));
  const axes = found?.every(seesAlways) ? found : undefined;
  const x = inputOf(
    draw,
    [batch, ...axesOptions.map(({ size }) => size), channels],
    kind === 'max',
  );
  const image = rank === 2 ? x.shape : [batch, ...x.shape.slice(2)];
  const shape = axes && [batch, ...axes.map((axis) => axis.out).slice(2 - rank), channels];
  const op = { max1: maxPool1d, max2: maxPool2d, avg1: avgPool1d, avg2: avgPool2d }[
    `${kind}${rank}`
  ] as typeof maxPool2d;
  return {
    inputs: [{ ...x, shape: image }],
    call: (input) => op(input as tf.Tensor, options),
    plain: axes &&
      shape && {
        shape,
        terms:
          kind === 'avg'
            ? meanTerms(batch, axes, channels, countPadding)
            : largestTerms(batch, axes, channels, x.values),
      },
    words: `${kind}Pool${rank}d [${image}] ${JSON.stringify(options)}`,
  };
}

/** Of `adaptiveAvgPool2d`. */
export function adaptiveTrial(draw: Draw): Trial {
  const side = () => draw.integer(1, draw.chance(0.2) ? 20 : 7);
  const [batch, channels] = [draw.integer(1, 2), draw.integer(1, 9)];
  const [sizes, outs] = [[side(), side()], [side(), side()] as const];
  const bins = sizes.map((size, axis): PlainAxis => {
    const out = outs[axis] as number;
    // Entry e, the unit from e to e + 1, is in part i where it meets what lies from i n/m to (i + 1) n/m.
    const meets = (place: number, entry: number) =>
      (entry + 1) * out > place * size && entry * out < (place + 1) * size;
    const meetings = [];
    for (let place = 0; place < out; place++) {
      for (let entry = 0; entry < size; entry++) {
        if (meets(place, entry)) meetings.push({ place, tap: 0, entry });
      }
    }
    return { size, taps: 1, out, counted: [], meetings };
  }) as unknown as Axes;
  const x = [batch, ...sizes, channels];
  return {
    inputs: [inputOf(draw, x)],
    call: (image) => adaptiveAvgPool2d(image as tf.Tensor, outs),
    plain: { shape: [batch, ...outs, channels], terms: meanTerms(batch, bins, channels, false) },
    words: `adaptiveAvgPool2d [${x}] [${outs}]`,
  };
}

function seesAlways({ out, meetings }: PlainAxis): boolean {
  return new Set(meetings.map(({ place }) => place)).size === out;
}

function* meanTerms(
  batch: number,
  [down, across]: Axes,
  channels: number,
  countPadding: boolean,
): Iterable<Term> {
  const seen = ({ meetings }: PlainAxis, place: number) =>
    meetings.filter((meeting) => meeting.place === place).length;
  const count = (axis: PlainAxis, place: number) =>
    countPadding ? (axis.counted[place] as number) : seen(axis, place);
  for (const { place, entry, row, column } of pairs(batch, [down, across])) {
    const weight = 1 / (count(down, row) * count(across, column));
    for (let c = 0; c < channels; c++) {
      yield { place: place * channels + c, at: [entry * channels + c], weight };
    }
  }
}

function* largestTerms(
  batch: number,
  axes: Axes,
  channels: number,
  x: Float32Array,
): Iterable<Term> {
  const largest = new Map<number, number>();
  for (const { place, entry } of pairs(batch, axes)) {
    for (let c = 0; c < channels; c++) {
      const [to, from] = [place * channels + c, entry * channels + c];
      const best = largest.get(to);
      if (best === undefined || (x[from] as number) > (x[best] as number)) largest.set(to, from);
    }
  }
  for (const [place, from] of largest) yield { place, at: [from], weight: 1 };
}

/** All pairs of a place and an entry that it sees, in the order of rows, then columns. */
function* pairs(batch: number, [down, across]: Axes) {
  for (let b = 0; b < batch; b++) {
    for (const row of down.meetings) {
      for (const column of across.meetings) {
        yield {
          place: (b * down.out + row.place) * across.out + column.place,
          entry: (b * down.size + row.entry) * across.size + column.entry,
          row: row.place,
          column: column.place,
        };
      }
    }
  }
}
