import * as tf from '@tensorflow/tfjs-core';
import { expectOneOf } from '../check/choice';
import { expectShape } from '../check/shape';
import { kernelsOf } from '../kernels/registry';
import { type Resampling, resample, resampleGradient } from '../kernels/resample';
import { RESAMPLE } from '../kernels/resample-kernels';
import { isNested, runOp } from '../tape/run-op';
import {
  type AxisPoints,
  axisPoints,
  pointMatrix,
  RESIZE_METHODS,
  type ResizeMethod,
} from './axis-points';
import { expectFloats } from './check';
import { perAxis } from './conv-geometry';
import { gather } from './gather';
import { matMul } from './mat-mul';

/** Where the entries of the result lie in the input, in ONNX's words. */
export type ResizeCoordinates = 'half-pixel' | 'align-corners' | 'asymmetric';

export interface ResizeOptions {
  /** A mean of the four places around each point, or the nearest place. Default `bilinear`. */
  method?: ResizeMethod;
  /** Default `half-pixel`: entries are areas, and the areas of all of them are laid over each other. */
  coordinates?: ResizeCoordinates;
}

/**
 * Images in another size. Entry i of n lies, in an axis of m entries, at (i + ½) m/n − ½ (`half-pixel`), at i (m − 1)/(n − 1)
 * (`align-corners`) or at i m/n (`asymmetric`). Bilinear: the mean of the places around it by their nearness, the outermost
 * ones beyond the edge. Gradient: each place gets dy by the same weights. As `torch.nn.functional.interpolate`: `bilinear`
 * is `half-pixel` or `align-corners` there; `nearest` is `asymmetric`, `nearest-exact` `half-pixel`.
 *
 * @param x float32 [batch, height, width, channels]
 * @param size height and width of the result, or one for both
 * @returns [batch, ...size, channels]
 * @throws ShapeError for another rank, RangeError for sizes below 1 and options that are none
 */
export function resize(
  x: tf.Tensor,
  size: number | readonly [height: number, width: number],
  { method = 'bilinear', coordinates = 'half-pixel' }: ResizeOptions = {},
): tf.Tensor4D {
  expectFloats('resize', 'x', x);
  expectShape('resize', 'x', x, ['batch', 'height', 'width', 'channels']);
  const sizes = perAxis('resize', 'size', size, 2);
  expectOneOf('resize', 'method', method, RESIZE_METHODS);
  expectOneOf('resize', 'coordinates', coordinates, Object.keys(POSITIONS));
  const [batch, ...axes] = x.shape as [number, number, number, number];
  const [rows, columns] = sizes.map((count, axis) =>
    pointsOf(count, axes[axis] as number, method, coordinates),
  ) as [AxisPoints, AxisPoints];
  const [height, width] = sizes as [number, number];
  const images = Array.from({ length: batch }, (_, i) => i);
  const plan = { images, height, width, rows, columns, outside: 0 };
  const kernels = kernelsOf(RESAMPLE);
  if (kernels === undefined || isNested()) {
    return method === 'nearest' ? byRows(x, plan) : byProducts(x, plan);
  }
  return runOp(
    'Resize',
    [x],
    () => resample(kernels, x, plan) as tf.Tensor4D,
    () => [],
    (dy) => [() => resampleGradient(kernels, dy, x.shape, plan)],
  );
}

/** The place of entry i of n in an axis of m; products before quotients, so that whole numbers stay whole. */
const POSITIONS: Readonly<Record<ResizeCoordinates, (i: number, n: number, m: number) => number>> =
  {
    'half-pixel': (i, n, m) => ((2 * i + 1) * m) / (2 * n) - 0.5,
    'align-corners': (i, n, m) => (n > 1 ? (i * (m - 1)) / (n - 1) : 0),
    asymmetric: (i, n, m) => (i * m) / n,
  };

function pointsOf(
  count: number,
  size: number,
  method: ResizeMethod,
  coordinates: ResizeCoordinates,
) {
  const position = (i: number) => {
    const at = POSITIONS[coordinates](i, count, size);
    // The nearest one of the areas: not rounded, but the one that the place lies in.
    const whole = method === 'nearest' && coordinates === 'asymmetric' ? Math.floor(at) : at;
    return Math.min(Math.max(whole, 0), size - 1);
  };
  return axisPoints(count, size, position, method);
}

/** Rows, then columns, by a matrix each: the gradient is that of products. */
function byProducts(x: tf.Tensor, { height, width, rows, columns }: Resampling): tf.Tensor4D {
  const [batch, inHeight, inWidth, channels] = x.shape as [number, number, number, number];
  return tf.tidy(() => {
    const down = tf.tensor(pointMatrix(rows, inHeight), [height, inHeight]);
    const across = tf.tensor(pointMatrix(columns, inWidth), [width, inWidth]);
    const tall = matMul(down, tf.reshape(x, [batch, inHeight, inWidth * channels]));
    const y = matMul(across, tf.reshape(tall, [batch * height, inWidth, channels]));
    return tf.reshape(y, [batch, height, width, channels]) as tf.Tensor4D;
  });
}

/** The nearest ones are copied. */
function byRows(x: tf.Tensor, { rows, columns }: Resampling): tf.Tensor4D {
  const ids = ({ count, bytes }: AxisPoints) => {
    const entries = new Int32Array(bytes);
    return tf.tensor(Int32Array.from({ length: count }, (_, i) => entries[3 * i] as number));
  };
  return tf.tidy(() => gather(gather(x, ids(rows), 1), ids(columns), 2)) as tf.Tensor4D;
}
