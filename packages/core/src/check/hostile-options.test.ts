import { expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import * as core from '../index';
import index from '../index?raw';
import { random } from '../random/random';

/*
 * Every function and class of these folders that takes an options object, and each of its options, against what
 * JavaScript lets through: nothing of it is passed over, and nothing is made before it is refused.
 */

interface Taker {
  readonly call: (options?: unknown) => unknown;
  /** A right value of each option. */
  readonly options: Record<string, unknown>;
  /** Those that must be there. */
  readonly required?: readonly string[];
}

const {
  Accuracy,
  BatchNorm,
  ConfusionMatrix,
  Dropout,
  GroupNorm,
  InstanceNorm,
  LayerNorm,
  Linear,
  RmsNorm,
} = core;

const x = () => seededTensor([3, 4], 1);
const scale = () => seededTensor([4], 2);
const labels = () => tf.tensor([0, 3, 1], [3], 'int32');
// What is of the wrong type is what is tested.
const anything = (value: unknown) => value as never;

/** y = f(x, options), or f(a, b, options) of two alike. */
const ofOne = (f: (x: tf.Tensor, options: never) => unknown, options: Taker['options']): Taker => ({
  call: (own) => f(x(), anything(own)),
  options,
});
const ofTwo = (
  f: (a: tf.Tensor, b: tf.Tensor, options: never) => unknown,
  options: Taker['options'],
): Taker => ({ call: (own) => f(x(), tf.abs(x()), anything(own)), options });

const affine = { weight: seededTensorLater, bias: seededTensorLater, epsilon: 1e-3 };
function seededTensorLater() {
  return scale();
}

function onesLater() {
  return tf.ones([4]);
}

const layerOptions = { affine: true, epsilon: 1e-3 };
const decay = { learningRate: 0.1, weightDecay: 0.1 };
const adamOptions = { ...decay, amsgrad: true, beta1: 0.8, beta2: 0.9, epsilon: 1e-7 };

const TAKERS: Record<string, Taker> = {
  elu: ofOne(core.elu, { alpha: 2 }),
  gelu: ofOne(core.gelu, { approximate: 'tanh' }),
  softplus: ofOne(core.softplus, { beta: 2, threshold: 10 }),
  leakyRelu: ofOne(core.leakyRelu, { slope: 0.2 }),
  softmax: ofOne(core.softmax, { axis: 0 }),
  logSoftmax: ofOne(core.logSoftmax, { axis: 0 }),
  logSumExp: ofOne(core.logSumExp, { axis: 0, keepDims: true }),
  l1: ofTwo(core.l1, { reduction: 'sum' }),
  nllLoss: {
    call: (own) => core.nllLoss(x(), labels(), anything(own)),
    options: { reduction: 'sum', ignoreIndex: 2, weights: seededTensorLater },
  },
  ctcLoss: {
    call: (own) => {
      const frames = tf.reshape(x(), [1, 3, 4]);
      const two = tf.tensor([2, 1], [1, 2], 'int32');
      return core.ctcLoss(frames, two, [3], [2], anything(own));
    },
    options: { blank: 3, reduction: 'sum', zeroInfinity: true },
  },
  mse: ofTwo(core.mse, { reduction: 'sum' }),
  huber: ofTwo(core.huber, { reduction: 'sum', delta: 2 }),
  klDivergence: ofTwo(core.klDivergence, { reduction: 'sum', logTarget: true }),
  sigmoidCrossEntropy: ofTwo(core.sigmoidCrossEntropy, {
    reduction: 'sum',
    weight: seededTensorLater,
    posWeight: seededTensorLater,
  }),
  glu: ofOne(core.glu, { axis: 1 }),
  PRelu: { call: (own) => new core.PRelu(2, anything(own)), options: { slope: 0.1 } },
  softmaxCrossEntropy: {
    call: (own) => core.softmaxCrossEntropy(x(), labels(), anything(own)),
    options: { reduction: 'sum', labelSmoothing: 0.1, ignoreIndex: 2, weights: seededTensorLater },
  },
  layerNorm: ofOne(core.layerNorm, { ...affine, axes: 1 }),
  rmsNorm: ofOne(core.rmsNorm, { weight: seededTensorLater, epsilon: 1e-3, axes: 1 }),
  batchNorm: {
    ...ofOne(core.batchNorm, {
      ...affine,
      training: false,
      mean: seededTensorLater,
      variance: onesLater,
    }),
    required: ['mean', 'variance'],
  },
  groupNorm: {
    call: (own) => core.groupNorm(seededTensor([2, 3, 4], 1), 2, anything(own)),
    options: affine,
  },
  instanceNorm: {
    call: (own) => core.instanceNorm(seededTensor([2, 3, 4], 1), anything(own)),
    options: affine,
  },
  linear: {
    call: (own) => core.linear(x(), seededTensor([4, 4], 3), anything(own)),
    options: { bias: seededTensorLater, activation: 'relu' },
  },
  matMul: {
    call: (own) => core.matMul(seededTensor([4, 4], 1), seededTensor([4, 4], 3), anything(own)),
    options: { transposeA: true, transposeB: false },
  },
  dropout: {
    ...ofOne(core.dropout, { rate: 0.5, rng: () => random(1) }),
    required: ['rate', 'rng'],
  },
  Linear: {
    call: (own) => new Linear(2, 2, anything(own)),
    options: {
      rng: () => random(1),
      bias: false,
      activation: 'relu',
      init: () => core.normal(),
    },
    required: ['rng'],
  },
  LayerNorm: { call: (own) => new LayerNorm(2, anything(own)), options: layerOptions },
  RmsNorm: { call: (own) => new RmsNorm(2, anything(own)), options: layerOptions },
  GroupNorm: { call: (own) => new GroupNorm(2, 4, anything(own)), options: layerOptions },
  InstanceNorm: { call: (own) => new InstanceNorm(2, anything(own)), options: layerOptions },
  BatchNorm: {
    call: (own) => new BatchNorm(2, anything(own)),
    options: { ...layerOptions, momentum: 0.2 },
  },
  'BatchNorm.forward': {
    call: (own) => {
      const layer = new BatchNorm(4);
      try {
        return layer.forward(x(), anything(own));
      } finally {
        core.dispose(layer);
      }
    },
    options: { training: true },
  },
  'Dropout.forward': {
    call: (own) => new Dropout(0.5).forward(x(), anything(own)),
    options: { training: false },
  },
  linearCrossEntropy: {
    call: (own) =>
      core.linearCrossEntropy(
        tf.zeros([2, 3]),
        tf.zeros([3, 3]),
        tf.tensor([0, 1], [2], 'int32'),
        anything(own),
      ),
    options: {
      reduction: 'sum',
      bias: () => tf.zeros([3]),
      transposed: true,
      chunk: 1,
      labelSmoothing: 0.1,
      ignoreIndex: 2,
      weights: () => tf.ones([3]),
    },
  },
  sgd: {
    call: (own) => core.sgd(anything(own)),
    options: { ...decay, momentum: 0.9, dampening: 0, nesterov: true },
    required: ['learningRate'],
  },
  adam: { call: (own) => core.adam(anything(own)), options: adamOptions },
  adamW: { call: (own) => core.adamW(anything(own)), options: adamOptions },
  muon: {
    call: (own) => core.muon(anything(own)),
    options: {
      ...decay,
      momentum: 0.9,
      nesterov: false,
      adjust: 'original',
      iterations: 3,
      epsilon: 1e-6,
      except: () => [],
      rest: () => core.adam(),
    },
  },
  adagrad: {
    call: (own) => core.adagrad(anything(own)),
    options: { ...decay, learningRateDecay: 0.1, initialAccumulator: 0.1, epsilon: 1e-7 },
  },
  rmsprop: {
    call: (own) => core.rmsprop(anything(own)),
    options: { ...decay, centered: true, alpha: 0.8, momentum: 0.9, epsilon: 1e-7 },
  },
  WeightAverage: {
    call: (own) => new core.WeightAverage([], anything(own)),
    options: { decay: 0.9 },
  },
  reduceOnPlateau: {
    call: (own) => core.reduceOnPlateau(0.1, anything(own)),
    options: { factor: 0.5, patience: 2, minDelta: 0.1, mode: 'max', least: 0.01 },
  },
  stepDecay: {
    call: (own) => core.stepDecay(0.1, anything(own)),
    options: { every: 3, factor: 0.5 },
    required: ['every'],
  },
  exponentialDecay: {
    call: (own) => core.exponentialDecay(0.1, anything(own)),
    options: { factor: 0.5, steps: 3 },
    required: ['factor'],
  },
  linearDecay: {
    call: (own) => core.linearDecay(0.1, anything(own)),
    options: { steps: 3, final: 0.1 },
    required: ['steps'],
  },
  cosineDecay: {
    call: (own) => core.cosineDecay(0.1, anything(own)),
    options: { steps: 3, final: 0.1 },
    required: ['steps'],
  },
  warmupStableDecay: {
    call: (own) => core.warmupStableDecay(0.1, anything(own)),
    options: { steps: 9, warmup: 2, decay: 3, final: 0.1, shape: 'linear' },
    required: ['steps'],
  },
  Accuracy: {
    call: (own) => new Accuracy(anything(own)),
    options: { topK: 2, ignoreIndex: 3 },
  },
  ConfusionMatrix: {
    call: (own) => new ConfusionMatrix(2, anything(own)),
    options: { ignoreIndex: 3 },
  },
  classificationScores: {
    call: (own) => core.classificationScores(new ConfusionMatrix(2), anything(own)),
    options: { average: 'micro', positive: 0, zeroDivision: 1 },
  },
  scoresByClass: {
    call: (own) => core.scoresByClass(new ConfusionMatrix(2), anything(own)),
    options: { zeroDivision: 1 },
  },
};

/** Of the files here that take no options object, or are read by another test. */
const NONE = [
  'ACTIVATION_CODE relu relu6 sigmoid tanh silu hardSigmoid hardSwish selu mish prelu scale weightGradient biasGradient',
  'clipByGlobalNorm clipByValue groups constant warmup piecewise Perplexity RunningMean Dropout',
].flatMap((names) => names.split(' '));

/** Tensors and streams are made anew for each call. */
const made = (options: Taker['options']) =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      typeof value === 'function' ? (value as () => unknown)() : value,
    ]),
  );

