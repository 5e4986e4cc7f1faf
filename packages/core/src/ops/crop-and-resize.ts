import * as tf from '@tensorflow/tfjs-core';
import { expectOneOf } from '../check/choice';
import { expectFinite } from '../check/number';
import { expectShape } from '../check/shape';
import { expectTensor } from '../check/tensor';
import { kernelsOf } from '../kernels/registry';
import { type Resampling, resample, resampleGradient } from '../kernels/resample';
import { RESAMPLE } from '../kernels/resample-kernels';
import { pullBack } from '../tape/pull-back';
import { isNested, runOp } from '../tape/run-op';
import { axisPoints, RESIZE_METHODS, type ResizeMethod } from './axis-points';
import { expectFloats } from './check';
import { perAxis } from './conv-geometry';
import { gather } from './gather';
import { expectIds, hostValues } from './ids';
import { matMul } from './mat-mul';

export interface CropOptions {
  /** A mean of the four places around each point, or the nearest place. Default `bilinear`. */
  method?: ResizeMethod;
  /** What a point outside of the image is. Default 0. */
  extrapolation?: number;
}

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
  { method = 'bilinear', extrapolation = 0 }: CropOptions = {},
): tf.Tensor4D {
  const where = 'cropAndResize';
  expectFloats(where, 'x', x);
  expectShape(where, 'x', x, ['batch', 'height', 'width', 'channels']);
  expectTensor(where, 'boxes', boxes, ['boxes', 4]);
  expectShape(where, 'boxIndices', boxIndices, [boxes.shape[0] as number]);
  const crop = perAxis(where, 'size', size, 2) as [number, number];
  expectOneOf(where, 'method', method, RESIZE_METHODS);
  expectFinite(where, 'extrapolation', extrapolation);
  expectIds(where, 'boxIndices', boxIndices, x.shape[0] as number, 'images');
  expectFiniteBoxes(where, boxes);
  const options = { method, extrapolation };
  const kernels = kernelsOf(RESAMPLE);
  if (kernels === undefined || isNested()) return byProducts(x, boxes, boxIndices, crop, options);
  const plan = planOf(x, boxes, boxIndices, crop, options);
  return runOp(
    'CropAndResize',
    [x, boxes],
    () => resample(kernels, x, plan) as tf.Tensor4D,
    () => [x, boxes, boxIndices],
    (dy, saved) => {
      const [image, own, ids] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const again = () => [byProducts(image, own, ids, crop, options)];
      const ofBoxes = () => pullBack(again, [own], [dy])[0] as tf.Tensor;
      return [
        () => resampleGradient(kernels, dy, image.shape, plan),
        method === 'bilinear' ? ofBoxes : undefined,
      ];
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

/** Rows, then columns, by a matrix for each box. Every op of it has gradients of any order, in the boxes too. */
function byProducts(
  x: tf.Tensor,
  boxes: tf.Tensor,
  boxIndices: tf.Tensor,
  [height, width]: readonly [number, number],
  { method, extrapolation }: Required<CropOptions>,
): tf.Tensor4D {
  const [, inHeight, inWidth, channels] = x.shape as [number, number, number, number];
  const count = boxIndices.size;
  return tf.tidy(() => {
    const [y1, x1, y2, x2] = tf.split(boxes, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const down = pointsOf(y1, y2, height, inHeight, method);
    const across = pointsOf(x1, x2, width, inWidth, method);
    const images = tf.reshape(gather(x, boxIndices), [count, inHeight, inWidth * channels]);
    const tall = tf.reshape(matMul(down.matrix, images), [count, height, inWidth, channels]);
    const y = matMul(tf.expandDims(across.matrix, 1), tall);
    if (extrapolation === 0) return y as tf.Tensor4D;
    const seen = tf.mul(
      tf.reshape(down.inside, [count, height, 1, 1]),
      tf.reshape(across.inside, [count, 1, width, 1]),
    );
    return tf.add(y, tf.mul(tf.sub(1, seen), extrapolation)) as tf.Tensor4D;
  });
}

/** What the points of each box take of an axis, [boxes, points, entries], and 1 for each that is inside. */
function pointsOf(from: tf.Tensor, to: tf.Tensor, n: number, size: number, method: ResizeMethod) {
  const last = size - 1;
  const middle = () => tf.mul(tf.mul(tf.add(from, to), 0.5), last);
  const spread = () => {
    const step = tf.div(tf.mul(tf.sub(to, from), last), n - 1);
    return tf.add(tf.mul(from, last), tf.mul(tf.range(0, n), step));
  };
  const place = tf.expandDims(n === 1 ? middle() : spread(), 2);
  const entries = tf.range(0, size);
  const inside = constant(place, () =>
    tf.logicalAnd(tf.greaterEqual(place, 0), tf.lessEqual(place, last)),
  );
  if (method === 'nearest') {
    const nearest = constant(place, () => tf.equal(tf.floor(tf.add(place, 0.5)), entries));
    return { matrix: tf.mul(nearest, inside), inside };
  }
  const distance = tf.sub(place, entries);
  const weights = tf.relu(tf.minimum(tf.add(1, distance), tf.sub(1, distance)));
  return { matrix: tf.mul(weights, inside), inside };
}

/** 1 where it holds, through which no gradient flows to `x`. */
function constant(x: tf.Tensor, holds: () => tf.Tensor): tf.Tensor {
  return runOp(
    'Constant',
    [x],
    () => tf.tidy(() => tf.cast(holds(), 'float32')),
    () => [],
    () => [undefined],
  );
}
