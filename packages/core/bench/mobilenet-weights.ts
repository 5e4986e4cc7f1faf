/** Of MobileNetV1, width 1, 224: channels out and stride of its blocks, each a depthwise convolution and one of 1×1. */
export const BLOCKS: readonly (readonly [out: number, stride: number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
];
export const [SIZE, FIRST, CLASSES] = [224, 32, 1000];
export const EPSILON = 1e-3;

/** A convolution without a bias, and the norm behind it. */
export interface Normed {
  /** [height, width, in, out], or [height, width, channels, 1] */
  readonly shape: readonly [number, number, number, number];
  readonly isDepthwise: boolean;
  readonly stride: number;
  readonly channels: number;
  readonly filter: Float32Array;
  readonly gain: Float32Array;
  readonly shift: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** Numbers in [low, high) that follow from their place and the seed alone; mobilenet_torch.py makes the same. */
export function drawn(size: number, seed: number, low: number, high: number): Float32Array {
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    let h = (i + Math.imul(seed, 0x9e3779b9)) >>> 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0;
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
    values[i] = low + ((h ^ (h >>> 16)) >>> 0) * ((high - low) / 2 ** 32);
  }
  return values;
}

/** The image, [1, 224, 224, 3]. */
export const image = () => drawn(SIZE * SIZE * 3, 1, -1, 1);

/** All convolutions with their norms, and at last what makes classes of the channels. */
export function mobilenetWeights() {
  const layers = [normed([3, 3, 3, FIRST], 2, 10)];
  let depth = FIRST;
  BLOCKS.forEach(([out, stride], i) => {
    layers.push(normed([3, 3, depth, 1], stride, 20 + 20 * i));
    layers.push(normed([1, 1, depth, out], 1, 30 + 20 * i));
    depth = out;
  });
  const classes = drawn(depth * CLASSES, 2, -0.05, 0.05);
  return { layers, classes };
}

function normed(
  shape: readonly [number, number, number, number],
  stride: number,
  seed: number,
): Normed {
  const [height, width, depth, out] = shape;
  const isDepthwise = out === 1;
  const channels = isDepthwise ? depth : out;
  // He's, over what a place of the output sees.
  const most = Math.sqrt(6 / (height * width * (isDepthwise ? 1 : depth)));
  return {
    shape,
    isDepthwise,
    stride,
    channels,
    filter: drawn(height * width * depth * out, seed, -most, most),
    gain: drawn(channels, seed + 1, 0.5, 1.5),
    shift: drawn(channels, seed + 2, -0.2, 0.8),
    mean: drawn(channels, seed + 3, -0.3, 0.3),
    variance: drawn(channels, seed + 4, 0.5, 1.5),
  };
}

/** A number of classes that both sides agree on: Σ |y| (1 + i mod 7). */
export function checksumOf(classes: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < classes.length; i++) sum += Math.abs(classes[i] as number) * (1 + (i % 7));
  return sum;
}