const OBJECTS: [string, unknown][] = [
  ['null', null],
  ['3', 3],
  ['"yes"', 'yes'],
  ['true', true],
  ['[]', []],
  ['a function', () => ({})],
];

const VALUES: [string, unknown][] = [
  ['null', null],
  ['"yes"', 'yes'],
  ['NaN', Number.NaN],
  ['{}', {}],
  ['[]', []],
  ['1n', 1n],
];

describe.each(Object.entries(TAKERS))('%s', (name, { call, options, required = [] }) => {
  const base = () => made(options);

  test('takes its options, and undefined for each that may be left out', () => {
    tf.dispose(call(base()) as tf.TensorContainer);
    for (const option of Object.keys(options)) {
      if (required.includes(option)) continue;
      if (name === 'sgd' && option === 'momentum') continue; // Nesterov asks for it
      tf.dispose(call({ ...base(), [option]: undefined }) as tf.TensorContainer);
    }
  });

  test.each(OBJECTS)('refuses %s for its options', (_, value) => {
    const refused = new RegExp(`^${name}: expected an object of options, got `);
    expect(() => call(value)).toThrow(refused);
    expect(() => call(value)).toThrow(TypeError);
  });

  test('refuses a name that it has not, and says the nearest', () => {
    for (const option of Object.keys(options)) {
      const wrong = { ...base(), [`${option}s`]: undefined };
      expect(() => call(wrong)).toThrow(TypeError);
      expect(() => call(wrong)).toThrow(`got "${option}s" (is it ${option}?)`);
    }
  });

  test.each(VALUES)('refuses %s for each option', async (_, value) => {
    for (const option of Object.keys(options)) {
      if (option === 'except' && Array.isArray(value)) continue; // a list of none is one
      const own = base();
      const pattern = new RegExp(`^${name.split('.')[0]}.*: ${option}.*: expected `);
      await expectRefusal(() => {
        const scope = tf.engine();
        scope.startScope();
        try {
          return call({ ...own, [option]: value });
        } finally {
          scope.endScope();
        }
      }, pattern);
    }
  });

  test('refuses to be without what it needs', () => {
    for (const option of required) {
      const { [option]: _, ...rest } = base();
      expect(() => call(rest)).toThrow(new RegExp(`${name}: ${option}: expected `));
    }
    if (required.length > 0) expect(() => call()).toThrow(new RegExp(`${name}: .*: expected `));
  });
});

