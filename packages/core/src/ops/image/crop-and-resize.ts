import * as tf from '@tensorflow/tfjs-core';
import { expectFinite } from '../../check/number';
import { type OptionChecks, oneOf, readOptions } from '../../check/options';
import { expectRoom } from '../../check/room';
import { expectShape } from '../../check/shape';
import { expectTensor } from '../../check/tensor';
import { RESAMPLE } from '../../generated/wasm-resample';
import { op } from '../../tape/op';
import { pullBack } from '../../tape/pull-back';
import { isNested } from '../../tape/record';
import { kernelsOf } from '../../wasm/registry';
import { perAxis } from '../conv/conv-geometry';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { expectIds, hostValues } from '../rows/ids';
import { takeRows } from '../rows/rows';
import { where } from '../shape/where';
import { axisPoints, RESIZE_METHODS, type ResizeMethod } from './axis-points';
import { mix } from './mix';
import { type Resampling, resample, resampleGradient } from './resample';

export interface CropOptions {
  /** A mean of the four places around each point, or the nearest place. Default `bilinear`. */
  method?: ResizeMethod;
  /** What a point outside of the image is. Default 0. */
  extrapolation?: number;
}

const OPTIONS: OptionChecks<CropOptions> = {
  method: oneOf(RESIZE_METHODS),
  extrapolation: expectFinite,
};

/**
 * Boxes of images, each in the size `size`: the pooling of regions in detectors. A box [y1, x1, y2, x2] counts from 0, the
 * middle of the first entry of an axis, to 1, that of the last; it may reach beyond them, and turned round (y1 > y2) it
 * mirrors. Point i of n lies at y1 + i (y2 − y1)/(n − 1), or for n = 1 in the middle. Gradient: to x by the weights of the
 * places; to the boxes, where they are `bilinear`, by the slope between them. As `tf.image.crop_and_resize`.
 *
 * @param x float32 [batch, height, width, channels]
 * @param boxes float32 [boxes, 4]
 * @param boxIndices int32 [boxes], the image of each box
 * @param size height and width of the result, or one for both
 * @returns [boxes, ...size, channels]
 * @throws ShapeError; RangeError for an index without image, a box that is not finite (those that a GPU computed are not
 *   read back: an index outside gives zeros there), sizes below 1
 */
export function cropAndResize(
  x: tf.Tensor,
  boxes: tf.Tensor,
  boxIndices: tf.Tensor,
  size: number | readonly [height: number, width: number],
  options?: CropOptions,
): tf.Tensor4D {
  const name = 'cropAndResize';
  const { method = 'bilinear', extrapolation = 0 } = readOptions(name, options, OPTIONS);
  expectTensor(name, 'boxes', boxes, ['boxes', 4], 'float32', 'batch');
  // Without boxes there may be no images either.
  const emptyAllowed = boxes.size === 0 && 'batch';
  expectFloats(name, 'x', x, emptyAllowed);
  expectShape(name, 'x', x, ['batch', 'height', 'width', 'channels'], emptyAllowed);
  expectShape(name, 'boxIndices', boxIndices, [boxes.shape[0] as number]);
  const crop = perAxis(name, 'size', size, 2) as [number, number];
  const shape = [boxIndices.size, ...crop, x.shape[3] as number];
  expectRoom(name, 'result', shape);
  expectIds(name, 'boxIndices', boxIndices, x.shape[0] as number, 'images');
  if (boxes.size === 0) return ofNothing('CropAndResize', [x, boxes], shape);
  expectFiniteBoxes(name, boxes);
  const own = { method, extrapolation };
  // Not by `path`: the ops by rows are recorded themselves, one by one, so that there is no adjoint to write for them.
  const kernels = kernelsOf(RESAMPLE);
  if (kernels === undefined || isNested()) return byRows(x, boxes, boxIndices, crop, own);
  const plan = planOf(x, boxes, boxIndices, crop, own);
  return op(
    'CropAndResize',
    { x, boxes },
    {
      forward: () => resample(kernels, x, plan) as tf.Tensor4D,
      save: () => ({ x, boxes, boxIndices }),
      gradients: (dy, saved) => {
        const again = () => [byRows(saved.x, saved.boxes, saved.boxIndices, crop, own)];
        const ofBoxes = () => pullBack(again, [saved.boxes], [dy])[0] as tf.Tensor;
        return {
          x: () => resampleGradient(kernels, dy, saved.x.shape, plan),
          boxes: method === 'bilinear' ? ofBoxes : undefined,
        };
      },
    },
  );
}

function expectFiniteBoxes(where: string, boxes: tf.Tensor): void {
  const values = hostValues(boxes) ?? [];
  for (let i = 0; i < values.length; i++) {
    expectFinite(where, `boxes: box ${Math.floor(i / 4)}`, values[i] as number);
  }
}

