import { dispose, parameters, random, valueAndGrads } from '@dl/core';
import { bidirectional, type Cell, type Lengths, unroll } from '@dl/rnn';
import { runStack } from '@dl/rnn/cell';
import { backendName } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { changed, makeCanaries } from '../../rnn/src/fixtures/canaries';
import { type CellKind, Draw, drawCell } from './fixtures/draw-case';
import {
  type AnyCell,
  type Doubles,
  type RowState,
  sequenceInDoubles,
} from './fixtures/in-doubles';

// `DL_FUZZ=20000` runs so many cases, from `DL_FUZZ_SEED` on.
const { env = {} } = (globalThis as { process?: { env?: Record<string, string> } }).process ?? {};
const COUNT = Number(env.DL_FUZZ ?? 60);
const SEED = Number(env.DL_FUZZ_SEED ?? 0);

interface Case {
  readonly cells: AnyCell[];
  readonly layers: { forward: AnyCell; backward: AnyCell | undefined }[];
  readonly merge: 'concat' | 'sum';
  readonly reverse: boolean;
  readonly xs: tf.Variable;
  /** Parts of one state a cell: h, or h and c. */
  readonly states: tf.Variable[][] | undefined;
  readonly lengths: number[];
  readonly given: Lengths | undefined;
  readonly weights: Float32Array[];
}

function drawCase(draw: Draw): Case {
  const kind = draw.of<CellKind>(['rnn', 'lstm', 'gru']);
  const [batch, time, inSize] = [draw.size(6), draw.size(6), draw.size(9)];
  const both = draw.chance(0.4);
  const merge = draw.of(['concat', 'sum'] as const);
  const depth = draw.chance(0.3) ? 2 : 1;
  const layers: Case['layers'] = [];
  let width = inSize;
  for (let i = 0; i < depth; i++) {
    const hidden = draw.size(9);
    const forward = drawCell(draw, width, hidden, kind);
    let backward: AnyCell | undefined;
    // Two that are added are of one width.
    while (
      both &&
      (backward === undefined || (merge === 'sum' && backward.outSize !== forward.outSize))
    ) {
      if (backward) dispose(backward);
      backward = drawCell(draw, width, hidden, kind);
    }
    layers.push({ forward, backward });
    width = forward.outSize + (backward && merge === 'concat' ? backward.outSize : 0);
  }
  const cells = layers.flatMap(({ forward, backward }) =>
    backward ? [forward, backward] : [forward],
  );
  for (const weight of cells.flatMap((cell) => parameters(cell))) {
    tf.tidy(() => weight.assign(tf.tensor(draw.numbers(weight.size), weight.shape)));
  }
  const lengths = Array.from({ length: batch }, () => draw.below(time + 1));
  const padded = draw.chance(0.6);
  if (!padded) lengths.fill(time);
  const values = draw.numbers(batch * time * inSize);
  const padding = draw.of([NaN, Infinity, 1e30, 0]);
  values.forEach((_, i) => {
    const row = Math.floor(i / inSize);
    if (row % time >= (lengths[Math.floor(row / time)] as number)) values[i] = padding;
  });
  const given = padded
    ? draw.of<() => Lengths>([
        () => lengths,
        () => Int32Array.from(lengths),
        () => (backendName === 'webgpu' ? lengths : tf.tensor1d(lengths, 'int32')),
      ])()
    : undefined;
  const variable = (x: Float32Array, shape: number[]) =>
    tf.tidy(() => tf.variable(tf.tensor(x, shape)));
  const partsOf = (cell: AnyCell) =>
    kind === 'lstm' ? [cell.outSize, cell.hiddenSize] : [cell.hiddenSize];
  const states = draw.chance(0.5)
    ? cells.map((cell) => partsOf(cell).map((n) => variable(draw.numbers(batch * n), [batch, n])))
    : undefined;
  const sizes = [
    batch * time * width,
    ...cells.flatMap((cell) => partsOf(cell).map((n) => batch * n)),
  ];
  const weights = sizes.map((n) => draw.numbers(n));
  const reverse = draw.chance(0.5);
  return {
    cells,
    layers,
    merge,
    reverse,
    xs: variable(values, [batch, time, inSize]),
    states,
    lengths,
    given,
    weights,
  };
}

/** By the library: outputs, then the parts of the last states. */
function run({ cells, layers, merge, reverse, xs, states, given: lengths }: Case): tf.Tensor[] {
  type State = tf.Tensor2D | { h: tf.Tensor2D; c: tf.Tensor2D };
  const asState = ([h, c]: tf.Tensor[]) => (c ? { h, c } : h) as State;
  const state = states?.map(asState);
  const [first] = layers as [Case['layers'][0]];
  const as = (cell: AnyCell | undefined) => cell as unknown as Cell<State>;
  let result: { outputs: tf.Tensor3D; state: readonly State[] };
  if (cells.length === 1) {
    const one = unroll(as(first.forward), xs, { state: state?.[0], lengths, reverse });
    result = { outputs: one.outputs, state: [one.state] };
  } else if (layers.length === 1) {
    const own = state as [State, State] | undefined;
    result = bidirectional(as(first.forward), as(first.backward), xs, {
      merge,
      state: own,
      lengths,
    });
  } else {
    result = runStack('stack', layers as never, xs, { merge, state: state as never, lengths });
  }
  const parts = result.state.flatMap((part) =>
    part instanceof tf.Tensor ? [part] : [part.h, part.c],
  );
  return [result.outputs, ...parts];
}

