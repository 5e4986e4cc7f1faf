import { fromKeras as read } from '@dl/core/keras';
import { seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { rnnKeras } from './keras';

const fromKeras = (artifacts: tf.io.ModelArtifacts) => read(artifacts, { layers: [rnnKeras] });

const rnn = { class_name: 'SimpleRNN', config: { name: 'r', units: 2 } };
const input = (name: string) => ({
  class_name: 'InputLayer',
  name,
  config: { name },
  inbound_nodes: [],
});

/** A layer 'y' of a sequence and `count` states. */
function artifactsOf(kind: string, more: object, paths: readonly string[], count: number) {
  const states = Array.from({ length: count }, (_, i) => `h${i}`);
  const names = ['x', ...states];
  const config = { name: 'y', ...more };
  const inbound_nodes = [names.map((name) => [name, 0, 0, {}])];
  return {
    modelTopology: {
      class_name: 'Functional',
      config: {
        layers: [...names.map(input), { class_name: kind, name: 'y', config, inbound_nodes }],
        input_layers: names.map((name) => [name, 0, 0]),
        output_layers: [['y', 0, 0]],
      },
    },
    weightSpecs: paths.flatMap((path) => [
      { name: `${path}/kernel`, shape: [3, 2], dtype: 'float32' as const },
      { name: `${path}/recurrent_kernel`, shape: [2, 2], dtype: 'float32' as const },
      { name: `${path}/bias`, shape: [2], dtype: 'float32' as const },
    ]),
    weightData: new Float32Array(paths.length * 12).fill(0.3).buffer,
  };
}

const both = (count: number) =>
  artifactsOf('Bidirectional', { layer: rnn }, ['y/forward_r', 'y/backward_r'], count);
const run = (artifacts: ReturnType<typeof artifactsOf>, count: number) => {
  const states = Array.from({ length: count }, (_, i) => seededTensor([1, 2], i + 1));
  return fromKeras(artifacts).forward([seededTensor([1, 4, 3], 9), ...states]);
};

test('a Bidirectional layer starts from a state for each direction', () => {
  const [from, plain] = [run(both(2), 2), run(both(0), 0)];
  for (const half of [0, 2]) {
    const [a, b] = [from, plain].map((y) => tf.slice(y, [0, half], [1, 2]));
    expect(a).not.toBeClose(b as tf.Tensor, { absolute: 1e-6, relative: 0 });
  }
});

test.each([1, 3])('%i states of a Bidirectional layer are refused', (count) => {
  expect(() => run(both(count), count)).toThrow(
    `y": initial_state: expected an even number of states, got ${count}`,
  );
});

test('a Bidirectional layer around one that takes no states takes none', () => {
  const layer = { class_name: 'Masking', config: { name: 'r' } };
  const artifacts = artifactsOf('Bidirectional', { layer }, [], 2);
  expect(() => fromKeras(artifacts)).toThrow('y: inbound_nodes: expected one tensor, got 3');
});
