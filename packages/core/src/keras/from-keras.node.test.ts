import { backendName, expectNoLeaks, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as keras from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { setup } from '../backend/setup';
import { dispose } from '../model/dispose';
import { parameters } from '../model/parameters';
import { stateDict } from '../model/state-dict';
import { Linear } from '../nn/linear';
import { random } from '../random/random';
import type { KerasConfig } from './config';
import { fromKeras } from './from-keras';

const { layers } = keras;

/** What tfjs-layers saves of a model, by way of JSON as a file has it. */
async function saved(model: keras.LayersModel): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (own) => {
      artifacts = own;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const { modelTopology, weightSpecs, weightData } = artifacts as tf.io.ModelArtifacts;
  return { ...JSON.parse(JSON.stringify({ modelTopology, weightSpecs })), weightData };
}

/** A model with weights that are not those at the start: zeros and ones hide mistakes. */
function stir(model: keras.LayersModel): keras.LayersModel {
  model.setWeights(
    model.getWeights().map((own, i): tf.Tensor => {
      const values = seededTensor(own.shape, i + 1);
      // A variance is over 0.
      return own.shape.length === 1 ? tf.add(tf.mul(values, 0.4), 0.7) : values;
    }),
  );
  return model;
}

const sequence = (...list: keras.layers.Layer[]) => stir(keras.sequential({ layers: list }));

async function expectSame(model: keras.LayersModel, ...xs: tf.Tensor[]): Promise<void> {
  const ours = fromKeras(await saved(model));
  const given = xs.length === 1 ? (xs[0] as tf.Tensor) : xs;
  const wanted = [model.predict(given as tf.Tensor)].flat();
  const got = [ours.forward<tf.Tensor | tf.Tensor[]>(given)].flat();
  expect(got.map((y) => y.shape)).toEqual(wanted.map((y) => y.shape));
  for (const [i, y] of got.entries()) {
    expect(y).toBeClose(wanted[i] as tf.Tensor, { absolute: 2e-5 });
  }
}

const image = { inputShape: [9, 7, 4] };
const series = { inputShape: [11, 3] };

/*
 * Each kind of layer against tfjs-layers itself, which runs on cpu and on wasm (here for the forward pass only).
 */
const kinds: [string, () => [keras.layers.Layer[], number[]]][] = [
  ['dense', () => [[layers.dense({ units: 5, activation: 'relu', inputShape: [3] })], [2, 3]]],
  [
    'dense of sequences, without bias, softmax',
    () => [
      [layers.dense({ units: 5, useBias: false, activation: 'softmax', ...series })],
      [2, 11, 3],
    ],
  ],
  [
    'conv1d, same, dilated',
    () => [
      [layers.conv1d({ filters: 5, kernelSize: 3, padding: 'same', dilationRate: 2, ...series })],
      [2, 11, 3],
    ],
  ],
  [
    'conv2d, same, strided, elu',
    () => [
      [
        layers.conv2d({
          filters: 5,
          kernelSize: [3, 2],
          strides: 2,
          padding: 'same',
          activation: 'elu',
          ...image,
        }),
      ],
      [2, 9, 7, 4],
    ],
  ],
  [
    'conv2dTranspose, valid, strided',
    () => [
      [layers.conv2dTranspose({ filters: 3, kernelSize: 2, strides: 3, ...image })],
      [1, 9, 7, 4],
    ],
  ],
  [
    'conv2dTranspose, same',
    () => [
      [
        layers.conv2dTranspose({
          filters: 3,
          kernelSize: 3,
          strides: 2,
          padding: 'same',
          ...image,
        }),
      ],
      [1, 9, 7, 4],
    ],
  ],
  [
    'depthwiseConv2d with a multiplier',
    () => [
      [layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same', ...image })],
      [1, 9, 7, 4],
    ],
  ],
  [
    'separableConv2d',
    () => [
      [layers.separableConv2d({ filters: 5, kernelSize: 3, activation: 'tanh', ...image })],
      [1, 9, 7, 4],
    ],
  ],
  [
    'batch and layer normalisation',
    () => [
      [layers.batchNormalization(image), layers.layerNormalization({ epsilon: 0.01 })],
      [2, 9, 7, 4],
    ],
  ],
  [
    'batch normalisation without scale and centre, after a dense layer',
    () => [
      [
        layers.dense({ units: 5, inputShape: [3] }),
        layers.batchNormalization({ axis: 1, scale: false, center: false }),
      ],
      [2, 3],
    ],
  ],
  [
    'pools of images',
    () => [
      [
        layers.maxPooling2d({ poolSize: 2, strides: 1, padding: 'same', ...image }),
        layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
        layers.globalAveragePooling2d({}),
      ],
      [2, 9, 7, 4],
    ],
  ],
  ['the largest of all', () => [[layers.globalMaxPooling2d(image)], [2, 9, 7, 4]]],
  [
    'pools of sequences',
    () => [
      [
        layers.maxPooling1d({ poolSize: 2, strides: 1, ...series }),
        layers.averagePooling1d({ poolSize: 3, padding: 'same' }),
        layers.globalMaxPooling1d({}),
      ],
      [2, 11, 3],
    ],
  ],
  ['the mean over time', () => [[layers.globalAveragePooling1d(series)], [2, 11, 3]]],
  [
    'shapes',
    () => [
      [
        layers.zeroPadding2d({
          padding: [
            [1, 0],
            [2, 3],
          ],
          ...image,
        }),
        layers.cropping2D({
          cropping: [
            [1, 2],
            [0, 1],
          ],
        }),
        layers.upSampling2d({ size: [2, 3] }),
        layers.permute({ dims: [2, 1, 3] }),
        layers.reshape({ targetShape: [42, 44] }),
        layers.flatten(),
      ],
      [2, 9, 7, 4],
    ],
  ],
  [
    'activations',
    () => [
      [
        layers.leakyReLU({ alpha: 0.2, inputShape: [6] }),
        layers.activation({ activation: 'softplus' }),
        layers.elu(),
        layers.reLU({ maxValue: 0.9 }),
        layers.activation({ activation: 'hardSigmoid' }),
        layers.activation({ activation: 'swish' }),
        layers.dropout({ rate: 0.5 }),
        layers.softmax(),
      ],
      [3, 6],
    ],
  ],
];

describe('fromKeras', () => {
  test.each(kinds)('as tfjs-layers: %s', async (_, make) => {
    const [list, shape] = make();
    await expectSame(sequence(...list), seededTensor(shape, 5));
  });

  test('embeddings', async () => {
    const model = sequence(
      layers.embedding({ inputDim: 7, outputDim: 5, inputLength: 4 }),
      layers.flatten(),
    );
    await expectSame(model, tf.tensor([0, 6, 3, 2, 1, 1, 5, 4], [2, 4]));
  });

  test('branches, merges, a layer that is called twice, two inputs and two outputs', async () => {
    const [a, b] = [keras.input({ shape: [5] }), keras.input({ shape: [5] })];
    const shared = layers.dense({ units: 3, activation: 'tanh', name: 'shared' });
    const [left, right] = [shared.apply(a), shared.apply(b)] as [
      keras.SymbolicTensor,
      keras.SymbolicTensor,
    ];
    const merged = [
      layers.add().apply([left, right]),
      layers.multiply().apply([left, right]),
      layers.average().apply([left, right]),
      layers.maximum().apply([left, right]),
      layers.minimum().apply([left, right]),
    ] as keras.SymbolicTensor[];
    const all = layers.concatenate().apply(merged) as keras.SymbolicTensor;
    const out = layers.dense({ units: 2, name: 'out' }).apply(all) as keras.SymbolicTensor;
    const model = stir(keras.model({ inputs: [a, b], outputs: [out, right] }));
    await expectSame(model, seededTensor([4, 5], 1), seededTensor([4, 5], 2));
    const ours = fromKeras(await saved(model));
    expect(Object.keys(stateDict(ours)).sort()).toEqual([
      'layers.out.bias',
      'layers.out.weight',
      'layers.shared.bias',
      'layers.shared.weight',
    ]);
  });

  test('a model within a model', async () => {
    const inner = keras.sequential({
      layers: [layers.dense({ units: 4, inputShape: [3], activation: 'relu' })],
    });
    const model = stir(keras.sequential({ layers: [inner, layers.dense({ units: 2 })] }));
    await expectSame(model, seededTensor([5, 3]));
  });

  test('a functional model as Keras 3 writes it', () => {
    const call = (name: string) => ({
      class_name: '__keras_tensor__',
      config: { shape: [null, 3], dtype: 'float32', keras_history: [name, 0, 0] },
    });
    const config = {
      layers: [
        { class_name: 'InputLayer', name: 'a', config: { name: 'a' }, inbound_nodes: [] },
        {
          class_name: 'Dense',
          name: 'd',
          config: { name: 'd', units: 3 },
          inbound_nodes: [{ args: [call('a')], kwargs: {} }],
        },
        {
          class_name: 'Add',
          name: 'sum',
          config: { name: 'sum' },
          inbound_nodes: [{ args: [[call('a'), call('d')]], kwargs: {} }],
        },
      ],
      input_layers: [['a', 0, 0]],
      output_layers: [['sum', 0, 0]],
    };
    const modelTopology = { model_config: { class_name: 'Functional', config } };
    const weightSpecs: tf.io.WeightsManifestEntry[] = [
      { name: 'd/kernel', shape: [3, 3], dtype: 'float32' },
      { name: 'd/bias', shape: [3], dtype: 'float32' },
    ];
    const weightData = new Float32Array([0, 1, 0, 0, 0, 1, 1, 0, 0, 0.5, 0, 0]).buffer;
    const model = fromKeras({ modelTopology, weightSpecs, weightData });
    expect(model.forward(tf.tensor([[1, 2, 3]]))).toBeClose([4.5, 3, 5]);
    // A layer that would pass over what it is given besides.
    const dense = config.layers[1] as (typeof config.layers)[number];
    dense.inbound_nodes = [{ args: [[call('a'), call('a')]], kwargs: {} }];
    expect(() => fromKeras({ modelTopology, weightSpecs, weightData })).toThrow(
      'd: inbound_nodes: expected one tensor, got 2',
    );
  });

  test('quantised weights', async () => {
    const specs = (dtype: 'uint8' | 'uint16' | 'float16') => [
      {
        name: 'd/kernel',
        shape: [1, 3],
        dtype: 'float32' as const,
        quantization: dtype === 'float16' ? { dtype } : { dtype, scale: 0.5, min: -1 },
      },
    ];
    const modelTopology = {
      class_name: 'Sequential',
      config: [{ class_name: 'Dense', config: { name: 'd', units: 3, use_bias: false } }],
    };
    for (const [dtype, data] of [
      ['uint8', new Uint8Array([0, 2, 5])],
      ['uint16', new Uint16Array([0, 2, 5])],
      ['float16', new Uint16Array([0xbc00, 0, 0x3e00])],
    ] as const) {
      const artifacts = { modelTopology, weightSpecs: specs(dtype), weightData: data.buffer };
      expect(fromKeras(artifacts).forward(tf.tensor([[1]]))).toBeClose([-1, 0, 1.5]);
    }
  });

  test('trains', async () => {
    const model = sequence(
      layers.conv2d({ filters: 3, kernelSize: 3, activation: 'relu', ...image }),
      layers.batchNormalization({}),
      layers.dropout({ rate: 0.3 }),
      layers.flatten(),
      layers.dense({ units: 2 }),
    );
    const ours = fromKeras(await saved(model));
    const variables = parameters(ours);
    const x = seededTensor([2, 9, 7, 4]);
    const f = () =>
      tf.sum(ours.forward<tf.Tensor>(x, { training: true, rng: random(1) })) as tf.Scalar;
    const { grads } = tf.variableGrads(f, variables);
    expect(Object.keys(grads).length).toBe(variables.length);
  });

  const twice = {
    layers: {
      Twice: (config: KerasConfig) => {
        const factor = config.number('factor');
        return [(x: tf.Tensor) => tf.mul(x, factor)];
      },
    },
  };
  const file = {
    modelTopology: {
      class_name: 'Sequential',
      config: [{ class_name: 'Twice', config: { name: 't', factor: 2 } }],
    },
    weightSpecs: [],
    weightData: new ArrayBuffer(0),
  };

  test('a layer by a codec, which another call does not know', () => {
    const model = fromKeras(file, { layers: [twice] });
    expect(model.forward(tf.tensor([1, 2]))).toBeClose([2, 4]);
    expect(() => fromKeras(file)).toThrow(/^fromKeras: Twice "t": expected one of .*, got Twice$/);
  });

  test.each([
    [3, 'fromKeras: expected an object of options, got 3'],
    [{ layers: twice }, 'fromKeras: layers: expected a list of codecs, got an Object'],
    [{ layers: [twice, {}] }, 'fromKeras: layers.1: expected a codec, got an Object'],
    [
      { layers: [{ layers: { Twice: 2 } }] },
      'fromKeras: layers.0: expected a codec, got an Object',
    ],
  ])('options %o are refused', (options, text) => {
    expect(() => fromKeras(file, options as never)).toThrow(new TypeError(text));
  });
});

const dense = (config: object = {}) => ({
  class_name: 'Sequential',
  config: [{ class_name: 'Dense', config: { name: 'd', units: 2, ...config } }],
});
const weightSpecs = [
  { name: 'd/kernel', shape: [3, 2], dtype: 'float32' },
  { name: 'd/bias', shape: [2], dtype: 'float32' },
];
const weightData = new ArrayBuffer(32);
const whole = { modelTopology: dense(), weightSpecs, weightData };
const one = (kind: string, config: object) => ({
  class_name: 'Sequential',
  config: [{ class_name: kind, config: { name: 'd', ...config } }],
});

describe('fromKeras refuses', () => {
  test.each<[string, object, string | RegExp]>([
    ['no topology', { modelTopology: 3 }, 'fromKeras: modelTopology: expected an object, got 3'],
    [
      'no layers',
      { modelTopology: { class_name: 'Sequential', config: {} } },
      'fromKeras: modelTopology: config: expected layers, got an Object',
    ],
    [
      'a layer that is not known',
      { modelTopology: one('Lambda', {}) },
      /^fromKeras: Lambda "d": expected one of Dense, .*, got Lambda$/,
    ],
    [
      'other units than the weight has',
      { modelTopology: dense({ units: 2 ** 30 }) },
      'fromKeras: Dense "d": units: expected [2] as in the weight kernel, got [1073741824]',
    ],
    [
      'a kernel of a size that the weight has not',
      {
        modelTopology: one('Conv2D', { filters: 2, kernel_size: 2 ** 30 }),
        weightSpecs: [{ name: 'd/kernel', shape: [2, 2, 1, 2], dtype: 'float32' }],
      },
      'fromKeras: Conv2D "d": kernel_size: expected [2, 2] as in the weight kernel, got [1073741824, 1073741824]',
    ],
    [
      'an activation that is not known',
      { modelTopology: dense({ activation: 'constructor' }) },
      /^fromKeras: Dense "d": activation: expected linear, relu, .*, got "constructor"$/,
    ],
    [
      'a missing weight',
      { weightSpecs: weightSpecs.slice(0, 1), weightData: new ArrayBuffer(24) },
      'fromKeras: Dense "d": expected a weight d/bias, got none',
    ],
    [
      'a weight too many',
      { modelTopology: dense({ use_bias: false }) },
      'fromKeras: weightSpecs: expected weights of the layers, got d/bias too',
    ],
    [
      'a size past the file',
      { weightSpecs: [{ name: 'd/kernel', shape: [2 ** 40, 2], dtype: 'float32' }] },
      'fromKeras: weight "d/kernel": expected at most the 32 bytes that are left, got 8796093022208',
    ],
    [
      'bytes that nothing names',
      { weightData: new ArrayBuffer(36) },
      'fromKeras: weightData: expected 32 bytes as the weights have, got 36',
    ],
    [
      'two of one name',
      { weightSpecs: [weightSpecs[0], weightSpecs[0]] },
      'fromKeras: weight "d/kernel": expected one of that name, got "two"',
    ],
    ['no bytes', { weightData: undefined }, 'fromKeras: weightData: expected bytes, got undefined'],
    [
      'a circle',
      {
        modelTopology: {
          class_name: 'Model',
          config: {
            layers: ['a', 'b'].map((name, i, all) => ({
              class_name: 'Activation',
              name,
              config: { name, activation: 'relu' },
              inbound_nodes: [[[all[1 - i], 0, 0, {}]]],
            })),
            input_layers: [['x', 0, 0]],
            output_layers: [['b', 0, 0]],
          },
        },
      },
      'fromKeras: modelTopology: expected a layer whose inputs come from the inputs of the model, got "b"',
    ],
    [
      'channels first',
      { modelTopology: one('MaxPooling2D', { data_format: 'channels_first' }) },
      'fromKeras: MaxPooling2D "d": data_format: expected channels_last, got "channels_first"',
    ],
  ])('%s', async (_, change, message) => {
    const artifacts = { ...whole, ...change } as unknown as tf.io.ModelArtifacts;
    const before = tf.memory().numTensors;
    expect(() => fromKeras(artifacts)).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a norm of an axis that is not the last, when something comes', () => {
    const affine = ['gamma', 'beta', 'moving_mean', 'moving_variance'];
    const model = fromKeras({
      modelTopology: one('BatchNormalization', { axis: 1 }),
      weightSpecs: affine.map((name) => ({ name: `d/${name}`, shape: [2], dtype: 'float32' })),
      weightData: new ArrayBuffer(32),
    });
    expect(() => model.forward(tf.ones([1, 2, 2]))).toThrow(
      'fromKeras: BatchNormalization "d": axis: expected the last axis, 2, got 1',
    );
  });

  test('2,000 changed files: a clear error or a model, and nothing is left behind', async () => {
    const model = sequence(
      layers.conv2d({ filters: 2, kernelSize: 2, inputShape: [4, 4, 1] }),
      layers.batchNormalization({}),
      layers.flatten(),
      layers.dense({ units: 2 }),
    );
    const { modelTopology, weightSpecs: specs, weightData: data } = await saved(model);
    const text = JSON.stringify({ modelTopology, weightSpecs: specs });
    const rng = random(7);
    const draw = (n: number) => Math.floor(rng.next() * n);
    const pieces = [
      '0',
      '-1',
      '9',
      '"',
      '[',
      '}',
      'null',
      '1e99',
      'true',
      ',',
      'Dense',
      '__proto__',
    ];
    let refused = 0;
    await expectNoLeaks(() => {
      for (let i = 0; i < 2000; i++) {
        const at = draw(text.length);
        const changed = `${text.slice(0, at)}${pieces[draw(pieces.length)]}${text.slice(at + draw(4))}`;
        let json: object;
        try {
          json = JSON.parse(changed);
        } catch {
          continue;
        }
        try {
          const made = fromKeras({ ...json, weightData: data } as tf.io.ModelArtifacts);
          dispose(made.layers);
        } catch (error) {
          refused++;
          expect((error as Error).message).toMatch(/expected .* got /s);
          expect((error as Error).name).toMatch(/KerasError|RangeError|StateDictError|ShapeError/);
        }
      }
    });
    expect(refused).toBeGreaterThan(50);
  }, 120_000);
});

test('what is kept of a layer is ours', async () => {
  await setup({ backend: backendName });
  const ours = fromKeras(
    await saved(sequence(layers.dense({ units: 2, inputShape: [3], name: 'd' }))),
  );
  expect(ours.layers.d).toBeInstanceOf(Linear);
});