test('is about every export of these files', () => {
  const files =
    /ops\/(activation|elu|gelu|silu|softplus|leaky-relu|mse|huber|kl-|.*-cross-entropy|softmax|log-sum-exp|l1|nll-loss|ctc-loss|hard-|layer-norm|batch-norm|group-norm|scale|linear|mat-mul|dropout)|optim\/|metrics\/|nn\/(batch-norm|layer-norm|group-norm|dropout|linear)/;
  const lists = [...index.matchAll(/export \{([^}]*)\} from '\.\/([^']*)'/g)];
  const names = lists
    .filter(([, , file]) => files.test(file as string))
    .flatMap(([, list]) => (list as string).split(',').map((name) => name.trim()))
    .filter((name) => name !== '' && !name.startsWith('type '));
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter((name) => !(name in TAKERS) && !NONE.includes(name))).toEqual([]);
});

describe('what is no options object', () => {
  test('parts of groups and of piecewise', () => {
    const optimizer = core.sgd({ learningRate: 1 });
    const groups = (...parts: unknown[]) => core.groups(anything(parts));
    expect(() => groups(null)).toThrow('groups: parts.0: expected an object of options, got null');
    expect(() => groups({ parameters: [], optimiser: optimizer })).toThrow('is it optimizer?');
    expect(() => groups({ parameters: [] })).toThrow('groups: parts.0: optimizer.update: expected');
    expect(() => groups({ optimizer })).toThrow('parameters: expected an array of Variables');
    const piecewise = (...parts: unknown[]) => core.piecewise(anything(parts));
    expect(() => piecewise(null)).toThrow('parts[0]: expected an object of options, got null');
    expect(() => piecewise({ from: 0, rates: 1 })).toThrow('is it rate?');
  });

  test('gradients and restored statistics', async () => {
    const optimizer = core.sgd({ learningRate: 1, momentum: 0.5 });
    for (const none of [null, undefined, {}, [], 3]) {
      expect(() => optimizer.update(anything(none))).toThrow('expected a Map by parameter');
      expect(() => core.clipByGlobalNorm(anything(none), 1)).toThrow('expected a Map by parameter');
      expect(() => core.clipByValue(anything(none), 1)).toThrow('expected a Map by parameter');
      expect(() => core.scoresByClass(anything(none))).toThrow('expected a ConfusionMatrix');
    }
    const w = tf.variable(tf.zeros([2]));
    const velocity = tf.zeros([2]);
    const restore = (steps: unknown, updates: unknown, slots: unknown) => () =>
      optimizer.restore(anything(steps), new Map([[w, anything({ updates, slots })]]));
    await expectRefusal(restore(-1, 1, { velocity }), /steps: expected an integer/);
    await expectRefusal(restore(1, 'x', { velocity }), /updates: expected an integer/);
    await expectRefusal(restore(1, 1, { velocity: [0, 0] }), /velocity: expected a tensor/);
    const bool = tf.cast(velocity, 'bool');
    await expectRefusal(restore(1, 1, { velocity: bool }), /velocity: expected dtype float32/);
  });
});
