import * as tf from '@tensorflow/tfjs-core';
import { type OptionChecks, oneOf, readOptions } from '../../check/options';
import { expectRoom } from '../../check/room';
import { expectShape } from '../../check/shape';
import { RESAMPLE } from '../../generated/wasm-resample';
import { op } from '../../tape/op';
import { isNested } from '../../tape/record';
import { kernelsOf } from '../../wasm/registry';
import { perAxis } from '../conv/conv-geometry';
import { expectFloats } from '../kit/check';
import { ofNothing } from '../kit/of-nothing';
import { gather } from '../rows/gather';
import { type AxisPoints, axisPoints, RESIZE_METHODS, type ResizeMethod } from './axis-points';
import { mix } from './mix';
import { type Resampling, resample, resampleGradient } from './resample';

/** Where the entries of the result lie in the input, in ONNX's words. */
export type ResizeCoordinates = 'half-pixel' | 'align-corners' | 'asymmetric';

export interface ResizeOptions {
  /** A mean of the four places around each point, or the nearest place. Default `bilinear`. */
  method?: ResizeMethod;
  /** Default `half-pixel`: entries are areas, and the areas of all of them are laid over each other. */
  coordinates?: ResizeCoordinates;
}

const OPTIONS: OptionChecks<ResizeOptions> = {
  method: oneOf(RESIZE_METHODS),
  coordinates: oneOf(['half-pixel', 'align-corners', 'asymmetric']),
};

/**
 * Images in another size. Entry i of n lies, in an axis of m entries, at (i + ½) m/n − ½ (`half-pixel`), at i (m − 1)/(n − 1)
 * (`align-corners`) or at i m/n (`asymmetric`). Bilinear: the mean of the places around it by their nearness, the outermost
 * ones beyond the edge. Gradient: each place gets dy by the same weights. As `torch.nn.functional.interpolate`: `bilinear`
 * is `half-pixel` or `align-corners` there; `nearest` is `asymmetric`, `nearest-exact` `half-pixel`.
 *
 * @param x float32 [batch, height, width, channels]
 * @param size height and width of the result, or one for both
 * @returns [batch, ...size, channels]
 * @throws ShapeError for another rank, RangeError for sizes below 1 and invalid options
 */
export function resize(
  x: tf.Tensor,
  size: number | readonly [height: number, width: number],
  options?: ResizeOptions,
): tf.Tensor4D {
  const { method = 'bilinear', coordinates = 'half-pixel' } = readOptions(
    'resize',
    options,
    OPTIONS,
  );
  expectFloats('resize', 'x', x, 'batch');
  expectShape('resize', 'x', x, ['batch', 'height', 'width', 'channels'], 'batch');
  const sizes = perAxis('resize', 'size', size, 2);
  const [batch, ...axes] = x.shape as [number, number, number, number];
  const [height, width] = sizes as [number, number];
  const shape = [batch, height, width, axes[2] as number];
  expectRoom('resize', 'result', shape);
  if (batch === 0) return ofNothing('Resize', [x], shape);
  const [rows, columns] = sizes.map((count, axis) =>
    pointsOf(count, axes[axis] as number, method, coordinates),
  ) as [AxisPoints, AxisPoints];
  const images = Array.from({ length: batch }, (_, i) => i);
  const plan = { images, height, width, rows, columns, outside: 0 };
  // Not by `path`: the ops by rows are recorded themselves, one by one, so that there is no adjoint to write for them.
  const kernels = kernelsOf(RESAMPLE);
  if (kernels === undefined || isNested()) {
    return byRows(x, plan, method);
  }
  return op(
    'Resize',
    { x },
    {
      forward: () => resample(kernels, x, plan) as tf.Tensor4D,
      gradients: (dy) => ({ x: () => resampleGradient(kernels, dy, x.shape, plan) }),
    },
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

/** Rows, then columns: what is nearest is copied, what is between two is mixed of them. */
function byRows(x: tf.Tensor, { rows, columns }: Resampling, method: ResizeMethod): tf.Tensor4D {
  const along = (own: tf.Tensor, axis: 1 | 2, { count, bytes }: AxisPoints) => {
    const [entries, weights] = [new Int32Array(bytes), new Float32Array(bytes)];
    const column = (at: number) =>
      tf.tensor(Int32Array.from({ length: count }, (_, i) => entries[3 * i + at] as number));
    const first = gather(own, column(0), axis);
    if (method === 'nearest') return first;
    const shares = Float32Array.from({ length: count }, (_, i) => weights[3 * i + 2] as number);
    const weight = tf.tensor(shares, axis === 1 ? [count, 1, 1] : [count, 1]);
    return mix(first, gather(own, column(1), axis), weight);
  };
  return tf.tidy(() => along(along(x, 1, rows), 2, columns)) as tf.Tensor4D;
}
