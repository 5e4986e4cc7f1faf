import {
  BatchNorm,
  Conv2d,
  DepthwiseConv2d,
  foldBatchNorm,
  globalAvgPool2d,
  type Layer,
  Linear,
  loadStateDict,
  random,
  relu6,
  sequential,
  setup,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import {
  CLASSES,
  checksumOf,
  EPSILON,
  image,
  mobilenetWeights,
  type Normed,
  SIZE,
} from './mobilenet-weights';

const rng = random(0);

/** One image through MobileNetV1 with its norms folded. */
export async function mobilenet() {
  await setup({ backend: 'wasm', threads: 1 });
  const { layers, classes } = mobilenetWeights();
  const last = new Linear(1024, CLASSES, { rng, bias: false });
  loadStateDict(last, { weight: { shape: [1024, CLASSES], data: classes } });
  const pool: Layer = (x) => globalAvgPool2d(x);
  const model = foldBatchNorm(sequential(...layers.flatMap(layersOf), pool, last));
  const x = tf.tensor4d(image(), [1, SIZE, SIZE, 3]);
  const y = model.forward(x);
  const checksum = checksumOf(y.dataSync());
  y.dispose();
  const run = (times: number) => {
    for (let i = 0; i < times; i++) model.forward(x).dispose();
  };
  return { run, checksum };
}

function layersOf(given: Normed): Layer[] {
  const { shape, isDepthwise, stride, channels, filter, gain, shift, mean, variance } = given;
  const [taps, , depth] = shape;
  const options = { rng, stride, padding: (taps - 1) / 2, bias: false };
  const conv = isDepthwise
    ? new DepthwiseConv2d(channels, taps, options)
    : new Conv2d(depth, channels, taps, options);
  const norm = new BatchNorm(channels, { epsilon: EPSILON });
  const of = (data: Float32Array) => ({ shape: [channels], data });
  loadStateDict(conv, { weight: { shape: [...shape], data: filter } });
  loadStateDict(norm, {
    weight: of(gain),
    bias: of(shift),
    runningMean: of(mean),
    runningVariance: of(variance),
  });
  return [conv, norm, relu6];
}
