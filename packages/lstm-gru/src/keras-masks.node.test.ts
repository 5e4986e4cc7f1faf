import { random } from '@dl/core';
import { fromKeras as read } from '@dl/core/keras';
import { rnnKeras } from '@dl/rnn/keras';
import { expectNoLeaks, type KerasFileLayer, kerasFile, seededValues } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gruKeras, lstmKeras } from './keras';

const layersOf = { layers: [rnnKeras, lstmKeras, gruKeras] };
const fromKeras = (artifacts: tf.io.ModelArtifacts) => read(artifacts, layersOf);

const [BATCH, TIME, IN, UNITS] = [4, 5, 3, 2];
type Row = readonly number[];
type Kind = 'SimpleRNN' | 'LSTM' | 'GRU';
const GATES = { SimpleRNN: 1, LSTM: 4, GRU: 3 };
const FUNCTIONS: Record<string, (x: number) => number> = {
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  relu: (x) => Math.max(x, 0),
  linear: (x) => x,
  softplus: (x) => Math.log1p(Math.exp(x)),
};

interface Weights {
  readonly kernel: Float32Array;
  readonly recurrent: Float32Array;
  readonly bias: Float32Array;
}

const weightsOf = (kind: Kind, seed: number): Weights => {
  const columns = GATES[kind] * UNITS;
  return {
    kernel: Float32Array.from(seededValues(IN * columns, seed)),
    recurrent: Float32Array.from(seededValues(UNITS * columns, seed + 1)),
    bias: Float32Array.from(seededValues((kind === 'GRU' ? 2 : 1) * columns, seed + 2)),
  };
};

/** One step by Keras' formula, in plain numbers; a state is [h] or [h, c]. */
function step(kind: Kind, w: Weights, x: Row, state: readonly Row[], act: string, gate: string) {
  const columns = GATES[kind] * UNITS;
  const [f, s] = [FUNCTIONS[act], FUNCTIONS[gate]] as [
    (x: number) => number,
    (x: number) => number,
  ];
  const [h, c] = state as [Row, Row];
  const times = (v: Row, m: Float32Array, j: number) =>
    v.reduce((sum, own, i) => sum + own * (m[i * columns + j] as number), 0);
  const sums = Array.from({ length: columns }, (_, j) => [
    times(x, w.kernel, j) + (w.bias[j] as number),
    times(h, w.recurrent, j) + (kind === 'GRU' ? (w.bias[columns + j] as number) : 0),
  ]) as [number, number][];
  const both = (j: number) => (sums[j] as [number, number])[0] + (sums[j] as [number, number])[1];
  if (kind === 'SimpleRNN') return [h.map((_, j) => f(both(j)))];
  if (kind === 'GRU') {
    return [
      h.map((before, j) => {
        const [z, r] = [s(both(j)), s(both(UNITS + j))];
        const [own, past] = sums[2 * UNITS + j] as [number, number];
        return z * before + (1 - z) * f(own + r * past);
      }),
    ];
  }
  const next = c.map(
    (before, j) => s(both(UNITS + j)) * before + s(both(j)) * f(both(2 * UNITS + j)),
  );
  return [next.map((own, j) => s(both(3 * UNITS + j)) * f(own)), next];
}

interface Run {
  readonly outputs: Row[][];
  readonly last: Row[];
  readonly states: Row[][];
}

/** Keras' loop: a masked step repeats state and output; the first output is 0. */
function loop(
  kind: Kind,
  w: Weights,
  xs: Row[][],
  mask: boolean[][],
  back: boolean,
  act: string,
  gate: string,
): Run {
  const rows = xs.map((row, b) => {
    let state: readonly Row[] =
      kind === 'LSTM'
        ? [
            [0, 0],
            [0, 0],
          ]
        : [[0, 0]];
    let y: Row = [0, 0];
    const order = row.map((_, t) => (back ? TIME - 1 - t : t));
    const outputs = order.map((t) => {
      if (mask[b]?.[t]) {
        state = step(kind, w, row[t] as Row, state, act, gate);
        y = state[0] as Row;
      }
      return y;
    });
    return { outputs, last: y, state };
  });
  return {
    outputs: rows.map((row) => row.outputs),
    last: rows.map((row) => row.last),
    states: (rows[0]?.state ?? []).map((_, part) => rows.map((row) => row.state[part] as Row)),
  };
}

