import { backendName } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { fromKeras } from './from-keras';

interface Layer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: readonly unknown[];
}

const layer = (kind: string, name: string, more: object, ...takes: string[]): Layer => ({
  class_name: kind,
  config: { name, ...more },
  inbound_nodes: takes.length === 0 ? [] : [takes.map((from) => [from, 0, 0, {}])],
});

const functional = (layers: readonly Layer[], inputs: string[], outputs: string[]) => ({
  layers: layers.map((own) => ({ name: own.config.name, ...own })),
  input_layers: inputs.map((name) => [name, 0, 0]),
  output_layers: outputs.map((name) => [name, 0, 0]),
});

describe.skipIf(backendName === 'webgpu')('fromKeras', () => {
  test.each([
    ['Masking', {}],
    ['GlobalAveragePooling1D', {}],
    [
      'TimeDistributed',
      { layer: { class_name: 'Activation', config: { name: 'z', activation: 'relu' } } },
    ],
    ['Embedding', { input_dim: 3, output_dim: 2, mask_zero: true }],
    ['Embedding', { input_dim: 3, output_dim: 2 }],
  ])('%s of two tensors is refused', (kind, more) => {
    const make = (...takes: string[]) => ({
      modelTopology: {
        class_name: 'Functional',
        config: functional(
          [
            layer('InputLayer', 'a', {}),
            layer('InputLayer', 'b', {}),
            layer(kind, 'y', more, ...takes),
          ],
          ['a', 'b'],
          ['y'],
        ),
      },
      weightSpecs: kind === 'Embedding' ? [table] : [],
      weightData: new Float32Array(kind === 'Embedding' ? 6 : 0).buffer,
    });
    const table = { name: 'y/embeddings', shape: [3, 2], dtype: 'float32' as const };
    expect(() => fromKeras(make('a'))).not.toThrow();
    expect(() => fromKeras(make('a', 'b'))).toThrow('y: inbound_nodes: expected one tensor, got 2');
  });

  test('a functional model without a class_name is wired as it says', () => {
    const config = functional(
      [
        layer('InputLayer', 'a', {}),
        layer('Rescaling', 'tenfold', { scale: 10 }, 'a'),
        layer('Rescaling', 'double', { scale: 2 }, 'a'),
      ],
      ['a'],
      ['double'],
    );
    const files = { weightSpecs: [], weightData: new ArrayBuffer(0) };
    for (const modelTopology of [{ config }, { model_config: { config } }]) {
      const model = fromKeras({ modelTopology, ...files });
      expect(model.forward(tf.ones([1]))).toBeClose([2]);
    }
    const list = config.layers.slice(1);
    for (const plain of [{ layers: list }, list]) {
      const model = fromKeras({ modelTopology: { config: plain }, ...files });
      expect(model.forward(tf.ones([1]))).toBeClose([20]);
    }
  });
});