function planOf(
  x: tf.Tensor,
  boxes: tf.Tensor,
  boxIndices: tf.Tensor,
  [height, width]: readonly [number, number],
  { method, extrapolation }: Required<CropOptions>,
): Resampling {
  const corners = boxes.dataSync();
  const count = boxIndices.size;
  const points = (axis: 0 | 1, n: number) => {
    const size = x.shape[1 + axis] as number;
    const position = (i: number) => {
      const box = 4 * Math.floor(i / n) + axis;
      return placeOf(corners[box] as number, corners[box + 2] as number, i % n, n, size - 1);
    };
    return axisPoints(count * n, size, position, method);
  };
  const images = boxIndices.dataSync().slice();
  const [rows, columns] = [points(0, height), points(1, width)];
  return { images, height, width, rows, columns, outside: extrapolation };
}

// In float32, step by step as the ops below: what lies half-way between two places is rounded alike.
const f = Math.fround;

function placeOf(from: number, to: number, i: number, n: number, last: number): number {
  if (n === 1) return f(f(f(from + to) * 0.5) * last);
  const step = f(f(f(to - from) * last) / (n - 1));
  return f(f(from * last) + f(i * step));
}

/** Rows, then columns, taken one by one. Every op of it has gradients of any order, in the boxes too. */
function byRows(
  x: tf.Tensor,
  boxes: tf.Tensor,
  boxIndices: tf.Tensor,
  [height, width]: readonly [number, number],
  { method, extrapolation }: Required<CropOptions>,
): tf.Tensor4D {
  const [batch, inHeight, inWidth, channels] = x.shape as [number, number, number, number];
  const count = boxIndices.size;
  return tf.tidy(() => {
    const [y1, x1, y2, x2] = tf.split(boxes, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const down = pointsOf(y1, y2, height, inHeight, method);
    const across = pointsOf(x1, x2, width, inWidth, method);
    const image = tf.mul(tf.reshape(boxIndices, [count, 1]), tf.scalar(inHeight, 'int32'));
    const line = { outer: 1, count: batch * inHeight, size: inWidth * channels };
    const tallShape = [count, height, inWidth * channels];
    const own = method === 'nearest' ? besides(x, boxes) : x;
    const row = (entries: tf.Tensor) => takeRows(own, tf.add(image, entries), line, tallShape);
    const tall = between(down, [count, height, 1], row);
    const lines = tf.reshape(tf.range(0, count * height, 1, 'int32'), [count, height, 1]);
    const start = tf.mul(lines, tf.scalar(inWidth, 'int32'));
    const place = { outer: 1, count: count * height * inWidth, size: channels };
    const shape = [count, height, width, channels];
    const column = (entries: tf.Tensor) =>
      takeRows(tall, tf.add(start, tf.reshape(entries, [count, 1, width])), place, shape);
    const y = between(across, [count, 1, width, 1], column);
    const seen = tf.mul(
      tf.reshape(down.inside, [count, height, 1, 1]),
      tf.reshape(across.inside, [count, 1, width, 1]),
    );
    return where(tf.greater(seen, 0), y, tf.scalar(extrapolation)) as tf.Tensor4D;
  });
}

/** The points of each box on an axis, [boxes, points]. */
interface BoxPoints {
  /** The entry before each, and that behind it: int32. */
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
  /** Of the second; none where the nearest is taken. */
  readonly weight: tf.Tensor | undefined;
  /** 1 for each that is inside. */
  readonly inside: tf.Tensor;
}

function pointsOf(
  from: tf.Tensor,
  to: tf.Tensor,
  n: number,
  size: number,
  method: ResizeMethod,
): BoxPoints {
  const last = size - 1;
  const middle = () => tf.mul(tf.mul(tf.add(from, to), 0.5), last);
  const spread = () => {
    const step = tf.div(tf.mul(tf.sub(to, from), last), n - 1);
    return tf.add(tf.mul(from, last), tf.mul(tf.range(0, n), step));
  };
  const place = n === 1 ? middle() : spread();
  const inside = constant(place, () =>
    tf.logicalAnd(tf.greaterEqual(place, 0), tf.lessEqual(place, last)),
  );
  const nearest = method === 'nearest';
  const low = constant(place, () =>
    tf.clipByValue(tf.floor(nearest ? tf.add(place, 0.5) : place), 0, last),
  );
  const second = tf.cast(tf.minimum(tf.add(low, 1), last), 'int32');
  const weight = () => where(tf.greater(inside, 0), tf.sub(place, low), tf.scalar(0));
  return {
    first: tf.cast(low, 'int32'),
    second,
    weight: nearest ? undefined : weight(),
    inside,
  };
}

/** What `take` gives of the entries around each point, mixed. */
function between(
  { first, second, weight }: BoxPoints,
  shape: number[],
  take: (entries: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  if (weight === undefined) return take(first);
  return mix(take(first), take(second), tf.reshape(weight, shape));
}

/** `x` as it is, of which `boxes` are an input too, so that a gradient of them is asked for: it is 0. */
function besides(x: tf.Tensor, boxes: tf.Tensor): tf.Tensor {
  return op(
    'Besides',
    { x, boxes },
    {
      forward: () => tf.clone(x),
      gradients: (dy) => ({ x: () => tf.clone(dy) }),
    },
  );
}

/** What it gives, as float32, through which no gradient flows to `x`. */
function constant(x: tf.Tensor, make: () => tf.Tensor): tf.Tensor {
  return op(
    'Constant',
    { x },
    {
      forward: () => tf.tidy(() => tf.cast(make(), 'float32')),
      gradients: () => ({}),
    },
  );
}
