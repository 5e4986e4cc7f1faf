import { adagrad, adam, ConfusionMatrix, rmsprop, sgd } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Draw } from '../draw';
import { floats, ids, lazily, positives } from '../material';
import { asked, call, method, type Recipes } from '../recipe';

const reduction = (draw: Draw) => draw.pick(['mean', 'sum', 'none']);
const pair = (options: (draw: Draw) => object = () => ({})) =>
  call((draw) => {
    const shape = draw.sizes(draw.int(1, 3));
    return [
      floats(...shape),
      floats(...shape),
      draw.some({ reduction: reduction(draw), ...options(draw) }),
    ];
  });

const decoding = (options: (draw: Draw) => object) =>
  call((draw) => {
    const [batch, time, classes] = draw.sizes(3) as [number, number, number];
    const lengths = Array.from({ length: batch }, () => draw.int(0, time));
    const own = { lengths, blank: draw.int(0, classes - 1), ...options(draw) };
    return [floats(batch, time, classes), draw.some(own)];
  });

const gradients = (draw: Draw) => {
  const shape = draw.sizes(2);
  return lazily(`gradients of [${shape}]`, () => {
    const values = tf.ones(shape);
    const parameter = tf.variable(values);
    return new Map([[parameter, values]]);
  });
};
const rule = (options: object) =>
  call(
    (draw) => [draw.some({ learningRate: 0.1, ...options })],
    method('update', (draw) => [gradients(draw)]),
  );
const schedule = (options: (draw: Draw) => object) =>
  call(
    (draw) => [0.1, options(draw)],
    asked((draw) => [null, draw.int(0, 50)]),
  );
const made = (make: () => unknown) => lazily('an optimizer', make);

