import type { Draw } from '../draw';
import { flags, floats, generator, ids, positives } from '../material';
import { call, type Recipes } from '../recipe';

const any = (draw: Draw) => floats(...draw.sizes(draw.int(0, 4)));
const map = (options: object = {}) => call((draw) => [any(draw), draw.some(options)]);
const padding = (draw: Draw) => draw.pick<unknown>(['valid', 'same', 'causal', 1, [1, [0, 1]]]);

/** Of an image [batch, height, width, channels] and a filter that fits it. */
function image(draw: Draw, groups = 1) {
  const [height, width] = [draw.int(5, 8), draw.int(5, 9)];
  const [own, out] = [draw.size(), draw.size()];
  const x = floats(draw.int(1, 3), height, width, own * groups);
  const filter = floats(draw.int(1, 3), draw.int(1, 3), own, out * groups);
  const bias = floats(out * groups);
  const options = draw.some({
    stride: draw.pick<unknown>([1, 2, [1, 2]]),
    dilation: draw.pick<unknown>([1, 2, [2, 1]]),
    padding: padding(draw),
    bias,
    activation: draw.pick(['none', 'relu', 'tanh', 'sigmoid', 'relu6', 'hardSwish']),
  });
  return { x, filter, own, out, options };
}

const pool = (rank: 1 | 2, more: object = {}) =>
  call((draw) => {
    const x = rank === 2 ? floats(2, 7, 9, draw.size()) : floats(2, 9, draw.size());
    const size = draw.int(1, 4);
    const options = draw.some({
      stride: draw.int(1, 3),
      padding: draw.pick<unknown>(['valid', 'same', 'causal']),
      ...more,
    });
    return [x, { size, ...options }];
  });

const scan = call((draw) => [
  floats(3, 5, 7),
  draw.some({ axis: draw.int(-3, 2), exclusive: draw.chance(0.5), reverse: draw.chance(0.5) }),
]);

