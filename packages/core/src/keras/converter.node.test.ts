import { runInNewContext } from 'node:vm';
import { type KerasFileLayer, kerasFile, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as keras from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { parameters } from '../model/parameters';
import { stateDict } from '../model/state-dict';
import { random } from '../random/random';
import { fromKeras } from './from-keras';

const dense = (name: string, path = name, inSize = 3): KerasFileLayer => ({
  kind: 'Dense',
  config: { name, units: 3 },
  weights: { [`${path}/kernel`]: [inSize, 3], [`${path}/bias`]: [3] },
});
const xs = () => seededTensor([2, 3], 9);

/** A model within a model, whose weights lie behind those of the layers around it. */
function nested(path: string, saved?: readonly string[]): tf.io.ModelArtifacts {
  const inner = dense('dense', path);
  const named = (own: KerasFileLayer, at: number) =>
    saved === undefined
      ? own
      : { ...own, weights: { [`${saved[at]}/0`]: [3, 3], [`${saved[at]}/1`]: [3] } };
  const model: KerasFileLayer = {
    kind: 'Sequential',
    config: { name: 'inner', layers: [{ class_name: 'Dense', config: inner.config }] },
    weights: named(inner, 1).weights ?? {},
  };
  return kerasFile([named(dense('first'), 0), model]);
}

describe('weights by the names of each writer', () => {
  const wanted = () => fromKeras(kerasFile([dense('conv_10'), dense('conv_1')])).forward(xs());

  test.each<[string, readonly [string, string]]>([
    ['with the name of the model', ['sequential/conv_10', 'sequential/conv_1']],
    ['counted: conv_10_1/kernel', ['conv_10_1', 'conv_1_1']],
    ['counted as another layer is called', ['conv_10', 'conv_1_3']],
    ['of a .keras file of Keras 3', ['layers/dense/vars', 'layers/dense_1/vars']],
    [
      'of a .keras file of Keras 2',
      ['_layer_checkpoint_dependencies/dense/vars', '_layer_checkpoint_dependencies/dense_1/vars'],
    ],
    ['by number', ['conv_10', 'conv_1']],
  ])('%s', (title, paths) => {
    const list = (['conv_10', 'conv_1'] as const).map((name, i) => {
      const own = dense(name, paths[i]);
      const numbers = title.includes('.keras') || title === 'by number';
      return numbers
        ? { ...own, weights: { [`${paths[i]}/0`]: [3, 3], [`${paths[i]}/1`]: [3] } }
        : own;
    });
    expect(fromKeras(kerasFile(list)).forward(xs())).toBeClose(wanted());
  });

  test('of a layer whose name is a path', () => {
    const list = ['dense', 'foo/dense', 'foo/bar/dense'].map((name) => dense(name));
    const plain = ['a', 'b', 'c'].map((name) => dense(name));
    const wanted: tf.Tensor = fromKeras(kerasFile(plain)).forward(xs());
    expect(fromKeras(kerasFile(list)).forward(xs())).toBeClose(wanted);
  });

  test('of a model within a model', () => {
    const y = fromKeras(nested('dense')).forward(xs());
    expect(fromKeras(nested('inner/dense')).forward(xs())).toBeClose(y);
    expect(fromKeras(nested('sequential/inner/dense')).forward(xs())).toBeClose(y);
    const saved = ['layers/dense/vars', 'layers/sequential/layers/dense/vars'];
    expect(fromKeras(nested('', saved)).forward(xs())).toBeClose(y);
  });

  test('of a layer at each step', () => {
    const file = (path: string) =>
      kerasFile([
        {
          kind: 'TimeDistributed',
          config: {
            name: 'td',
            layer: { class_name: 'Dense', config: { name: 'dense_4', units: 3 } },
          },
          weights: { [`${path}/kernel`]: [3, 3], [`${path}/bias`]: [3] },
        },
      ]);
    const x = seededTensor([2, 5, 3], 4);
    const y = fromKeras(kerasFile([dense('a')])).forward(x);
    for (const path of ['td', 'td/dense_4', 'dense_4', 'sequential/td']) {
      expect(fromKeras(file(path)).forward(x)).toBeClose(y);
    }
    expect(Object.keys(stateDict(fromKeras(file('td')).layers))).toEqual(['td.weight', 'td.bias']);
  });

  test('that fit two layers equally are refused', () => {
    const { weights = {} } = dense('a', 'x/a');
    const twice = { ...dense('a'), weights: { ...weights, 'y/a/kernel': [3, 3], 'y/a/bias': [3] } };
    expect(() => fromKeras(kerasFile([twice]))).toThrow(
      'fromKeras: weightSpecs: expected one weight a/kernel, got ["x/a/kernel", "y/a/kernel"]',
    );
  });

  test('one layer does not take what another has', () => {
    const list = [dense('a', 'm/a'), { ...dense('b'), weights: {} }];
    expect(() => fromKeras(kerasFile(list))).toThrow(
      'fromKeras: Dense "b": expected a weight b/kernel, got none',
    );
  });

  test('the state of a random generator is none of a layer', () => {
    const dropout = {
      kind: 'Dropout',
      config: { name: 'd', rate: 0.5 },
      weights: { 'd/seed_generator/seed_generator_state': [2] },
    };
    expect(fromKeras(kerasFile([dropout])).forward(xs())).toBeClose(xs());
  });
});

describe('weightData', () => {
  const file = () => kerasFile([dense('a')]);
  const bytes = () => new Uint8Array(file().weightData as ArrayBuffer);
  test.each<[string, () => unknown]>([
    ['a view', () => bytes()],
    ['a Buffer', () => Buffer.from(bytes())],
    ['a part of a buffer', () => new Uint8Array([0, ...bytes(), 0]).subarray(1, -1)],
    ['floats', () => new Float32Array(bytes().buffer)],
    [
      'shared memory',
      () => {
        const shared = new Uint8Array(new SharedArrayBuffer(bytes().length));
        shared.set(bytes());
        return shared.buffer;
      },
    ],
    ['shards', () => [bytes().slice(0, 7), bytes().slice(7).buffer]],
    [
      'a buffer of another realm',
      () => runInNewContext('Uint8Array.from(list).buffer', { list: [...bytes()] }),
    ],
    [
      'shards of another realm',
      () =>
        runInNewContext('[Uint8Array.from(list.slice(0, 5)), Uint8Array.from(list.slice(5))]', {
          list: [...bytes()],
        }),
    ],
  ])('is %s', (_, make) => {
    const weightData = make() as ArrayBuffer;
    const wanted: tf.Tensor = fromKeras(file()).forward(xs());
    expect(fromKeras({ ...file(), weightData }).forward(xs())).toBeClose(wanted);
  });
});

describe('a file chooses neither memory nor time', () => {
  test('a result of 4 GiB is refused, and no other tensor changed', () => {
    const canaries = Array.from({ length: 200 }, (_, i) => tf.fill([100], i));
    const model = fromKeras(
      kerasFile([
        {
          kind: 'ZeroPadding2D',
          config: {
            name: 'x',
            data_format: 'channels_last',
            padding: [
              [0, 2 ** 29],
              [0, 1],
            ],
          },
        },
      ]),
    );
    expect(() => model.forward(tf.ones([1, 2, 1, 1]))).toThrow(
      'fromKeras: ZeroPadding2D "x": padding: expected a result of less than 4 GiB, got [1, 536870914, 2, 1]',
    );
    expect(canaries.every((own, i) => own.dataSync().every((n) => n === i))).toBe(true);
  });

  test('models within models, each called twice', () => {
    const call = (name: string, n = 0) => [name, n, 0, {}];
    const input = { class_name: 'InputLayer', name: 'x', config: { name: 'x' }, inbound_nodes: [] };
    let config: object = {
      name: 'm',
      layers: [input],
      input_layers: [['x', 0, 0]],
      output_layers: [['x', 0, 0]],
    };
    for (let i = 0; i < 25; i++) {
      const inner = {
        class_name: 'Functional',
        name: 'm',
        config,
        inbound_nodes: [[call('x')], [call('m')]],
      };
      config = {
        name: 'm',
        layers: [input, inner],
        input_layers: [['x', 0, 0]],
        output_layers: [['m', 1, 0]],
      };
    }
    const modelTopology = { class_name: 'Functional', config };
    expect(() =>
      fromKeras({ modelTopology, weightSpecs: [], weightData: new ArrayBuffer(0) }),
    ).toThrow(/^fromKeras: Functional "m": expected at most 1000000 calls of layers, got \d+$/);
  });

  test('lists and wrappers within each other', () => {
    let deep: unknown = ['x', 0, 0];
    for (let i = 0; i < 20_000; i++) deep = [deep];
    const layer = { class_name: 'ReLU', name: 'r', config: { name: 'r' }, inbound_nodes: [deep] };
    const modelTopology = {
      class_name: 'Functional',
      config: { layers: [layer], input_layers: [['x', 0, 0]], output_layers: [['r', 0, 0]] },
    };
    const empty = { weightSpecs: [], weightData: new ArrayBuffer(0) };
    expect(() => fromKeras({ modelTopology, ...empty })).toThrow(
      /expected at most 64 lists within each other, got more$/,
    );
    let own: { kind: string; config: object } = { kind: 'ReLU', config: {} };
    for (let i = 0; i < 1000; i++) {
      own = {
        kind: 'TimeDistributed',
        config: { name: 't', layer: { class_name: own.kind, config: own.config } },
      };
    }
    expect(() => fromKeras(kerasFile([own as KerasFileLayer]))).toThrow(
      /expected at most 32 layers within each other, got 33$/,
    );
  });

  test('names of objects are names', () => {
    const model = fromKeras(kerasFile([dense('__proto__'), dense('constructor')]));
    expect(parameters(model.layers).length).toBe(4);
    expect(Object.getPrototypeOf(model.layers)).toBe(Object.prototype);
  });

  test('an error is short, whatever the file says', () => {
    const long = 'x'.repeat(1e6);
    for (const layer of [
      { kind: long, config: {} },
      { ...dense(long), weights: {} },
      { ...dense('a'), weights: { ...dense('a').weights, [long]: [1] } },
    ]) {
      let message = '';
      try {
        fromKeras(kerasFile([layer]));
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).toMatch(/^fromKeras: .*expected .*, got /s);
      expect(message.length).toBeLessThan(1500);
    }
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['an array', []],
    ['a number', 3],
  ])('artifacts: %s', (_, artifacts) => {
    expect(() => fromKeras(artifacts as tf.io.ModelArtifacts)).toThrow(
      /^fromKeras: artifacts: expected an object, got /,
    );
  });
});

describe('layers that only change something while they train', () => {
  const file = (kind: string, config: object) =>
    fromKeras(kerasFile([{ kind, config: { name: 'n', ...config } }]));
  const x = () => tf.add(tf.zeros([50, 40, 10]), 1);

  test.each<[string, object, (mean: number, variance: number) => void]>([
    [
      'Dropout',
      { rate: 0.25 },
      (mean, variance) => expect([mean, variance]).toBeClose([1, 1 / 3], { absolute: 0.05 }),
    ],
    [
      'SpatialDropout1D',
      { rate: 0.25 },
      (mean, variance) => expect([mean, variance]).toBeClose([1, 1 / 3], { absolute: 0.1 }),
    ],
    [
      'GaussianNoise',
      { stddev: 0.5 },
      (mean, variance) => expect([mean, variance]).toBeClose([1, 0.25], { absolute: 0.05 }),
    ],
    [
      'GaussianDropout',
      { rate: 0.2 },
      (mean, variance) => expect([mean, variance]).toBeClose([1, 0.25], { absolute: 0.05 }),
    ],
  ])('%s', (kind, config, check) => {
    const model = file(kind, config);
    expect(model.forward(x())).toBeClose(x());
    const y = model.forward(x(), { training: true, rng: random(3) });
    const { mean, variance } = tf.moments(y);
    check(mean.dataSync()[0] as number, variance.dataSync()[0] as number);
    expect(() => model.forward(x(), { training: true })).toThrow(/rng: expected /);
  });

  test('SpatialDropout drops whole channels', () => {
    const y = file('SpatialDropout2D', { rate: 0.5 }).forward(tf.ones([3, 4, 5, 7]), {
      training: true,
      rng: random(1),
    });
    const [low, high] = [tf.min(y, [1, 2]), tf.max(y, [1, 2])];
    expect(low).toBeClose(high);
    expect(new Set(low.dataSync())).toEqual(new Set([0, 2]));
  });

  test('AlphaDropout keeps mean 0 and variance 1', () => {
    const own = random(5).normal([200, 100]);
    const y = file('AlphaDropout', { rate: 0.3 }).forward(own, { training: true, rng: random(3) });
    const { mean, variance } = tf.moments(y);
    expect([mean.dataSync()[0] as number, variance.dataSync()[0] as number]).toBeClose([0, 1], {
      absolute: 0.05,
    });
  });
});

describe('as tfjs-layers', () => {
  async function saved(model: keras.LayersModel): Promise<tf.io.ModelArtifacts> {
    let artifacts: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (own) => {
        artifacts = own;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    return artifacts as tf.io.ModelArtifacts;
  }
  const { layers } = keras;
  test.each<[string, () => [keras.layers.Layer[], number[]]]>([
    ['RepeatVector', () => [[layers.repeatVector({ n: 3, inputShape: [5] })], [2, 5]]],
    [
      'TimeDistributed',
      () => [
        [
          layers.timeDistributed({
            layer: layers.dense({ units: 4, activation: 'elu' }),
            inputShape: [5, 3],
          }),
        ],
        [2, 5, 3],
      ],
    ],
    [
      'noises',
      () => [
        [
          layers.gaussianNoise({ stddev: 1, inputShape: [5, 3] }),
          layers.gaussianDropout({ rate: 0.5 }),
          layers.alphaDropout({ rate: 0.5 }),
          layers.spatialDropout1d({ rate: 0.5 }),
        ],
        [2, 5, 3],
      ],
    ],
  ])('%s', async (_, make) => {
    const [list, shape] = make();
    const model = keras.sequential({ layers: list });
    model.setWeights(model.getWeights().map((own, i): tf.Tensor => seededTensor(own.shape, i + 1)));
    const x = seededTensor(shape, 5);
    const wanted = model.predict(x) as tf.Tensor;
    expect(fromKeras(await saved(model)).forward(x)).toBeClose(wanted, { absolute: 1e-5 });
  });
});

test('hard_sigmoid is that of the Keras that wrote the file', () => {
  const x = tf.tensor([[-2.8, -1, 0, 1, 2.8]]);
  const y = (version: string) =>
    fromKeras(
      kerasFile([{ kind: 'Activation', config: { name: 'a', activation: 'hard_sigmoid' } }], {
        version,
      }),
    ).forward(x);
  expect(y('2.15.0')).toBeClose([0, 0.3, 0.5, 0.7, 1]);
  expect(y('3.4.1')).toBeClose([0.2 / 6, 2 / 6, 0.5, 4 / 6, 5.8 / 6]);
});

test('the mean over time leaves out what is masked', () => {
  const x = tf.tensor([
    [
      [1, 2],
      [3, 4],
      [0, 0],
    ],
    [
      [5, 6],
      [0, 0],
      [0, 0],
    ],
  ]);
  const masking = { kind: 'Masking', config: { name: 'm', mask_value: 0 } };
  const mean = { kind: 'GlobalAveragePooling1D', config: { name: 'g' } };
  expect(fromKeras(kerasFile([masking, mean])).forward(x)).toBeClose([2, 3, 5, 6]);
});

test('an input that is told under a name and not known is refused', () => {
  const layers = ['a', 'b'].map((name) => ({
    class_name: 'InputLayer',
    name,
    config: { name },
    inbound_nodes: [],
  }));
  const add = {
    class_name: 'Add',
    name: 's',
    config: { name: 's' },
    inbound_nodes: [[['a', 0, 0, { other: ['b', 0, 0] }]]],
  };
  const config = {
    layers: [...layers, add],
    input_layers: [
      ['a', 0, 0],
      ['b', 0, 0],
    ],
    output_layers: [['s', 0, 0]],
  };
  const file = {
    modelTopology: { class_name: 'Functional', config },
    weightSpecs: [],
    weightData: new ArrayBuffer(0),
  };
  expect(() => fromKeras(file)).toThrow(
    'expected tensors, a mask or an initial_state, got "other"',
  );
});