/** Losses, optimisers, schedules and metrics. */
export const lossRecipes: Recipes = {
  mse: pair(),
  l1: pair(),
  nllLoss: call((draw) => {
    const [rows, classes] = [draw.size(), draw.int(2, 7)];
    const options = { reduction: reduction(draw), weights: positives(classes), ignoreIndex: 1 };
    return [floats(rows, classes), ids(classes, rows), draw.some(options)];
  }),
  ctcLoss: call((draw) => {
    const [batch, time, most] = draw.sizes(3) as [number, number, number];
    const classes = draw.int(2, 7);
    const lengths = (longest: number) => Array.from({ length: batch }, () => draw.int(0, longest));
    // Labels below the blank, which is the last class.
    return [
      floats(batch, time, classes),
      ids(classes - 1, batch, most),
      lengths(time),
      lengths(most),
      {
        blank: classes - 1,
        ...draw.some({ reduction: reduction(draw), zeroInfinity: draw.chance(0.5) }),
      },
    ];
  }),
  ctcGreedyDecode: decoding(() => ({})),
  ctcBeamSearch: decoding((draw) => ({ beams: draw.int(2, 9), best: draw.int(1, 2) })),
  huber: pair(() => ({ delta: 0.5 })),
  klDivergence: pair((draw) => ({
    logTarget: draw.chance(0.5),
    reduction: draw.pick(['mean', 'batchMean', 'sum', 'none']),
  })),
  sigmoidCrossEntropy: pair(),
  softmaxCrossEntropy: call((draw) => {
    const [rows, classes] = [draw.size(), draw.int(2, 7)];
    const options = { reduction: reduction(draw), labelSmoothing: 0.1, weights: floats(classes) };
    const byIndex = { ...options, ignoreIndex: 1 };
    return draw.chance(0.5)
      ? [
          floats(rows, classes),
          ids(classes, rows),
          draw.some({ reduction: byIndex.reduction, labelSmoothing: 0.1, ignoreIndex: 1 }),
        ]
      : [
          floats(rows, classes),
          floats(rows, classes),
          draw.some({ reduction: options.reduction, labelSmoothing: 0.1 }),
        ];
  }),
  linearCrossEntropy: call((draw) => {
    const [rows, size, classes] = [draw.size(), draw.size(), draw.int(2, 7)];
    const transposed = draw.chance(0.5);
    return [
      floats(rows, size),
      transposed ? floats(classes, size) : floats(size, classes),
      ids(classes, rows),
      {
        transposed,
        ...draw.some({
          bias: floats(classes),
          chunk: draw.int(1, 5),
          reduction: draw.pick(['mean', 'sum']),
          labelSmoothing: 0.1,
          ignoreIndex: 1,
          weights: positives(classes),
        }),
      },
    ];
  }),
  sgd: call(
    (draw) => [{ learningRate: 0.1, ...draw.some({ momentum: 0.9, weightDecay: 0.1 }) }],
    method('update', (draw) => [gradients(draw)]),
  ),
  adam: rule({ beta1: 0.8, beta2: 0.9, epsilon: 1e-6, weightDecay: 0.1 }),
  adamW: rule({ beta1: 0.8, beta2: 0.9, epsilon: 1e-6, weightDecay: 0.1 }),
  muon: rule({
    momentum: 0.8,
    nesterov: false,
    adjust: 'original',
    iterations: 3,
    weightDecay: 0.1,
  }),
  rmsprop: rule({ alpha: 0.9, epsilon: 1e-6, momentum: 0.5, weightDecay: 0.1 }),
  adagrad: rule({
    learningRateDecay: 0.1,
    weightDecay: 0.1,
    initialAccumulator: 0.1,
    epsilon: 1e-6,
  }),
  groups: call(() => [
    [adam, sgd, rmsprop, adagrad].map((make) => ({
      parameters: [lazily('a variable', () => tf.tidy(() => tf.variable(tf.ones([2]))))],
      optimizer: made(() => make({ learningRate: 0.1 })),
    })),
  ]),
  clipByGlobalNorm: call((draw) => [gradients(draw), 0.5]),
  clipByValue: call((draw) => [gradients(draw), 0.5]),
  addGradients: call((draw) => [gradients(draw), gradients(draw)]),
  constant: call(
    () => [0.1],
    asked((draw) => [null, draw.int(0, 9)]),
  ),
  stepDecay: schedule(() => ({ every: 10, factor: 0.5 })),
  exponentialDecay: schedule(() => ({ factor: 0.5, steps: 10 })),
  linearDecay: schedule((draw) => ({ steps: 10, ...draw.some({ final: 0.01 }) })),
  cosineDecay: schedule((draw) => ({ steps: 10, ...draw.some({ final: 0.01 }) })),
  warmupStableDecay: schedule((draw) => ({
    steps: 10,
    ...draw.some({
      warmup: 2,
      decay: 3,
      final: 0.01,
      shape: draw.pick(['sqrt', 'linear', 'cosine']),
    }),
  })),
  warmup: call(
    () => [0.1, 10],
    asked((draw) => [null, draw.int(0, 20)]),
  ),
  piecewise: call(
    () => [
      [
        { from: 0, rate: 0.1 },
        { from: 10, rate: 0.01 },
      ],
    ],
    asked((draw) => [null, draw.int(0, 20)]),
  ),
  Accuracy: call(
    (draw) => [draw.some({ topK: 2, ignoreIndex: 1 })],
    method('update', () => [floats(5, 4), ids(4, 5)]),
    method('result'),
  ),
  ConfusionMatrix: call(
    (draw) => [4, draw.some({ ignoreIndex: 1 })],
    method('update', () => [ids(4, 5), ids(4, 5)]),
    method('at', () => [1, 2]),
  ),
  Perplexity: call(
    () => [],
    method('update', () => [2.5, 10]),
    method('result'),
  ),
  RunningMean: call(
    () => [],
    method('update', () => [2.5, 10]),
    method('result'),
  ),
  classificationScores: call((draw) => [
    matrix(),
    draw.some({ average: draw.pick(['micro', 'macro', 'weighted']), zeroDivision: 0 }),
  ]),
  scoresByClass: call((draw) => [matrix(), draw.some({ zeroDivision: 1 })]),
  isSparse: call(() => [floats(2, 3)]),
};

function matrix() {
  return lazily('a matrix', () => new ConfusionMatrix(3));
}