/** Ops of core. */
export const opRecipes: Recipes = {
  relu: map(),
  relu6: map(),
  tanh: map(),
  sigmoid: map(),
  silu: map(),
  elu: map({ alpha: 0.7 }),
  gelu: map({ approximate: 'tanh' }),
  leakyRelu: map({ slope: 0.1 }),
  softplus: map({ beta: 2, threshold: 10 }),
  scale: call((draw) => [any(draw), 1.5]),
  softmax: call((draw) => [floats(...draw.sizes(draw.int(1, 3)))]),
  logSoftmax: call((draw) => [floats(...draw.sizes(draw.int(1, 3)))]),
  dropout: call((draw) => [any(draw), { rate: 0.3, rng: generator(draw) }]),
  matMul: call((draw) => {
    const [m, k, n] = draw.sizes(3) as [number, number, number];
    const [transposeA, transposeB] = [draw.chance(0.5), draw.chance(0.5)];
    const batch = draw.chance(0.3) ? [2] : [];
    const a = transposeA ? [k, m] : [m, k];
    const b = transposeB ? [n, k] : [k, n];
    return [floats(...batch, ...a), floats(...batch, ...b), { transposeA, transposeB }];
  }),
  linear: call((draw) => {
    const [rows, from, to] = draw.sizes(3) as [number, number, number];
    const options = { bias: floats(to), activation: draw.pick(['relu6', 'hardSwish', 'none']) };
    return [floats(rows, from), floats(from, to), draw.some(options)];
  }),
  weightGradient: call((draw) => {
    const [rows, from, to] = draw.sizes(3) as [number, number, number];
    return [floats(rows, from), floats(rows, to)];
  }),
  biasGradient: call((draw) => [floats(...draw.sizes(draw.int(2, 3)))]),
  einsum: call((draw) => {
    const [a, b, c] = draw.sizes(3) as [number, number, number];
    return draw.pick([
      ['ij,jk->ik', floats(a, b), floats(b, c)],
      ['bij,bkj->bik', floats(2, a, b), floats(2, c, b)],
      ['ij->ji', floats(a, b)],
      ['...i,i->...', floats(a, b, c), floats(c)],
    ]);
  }),
  conv1d: call((draw) => {
    const { own, out, options } = image(draw);
    const single = { ...options, stride: 1, dilation: draw.int(1, 2), padding: 'same' };
    return [floats(2, 9, own), floats(draw.int(1, 3), own, out), single];
  }),
  conv2d: call((draw) => {
    const groups = draw.int(1, 2);
    const { x, filter, options } = image(draw, groups);
    return [x, filter, { ...options, dilation: 1, groups }];
  }),
  convTranspose2d: call((draw) => {
    const { own, out, options } = image(draw);
    const { padding: _, ...rest } = options;
    return [
      floats(1, 3, 4, own),
      floats(3, 2, out, own),
      { ...rest, stride: 2, outputPadding: draw.int(0, 1) },
    ];
  }),
  depthwiseConv2d: call((draw) => {
    const { own, options } = image(draw);
    const multiplier = draw.int(1, 2);
    const { bias, ...rest } = options;
    const added = bias === undefined ? {} : { bias: floats(own * multiplier) };
    return [
      floats(2, 7, 9, own),
      floats(2, 3, own, multiplier),
      { ...rest, ...added, dilation: 1 },
    ];
  }),
  maxPool1d: pool(1),
  maxPool2d: pool(2),
  avgPool1d: pool(1, { countPadding: false }),
  avgPool2d: pool(2, { countPadding: true }),
  globalAvgPool2d: call((draw) => [floats(...draw.sizes(4))]),
  globalMaxPool2d: call((draw) => [floats(...draw.sizes(4))]),
  resize: call((draw) => [
    floats(...draw.sizes(4)),
    draw.pick<unknown>([5, [3, 7]]),
    draw.some({
      method: draw.pick(['nearest', 'bilinear']),
      coordinates: draw.pick(['half-pixel', 'align-corners', 'asymmetric']),
    }),
  ]),
  cropAndResize: call((draw) => [
    floats(2, 7, 5, 3),
    floats(4, 4),
    ids(2, 4),
    draw.pick<unknown>([3, [2, 5]]),
    draw.some({ method: draw.pick(['nearest', 'bilinear']), extrapolation: 1 }),
  ]),
  batchNorm: call((draw) => {
    const shape = [3, ...draw.sizes(draw.int(1, 3))];
    const channels = shape[shape.length - 1] as number;
    const learnt = draw.some({ weight: floats(channels), bias: floats(channels), epsilon: 1e-3 });
    const own = draw.chance(0.5)
      ? { training: true }
      : { mean: floats(channels), variance: positives(channels) };
    return [floats(...shape), { ...own, ...learnt }];
  }),
  layerNorm: call((draw) => {
    const [rows, size] = draw.sizes(2) as [number, number];
    return [
      floats(rows, size),
      draw.some({ axes: 1, weight: floats(size), bias: floats(size), epsilon: 1e-3 }),
    ];
  }),
  rmsNorm: call((draw) => {
    const [rows, size] = draw.sizes(2) as [number, number];
    return [floats(rows, size), draw.some({ axes: 1, weight: floats(size), epsilon: 1e-3 })];
  }),
  groupNorm: call((draw) => [
    floats(2, 3, 3, 6),
    draw.pick([1, 2, 3, 6]),
    draw.some({ weight: floats(6), bias: floats(6) }),
  ]),
  instanceNorm: call((draw) => [
    floats(2, 3, 3, 5),
    draw.some({ weight: floats(5), bias: floats(5) }),
  ]),
  pad: call((draw) => [
    floats(4, 5),
    [
      [draw.int(0, 3), draw.int(0, 3)],
      [1, 2],
    ],
    draw.some({ mode: draw.pick(['constant', 'reflect', 'symmetric', 'edge']) }),
  ]),
  slice: call((draw) => [floats(5, 7), [draw.int(0, 4), 2], [1, draw.int(-1, 5)]]),
  split: call((draw) => [floats(6, 8), draw.pick<unknown>([2, [3, 5]]), 1]),
  unstack: call((draw) => [floats(3, 4, 2), draw.int(-3, 2)]),
  stridedSlice: call((draw) => [
    floats(6, 7),
    [draw.pick([0, 1, null]), 0],
    [null, draw.int(1, 7)],
    [draw.pick([1, 2]), 1],
  ]),
  concat: call((draw) => [[floats(2, 3), floats(2, draw.size()), floats(2, 1)], 1]),
  stack: call((draw) => [[floats(2, 3), floats(2, 3)], draw.int(-3, 2)]),
  transpose: call((draw) => [
    floats(...draw.sizes(3)),
    draw.pick<unknown>([[2, 0, 1], undefined, [1, 0, 2]]),
  ]),
  flatten: call((draw) => [floats(...draw.sizes(draw.int(2, 4)))]),
  where: call((draw) => {
    const shape = draw.sizes(2);
    return [flags(...shape), floats(...shape), floats(...shape)];
  }),
  gather: call((draw) => [floats(5, 7), ids(5, ...draw.sizes(draw.int(1, 2))), draw.pick([0, -2])]),
  gatherNd: call((draw) => [floats(5, 6), ids(5, draw.size(), draw.int(1, 2))]),
  segmentSum: call((draw) => {
    const rows = draw.size();
    return [floats(rows, draw.size()), ids(4, rows), 4];
  }),
  embedding: call((draw) => [
    floats(6, draw.size()),
    ids(6, draw.size(), 2),
    draw.some({ paddingIndex: 2, sparse: false }),
  ]),
  topK: call((draw) => [
    floats(3, 8),
    draw.int(1, 3),
    draw.some({ axis: draw.int(-2, 1), largest: draw.chance(0.5) }),
  ]),
  takeAlongAxis: call((draw) => [floats(4, 5), ids(4, draw.size(), 5), 0]),
  scatterAdd: call((draw) => {
    const rows = draw.int(1, 4);
    return [floats(4, 5), ids(4, rows, 5), floats(rows, 5), 0];
  }),
  oneHot: call((draw) => [ids(5, ...draw.sizes(draw.int(1, 2))), 5]),
  tril: call((draw) => [floats(...draw.sizes(draw.int(2, 3))), draw.int(-3, 3)]),
  triu: call((draw) => [floats(...draw.sizes(draw.int(2, 3))), draw.int(-3, 3)]),
  selu: call((draw) => [any(draw)]),
  mish: call((draw) => [any(draw)]),
  prelu: call((draw) => {
    const channels = draw.size();
    return [floats(3, channels), draw.pick([floats(channels), floats()])];
  }),
  glu: call((draw) => [floats(3, 2 * draw.size()), draw.some({ axis: -1 })]),
  hardSigmoid: map(),
  hardSwish: map(),
  logSumExp: call((draw) => [
    floats(3, 4, 5),
    draw.some({ axis: draw.int(-3, 2), keepDims: draw.chance(0.5) }),
  ]),
  adaptiveAvgPool2d: call((draw) => [
    floats(...draw.sizes(4)),
    draw.pick<unknown>([1, [2, 3], draw.size()]),
  ]),
  cumsum: scan,
  cumprod: scan,
  sparseRows: call(() => [ids(6, 4), floats(4, 3), [6, 3]]),
};