const MASKS: Record<string, string[]> = {
  'none masked': ['11111', '11111', '11111', '11111'],
  'padding behind': ['11111', '11000', '11110', '10000'],
  'padding in front': ['11111', '00011', '01111', '00001'],
  'holes, and a row of nothing': ['10101', '01010', '11011', '00000'],
};
const maskOf = (name: string) =>
  (MASKS[name] ?? []).map((row) => [...row].map((own) => own === '1'));

/** Inputs that are 0 where the mask is, as Masking has them. */
function inputs(mask: boolean[][]): Row[][] {
  const values = [...seededValues(BATCH * TIME * IN, 3)];
  return mask.map((row, b) =>
    row.map((on, t) =>
      values.slice((b * TIME + t) * IN, (b * TIME + t + 1) * IN).map((x) => (on ? x : 0)),
    ),
  );
}

const named = (w: Weights, kind: Kind, path: string) => {
  const columns = GATES[kind] * UNITS;
  return {
    [`${path}/kernel`]: tf.tensor(w.kernel, [IN, columns]),
    [`${path}/recurrent_kernel`]: tf.tensor(w.recurrent, [UNITS, columns]),
    [`${path}/bias`]: tf.tensor(w.bias, kind === 'GRU' ? [2, columns] : [columns]),
  };
};
const configOf = (kind: Kind, act: string, gate: string, more: object) => ({
  name: 'a',
  units: UNITS,
  activation: act,
  ...(kind !== 'SimpleRNN' && { recurrent_activation: gate }),
  ...(kind === 'GRU' && { reset_after: true }),
  ...more,
});
const MASKING: KerasFileLayer = { kind: 'Masking', config: { name: 'm', mask_value: 0 } };

