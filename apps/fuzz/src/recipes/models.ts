import { adam, BatchNorm, Linear, mse, parameters, random, scale, sequential } from '@dl/core';
import { CORE } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { fixed, floats, generator, lazily, weights } from '../material';
import { call, type Recipes } from '../recipe';

const model = () => lazily('a model', () => ({ a: new Linear(3, 2, { rng: random(1) }) }));
const normed = () =>
  lazily('a model', () => sequential(new Linear(3, 2, { rng: random(1) }), new BatchNorm(2)));
const optimizer = () => lazily('an optimizer', () => adam({ learningRate: 0.01 }));
const array = (...shape: number[]) => ({
  shape,
  data: new Float32Array(shape.reduce((product, axis) => product * axis, 1)),
});
const oneOf = (f: (x: tf.Tensor) => tf.Tensor) => lazily('a function', () => f);

/** A model with all that trains it, made together. */
const run = () => {
  let own: Linear | undefined;
  const layer = () => (own ??= new Linear(3, 3, { rng: random(1) }));
  return {
    parameters: lazily('parameters', () => parameters(layer())),
    optimizer: optimizer(),
    loss: lazily('a loss', () => (xs: tf.Tensor) => mse(layer().forward(xs), xs)),
    batches: lazily('batches', () => () => tf.ones([4, 3])),
  };
};

/** Models, training, data and kernels. */
export const modelRecipes: Recipes = {
  parameters: call(() => [model()]),
  parameterCount: call(() => [model()]),
  stateDict: call(() => [model()]),
  summary: 'it prints where it is not told to be silent; its tests have its options',
  freeze: call(() => [model()]),
  unfreeze: call(() => [model()]),
  foldBatchNorm: call(() => [normed()]),
  dispose: call(() => [model()]),
  detach: call(() => [{ h: floats(2, 3) }]),
  loadStateDict: call((draw) => [
    model(),
    { 'a.weight': array(3, 2), 'a.bias': array(2) },
    draw.some({ strict: draw.chance(0.5) }),
  ]),
  flops: call(() => [lazily('a layer', () => new Linear(3, 2, { rng: random(1) })), [2, 3]]),
  registerFlops: 'it changes what all later calls count',
  valueAndGrads: call((draw) => {
    let own: tf.Variable | undefined;
    const variable = () => {
      own = tf.tidy(() => tf.variable(tf.ones([2, 3])));
      return own;
    };
    return [
      lazily('a loss', () => () => (own === undefined ? tf.scalar(0) : tf.sum(own))),
      [lazily('its variable', variable)],
      draw.some({ sparse: true }),
    ];
  }),
  gradientCheckpoint: call(() => [oneOf((x) => scale(x, 2))]),
  op: call(() => [
    fixed('Twice'),
    { x: floats(2, 3) },
    lazily('its work', () => ({ forward: () => tf.ones([2, 3]), gradients: () => ({}) })),
  ]),
  path: call(() => [
    lazily('a module of kernels', () => CORE),
    lazily('its ways', () => ({ wasm: () => tf.ones([2]), ops: () => tf.ones([2]) })),
  ]),
  alias: call(() => [floats(3)]),
  isNested: call(() => []),
  isTapped: 'it says whether a pass is looked into; tests of its own',
  tapOf: 'it says what looks into a layer; tests of its own',
  withTaps: 'lookInside, which calls it, checks what it is given',
  keepArguments:
    'what it notes is read by save alone, whose tests have parts that cannot be made again',
  isTaping: call((draw) => [draw.int(0, 1)]),
  train: call((draw) => [
    { ...run(), steps: 2, ...draw.some({ start: 0, accumulate: 2, rng: generator(draw) }) },
  ]),
  batches: call((draw) => [
    {
      x: array(6, 2),
      y: Int32Array.from([1, 2, 3, 4, 5, 6]),
    },
    {
      size: draw.int(1, 7),
      ...draw.some({ shuffle: generator(draw), epochs: 2, prefetch: 1 }),
    },
  ]),
  collate: call((draw) => [
    draw.pick<unknown>([
      [1, 2, 3],
      [
        [1, 2],
        [3, 4],
      ],
      [
        { x: new Float32Array(3), y: 1 },
        { x: new Float32Array(3), y: 0 },
      ],
    ]),
  ]),
  prefetch: call(() => [[1, 2, 3], 2]),
  makeVariables: call(() => [
    fixed('Layer'),
    lazily('a function', () => () => ({ a: tf.variable(tf.ones([2])) })),
  ]),
  allocate: call((draw) => [draw.sizes(draw.int(0, 4))]),
  scratch:
    'what it is asked for stays for whoever comes next: the tests of the registry ask for too much',
  readScalar: call(() => [floats(1)]),
  writeScalar: call(() => [weights(1), 3]),
  addressOf: call(() => [floats(3)]),
  addressesOf: call(() => [{ x: floats(3), y: null }]),
  addressOrNone: call(() => [floats(3)]),
  kernelsOf: call(() => [lazily('a module of kernels', () => CORE)]),
  behind: 'it adds two numbers',
  further: 'it adds two numbers',
  together: call(() => [100, () => undefined]),
  hasGpu: call(() => []),
  runGpuProgram: 'it runs on WebGPU alone',
  runProgram: 'it runs on WebGPU alone',
  gpuLimits: 'it runs on WebGPU alone',
  setup: 'it changes the backend; its own tests call it',
};