/** In double precision, one after the other, of values that `of` gives. */
function runInDoubles(
  { cells, layers, merge, reverse, xs, states, lengths }: Case,
  of: Doubles,
): Float64Array[] {
  const [batch, time, inSize] = xs.shape as [number, number, number];
  const values = of(xs);
  let rows: Float64Array[][] = Array.from({ length: batch }, (_, b) =>
    Array.from({ length: time }, (_, t) =>
      values.slice((b * time + t) * inSize, (b * time + t + 1) * inSize),
    ),
  );
  const last: RowState[][] = [];
  const begin = (cell: AnyCell, index: number) => {
    const [h, c] = (states?.[index] ?? []).map(of);
    const row = (part: Float64Array | undefined, n: number, b: number) =>
      part ? part.slice(b * n, (b + 1) * n) : new Float64Array(n);
    return rows.map((_, b) => ({ h: row(h, cell.outSize, b), c: row(c, cell.hiddenSize, b) }));
  };
  let index = 0;
  for (const { forward, backward } of layers) {
    const alone = cells.length === 1 && reverse;
    const one = sequenceInDoubles(forward, of, rows, begin(forward, index++), lengths, alone);
    last.push(one.state);
    if (backward === undefined) {
      rows = one.outputs;
      continue;
    }
    const two = sequenceInDoubles(backward, of, rows, begin(backward, index++), lengths, true);
    last.push(two.state);
    rows = one.outputs.map((row, b) =>
      row.map((y, t) => {
        const other = two.outputs[b]?.[t] as Float64Array;
        if (merge === 'sum') return y.map((value, j) => value + (other[j] as number));
        return Float64Array.from([...y, ...other]);
      }),
    );
  }
  const parts = last.flatMap((rowStates, i) => {
    const h = Float64Array.from(rowStates.flatMap((s) => [...s.h]));
    const isLstm = 'peephole' in (cells[i] as object) || 'projection' in (cells[i] as object);
    return isLstm ? [h, Float64Array.from(rowStates.flatMap((s) => [...s.c]))] : [h];
  });
  return [Float64Array.from(rows.flatMap((row) => row.flatMap((y) => [...y]))), ...parts];
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, x, i) => sum + x * (b[i] as number), 0);

function expectNear(got: ArrayLike<number>, wanted: ArrayLike<number>, label: string): void {
  expect(got.length, label).toBe(wanted.length);
  let worst = 0;
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [got[i] as number, wanted[i] as number];
    // NaN is not near.
    if (!(Math.abs(a - b) <= 1e-4 * (1 + Math.abs(b))))
      worst = Math.max(worst, Math.abs(a - b) || Infinity);
  }
  expect(worst, label).toBe(0);
}

async function expectGradientsInDoubles(own: Case, draw: Draw, label: string): Promise<void> {
  const inputs = [own.xs, ...(own.states ?? []).flat()];
  const variables = [...inputs, ...own.cells.flatMap((cell) => parameters(cell))];
  const { value, grads } = valueAndGrads(() => {
    const terms = run(own).map((x, i) =>
      tf.sum(tf.mul(x, tf.tensor(own.weights[i] as Float32Array, x.shape))),
    );
    return tf.addN(terms) as tf.Scalar;
  }, variables);
  const values = new Map<tf.Tensor, Float64Array>();
  for (const x of variables) values.set(x, Float64Array.from(await x.data()));
  const loss = () => {
    const parts = runInDoubles(own, (x) => values.get(x) as Float64Array);
    return parts.reduce((sum, part, i) => sum + dot(part, own.weights[i] as Float32Array), 0);
  };
  const middle = loss();
  for (const [i, x] of variables.entries()) {
    const start = values.get(x) as Float64Array;
    const direction = draw.numbers(x.size);
    const moved = (by: number) => {
      values.set(
        x,
        start.map((v, j) => v + by * (direction[j] as number)),
      );
      return loss();
    };
    const epsilon = 1e-6;
    const [up, down] = [(moved(epsilon) - middle) / epsilon, (middle - moved(-epsilon)) / epsilon];
    values.set(x, start);
    const gradient = grads.get(x) as tf.Tensor;
    const got = dot(await gradient.data(), direction);
    // At a kink the gradient is that of either side.
    const off = Math.min(
      ...[up, down, (up + down) / 2].map(
        (wanted) => Math.abs(got - wanted) / (1 + Math.abs(wanted)),
      ),
    );
    expect(off, `${label}: gradient of ${i}, ${got} for ${up}`).toBeLessThan(2e-3);
  }
  tf.dispose([value, ...grads.values()] as tf.Tensor[]);
}

test.runIf(backendName !== 'webgpu')(
  `${COUNT} cases drawn: results as in double precision, no other tensor changed, none left`,
  async () => {
    for (let i = 0; i < COUNT; i++) {
      const draw = new Draw(random(SEED + i));
      const label = `seed ${SEED + i}`;
      const before = tf.memory().numTensors;
      const own = drawCase(draw);
      const canaries = makeCanaries();
      const results = run(own);
      const values = new Map<tf.Tensor, Float64Array>();
      const inputs = [
        own.xs,
        ...(own.states ?? []).flat(),
        ...own.cells.flatMap((cell) => parameters(cell)),
      ];
      for (const x of inputs) values.set(x, Float64Array.from(await x.data()));
      const wanted = runInDoubles(own, (x) => values.get(x) as Float64Array);
      expect(results.length, label).toBe(wanted.length);
      for (const [j, result] of results.entries()) {
        expectNear(await result.data(), wanted[j] as Float64Array, `${label}: result ${j}`);
      }
      if (i % 4 === 0) await expectGradientsInDoubles(own, draw, label);
      expect(await changed(canaries), `${label}: canaries changed`).toBe(0);
      tf.dispose([...results, ...canaries, ...(own.given instanceof tf.Tensor ? [own.given] : [])]);
      for (const x of inputs) x.dispose();
      expect(tf.memory().numTensors - before, `${label}: tensors left`).toBe(0);
    }
  },
  1e7,
);