describe.each(['SimpleRNN', 'LSTM', 'GRU'] as const)('%s by Keras’ loop', (kind) => {
  const w = weightsOf(kind, 11);
  const layer = (more: object, act = 'tanh', gate = 'sigmoid'): KerasFileLayer => ({
    kind,
    config: configOf(kind, act, gate, more),
    weights: named(w, kind, 'a'),
  });

  test.each(Object.keys(MASKS))('%s', async (name) => {
    const mask = maskOf(name);
    const xs = inputs(mask);
    for (const back of [false, true]) {
      const wanted = loop(kind, w, xs, mask, back, 'tanh', 'sigmoid');
      for (const all of [false, true]) {
        const model = fromKeras(
          kerasFile([MASKING, layer({ return_sequences: all, go_backwards: back })]),
        );
        const y = model.forward(tf.tensor(xs as number[][][]));
        expect(y).toBeClose(tf.tensor((all ? wanted.outputs : wanted.last) as number[][]), {
          absolute: 1e-5,
        });
      }
    }
  });

  test('what masks is padding, whatever it is: NaN too', () => {
    const mask = maskOf('holes, and a row of nothing');
    const xs = inputs(mask);
    const ids = mask.map((row) => row.map((on) => (on ? 1 : 0)));
    // The mask comes of ids, the numbers of another branch, where masked steps are NaN.
    const wild = xs.map((row, b) =>
      row.map((x, t) => (mask[b]?.[t] ? x : x.map(() => Number.NaN))),
    );
    const node = (kind_: string, name: string, own: object, ...from: string[]) => ({
      class_name: kind_,
      name,
      config: { name, ...own },
      inbound_nodes: from.length > 0 ? [from.map((one) => [one, 0, 0, {}])] : [],
    });
    const file = kerasFile([layer({ return_sequences: true })]);
    const inner = node(
      kind,
      'a',
      configOf(kind, 'tanh', 'sigmoid', { return_sequences: true }),
      'x',
    );
    const masked = {
      ...inner,
      inbound_nodes: [
        {
          args: [{ keras_history: ['x', 0, 0] }],
          kwargs: { mask: { keras_history: ['n', 0, 0] } },
        },
      ],
    };
    const config = {
      layers: [node('InputLayer', 'x', {}), node('InputLayer', 'n', {}), masked],
      input_layers: [
        ['x', 0, 0],
        ['n', 0, 0],
      ],
      output_layers: [['a', 0, 0]],
    };
    const model = fromKeras({ ...file, modelTopology: { class_name: 'Functional', config } });
    const y = model.forward([tf.tensor(wild as number[][][]), tf.tensor(ids, undefined, 'bool')]);
    const wanted = loop(kind, w, xs, mask, false, 'tanh', 'sigmoid').outputs;
    expect(y).toBeClose(tf.tensor(wanted as number[][][]), { absolute: 1e-5 });
  });

  test('any activations', () => {
    const mask = maskOf('none masked');
    const xs = inputs(mask);
    for (const [act, gate] of [
      ['relu', 'sigmoid'],
      ['linear', 'sigmoid'],
      ['softplus', 'tanh'],
      ['sigmoid', 'relu'],
    ] as const) {
      const wanted = loop(kind, w, xs, mask, false, act, gate).outputs;
      const y = fromKeras(kerasFile([layer({ return_sequences: true }, act, gate)])).forward(
        tf.tensor(xs as number[][][]),
      );
      expect(y).toBeClose(tf.tensor(wanted as number[][][]), { absolute: 1e-4 });
    }
  });

  test('states out of one layer into another', () => {
    const mask = maskOf('padding behind');
    const xs = inputs(mask);
    const count = kind === 'LSTM' ? 2 : 1;
    const own = configOf(kind, 'tanh', 'sigmoid', { return_state: true });
    const states = Array.from({ length: count }, (_, i) => ['a', 0, i + 1]);
    const config = {
      layers: [
        { class_name: 'InputLayer', name: 'x', config: { name: 'x' }, inbound_nodes: [] },
        {
          class_name: 'Masking',
          name: 'm',
          config: { name: 'm', mask_value: 0 },
          inbound_nodes: [[['x', 0, 0, {}]]],
        },
        { class_name: kind, name: 'a', config: own, inbound_nodes: [[['m', 0, 0, {}]]] },
        {
          class_name: kind,
          name: 'b',
          config: { ...own, name: 'b' },
          inbound_nodes: [[['x', 0, 0, {}], ...states.map((one) => [...one, {}])]],
        },
      ],
      input_layers: [['x', 0, 0]],
      output_layers: [...states, ['b', 0, 0]],
    };
    const second = weightsOf(kind, 31);
    const file = kerasFile([layer({}), { kind, config: {}, weights: named(second, kind, 'b') }]);
    const model = fromKeras({ ...file, modelTopology: { class_name: 'Functional', config } });
    const ys = model.forward<tf.Tensor[]>(tf.tensor(xs as number[][][]));
    const first = loop(kind, w, xs, mask, false, 'tanh', 'sigmoid');
    first.states.forEach((state, i) => {
      expect(ys[i] as tf.Tensor).toBeClose(tf.tensor(state as number[][]), { absolute: 1e-5 });
    });
    const last = xs.map((row, b) =>
      row.reduce<readonly Row[]>(
        (state, x) => step(kind, second, x, state, 'tanh', 'sigmoid'),
        first.states.map((state) => state[b] as Row),
      ),
    );
    expect(ys[count] as tf.Tensor).toBeClose(tf.tensor(last.map(([h]) => h) as number[][]), {
      absolute: 1e-5,
    });
  });

  test.each(['concat', 'sum', 'mul', 'ave'])('both ways, masked: %s', (merge) => {
    const back = weightsOf(kind, 21);
    for (const name of Object.keys(MASKS)) {
      const mask = maskOf(name);
      const xs = inputs(mask);
      const there = loop(kind, w, xs, mask, false, 'tanh', 'sigmoid').outputs;
      const other = loop(kind, back, xs, mask, true, 'tanh', 'sigmoid').outputs;
      const wanted = there.map((row, b) =>
        row.map((y, t) => {
          const z = other[b]?.[TIME - 1 - t] as Row;
          if (merge === 'concat') return [...y, ...z];
          const pairs = y.map((own, j) => [own, z[j] as number] as const);
          return pairs.map(([p, q]) =>
            merge === 'mul' ? p * q : (p + q) / (merge === 'ave' ? 2 : 1),
          );
        }),
      );
      const both: KerasFileLayer = {
        kind: 'Bidirectional',
        config: {
          name: 'b',
          merge_mode: merge,
          layer: {
            class_name: kind,
            config: configOf(kind, 'tanh', 'sigmoid', { return_sequences: true }),
          },
        },
        weights: { ...named(w, kind, 'b/forward_a'), ...named(back, kind, 'b/backward_a') },
      };
      const y = fromKeras(kerasFile([MASKING, both])).forward(tf.tensor(xs as number[][][]));
      expect(y).toBeClose(tf.tensor(wanted as number[][][]), { absolute: 1e-5 });
    }
  });

  test('an embedding’s mask goes through a layer that passes it, and not through one that does not', () => {
    const ids = [
      [1, 2, 3, 0, 0],
      [4, 0, 1, 0, 2],
      [1, 1, 1, 1, 1],
      [0, 0, 0, 0, 3],
    ];
    const mask = ids.map((row) => row.map((id) => id !== 0));
    const table = [...seededValues(5 * IN, 5)];
    const xs = ids.map((row) => row.map((id) => table.slice(id * IN, (id + 1) * IN)));
    const embedding: KerasFileLayer = {
      kind: 'Embedding',
      config: { name: 'e', input_dim: 5, output_dim: IN, mask_zero: true },
      weights: { 'e/embeddings': tf.tensor(table, [5, IN]) },
    };
    const y = (between: KerasFileLayer) =>
      fromKeras(kerasFile([embedding, between, layer({})])).forward(tf.tensor(ids));
    const passes = y({ kind: 'SpatialDropout1D', config: { name: 'd', rate: 0.5 } });
    expect(passes).toBeClose(
      tf.tensor(loop(kind, w, xs, mask, false, 'tanh', 'sigmoid').last as number[][]),
      { absolute: 1e-5 },
    );
    const whole = maskOf('none masked');
    const loses = y({ kind: 'Reshape', config: { name: 'd', target_shape: [TIME, IN] } });
    expect(loses).toBeClose(
      tf.tensor(loop(kind, w, xs, whole, false, 'tanh', 'sigmoid').last as number[][]),
      { absolute: 1e-5 },
    );
  });

  test('trains with a mask, drops features the same at each step, and leaves nothing behind', async () => {
    const mask = maskOf('holes, and a row of nothing');
    const model = fromKeras(kerasFile([MASKING, layer({ dropout: 0.5, stateful: true })]));
    const x = tf.tensor(inputs(mask) as number[][][]);
    const options = { training: true, rng: random(1) };
    await expectNoLeaks(() => {
      const { value, grads } = tf.variableGrads(() => tf.sum(model.forward<tf.Tensor>(x, options)));
      for (const own of Object.values(grads))
        expect([...own.dataSync()].every(Number.isFinite)).toBe(true);
      tf.dispose([value, grads]);
      tf.dispose(model.forward(x));
    });
    const other = fromKeras(kerasFile([layer({ recurrent_dropout: 0.5 })]));
    expect(() => other.forward(x, options)).toThrow(
      `fromKeras: ${kind} "a": recurrent_dropout: expected 0 while training, got 0.5`,
    );
  });
});
