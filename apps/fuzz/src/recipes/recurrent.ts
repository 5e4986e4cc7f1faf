import { random } from '@dl/core';
import { GruCell, LstmCell } from '@dl/lstm-gru';
import { RnnCell } from '@dl/rnn';
import type { Draw } from '../draw';
import { fixed, floats, generator, ids, lazily } from '../material';
import { call, method, type Recipe, type Recipes } from '../recipe';

const [BATCH, TIME, FROM, TO] = [3, 5, 4, 6];
const lengths = (draw: Draw) => Array.from({ length: BATCH }, () => draw.int(0, TIME));
const run = (draw: Draw) =>
  draw.some({ lengths: lengths(draw), training: draw.chance(0.5), rng: generator(draw) });

const stack = (options: (draw: Draw) => object): Recipe =>
  call(
    (draw) => [
      FROM,
      TO,
      {
        rng: generator(draw),
        ...draw.some({
          layers: 2,
          dropout: 0.2,
          bidirectional: draw.pick([true, 'concat', 'sum']),
          take: draw.pick(['last', 'all']),
          bias: false,
          ...options(draw),
        }),
      },
    ],
    method('forward', (draw) => [
      floats(BATCH, TIME, FROM),
      { rng: generator(draw), ...run(draw) },
    ]),
  );
const cell = (options: (draw: Draw) => object): Recipe =>
  call(
    (draw) => [FROM, TO, { rng: generator(draw), ...draw.some(options(draw)) }],
    method('zeroState', () => [BATCH]),
  );
const rnnCell = () => lazily('an RnnCell', () => new RnnCell(FROM, TO, { rng: random(1) }));
const anyCell = (draw: Draw) =>
  draw.pick([
    rnnCell(),
    lazily('an LstmCell', () => new LstmCell(FROM, TO, { rng: random(1), peepholes: true })),
    lazily('a GruCell', () => new GruCell(FROM, TO, { rng: random(1) })),
  ]);
const INSIDE = 'for other packages, which check what they pass';

/** The exports of @dl/rnn and @dl/lstm-gru. */
export const recurrentRecipes: Recipes = {
  Rnn: stack((draw) => ({ activation: draw.pick(['tanh', 'relu', 'sigmoid']) })),
  Lstm: stack(() => ({ peepholes: true, projection: 3 })),
  Gru: stack((draw) => ({ resetAfter: draw.chance(0.5) })),
  RnnCell: cell((draw) => ({ activation: draw.pick(['tanh', 'relu', 'sigmoid']), bias: false })),
  LstmCell: cell(() => ({
    peepholes: true,
    projection: 3,
    forgetBias: 0.5,
    gateActivation: 'hardSigmoid',
  })),
  GruCell: cell((draw) => ({ resetAfter: draw.chance(0.5), bias: false })),
  unroll: call((draw) => [
    anyCell(draw),
    floats(BATCH, TIME, FROM),
    draw.some({ lengths: lengths(draw), reverse: draw.chance(0.5) }),
  ]),
  bidirectional: call((draw) => [
    rnnCell(),
    rnnCell(),
    floats(BATCH, TIME, FROM),
    draw.some({ merge: draw.pick(['concat', 'sum']), lengths: lengths(draw) }),
  ]),
  runStack: call((draw) => [
    fixed('stack'),
    [{ forward: rnnCell() }],
    floats(BATCH, TIME, FROM),
    run(draw),
  ]),
  windows: call((draw) => [draw.int(1, 50), draw.int(1, 9)]),
  lstmGates: call((draw) => [
    floats(BATCH, 4 * TO),
    floats(BATCH, TO),
    draw.some({ peephole: floats(3, TO), gateActivation: draw.pick(['sigmoid', 'hardSigmoid']) }),
  ]),
  gruGates: call((draw) => [
    floats(BATCH, 3 * TO),
    floats(BATCH, 3 * TO),
    floats(BATCH, TO),
    draw.some({ gateActivation: draw.pick(['sigmoid', 'hardSigmoid']) }),
  ]),
  traceGates: call((draw) => [
    lazily('a GruCell', () => new GruCell(FROM, TO, { rng: random(1) })),
    floats(BATCH, TIME, FROM),
    draw.some({ lengths: lengths(draw) }),
  ]),
  endsOf: call(() => [Int32Array.from([1, 2, 3])]),
  withoutPadding: call(() => [floats(BATCH, TIME, FROM), ids(TIME, BATCH)]),
  byBatch: 'what it cuts with comes from core',
  recurrentGradient: call((draw) => [
    floats(BATCH, TIME, TO),
    floats(BATCH, TO),
    floats(BATCH, TIME, TO),
    { ends: ids(TIME, BATCH), reverse: draw.chance(0.5), columns: TO },
  ]),
  expectStep: 'it is a check itself, with tests of its own',
  CellStack: INSIDE,
  stackOf: INSIDE,
  fillOutputs: INSIDE,
  checkOnce: INSIDE,
  torchModuleOfCells: INSIDE,
  kerasRnn: INSIDE,
};
