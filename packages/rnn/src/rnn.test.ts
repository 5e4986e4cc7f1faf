import {
  adam,
  dispose,
  Linear,
  loadStateDict,
  mse,
  parameters,
  type Rng,
  random,
  stateDict,
  train,
  valueAndGrads,
} from '@dl/core';
import {
  backendName,
  expectGradients,
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Rnn, type RnnOptions } from './rnn';
import { unroll } from './unroll';

const EXACT = { absolute: 0, relative: 0 };
const sequence = (seed = 1) => seededTensor<tf.Tensor3D>([2, 7, 3], seed);
const make = (options: Partial<RnnOptions> = {}) => new Rnn(3, 5, { rng: random(9), ...options });
const statesOf = (count: number) =>
  Array.from({ length: count }, (_, i) => seededTensor<tf.Tensor2D>([2, 5], 20 + i));

// Golden numbers of torch.nn.RNN: from-torch.test.ts.
describe('Rnn', () => {
  test('[batch, time, in] → the last layer’s outputs, and a state a layer and direction', () => {
    const one = make({ layers: 3 }).forward(sequence());
    expect(one.outputs.shape).toEqual([2, 7, 5]);
    expect(one.state.map(({ shape }) => shape)).toEqual([
      [2, 5],
      [2, 5],
      [2, 5],
    ]);
    const concat = make({ layers: 2, bidirectional: 'concat' });
    expect(concat.forward(sequence()).outputs.shape).toEqual([2, 7, 10]);
    expect(concat.forward(sequence()).state.length).toBe(4);
    expect(concat.zeroState(2).map(({ shape }) => shape)).toEqual(Array(4).fill([2, 5]));
    const sum = make({ layers: 2, bidirectional: 'sum' });
    expect(sum.forward(sequence()).outputs.shape).toEqual([2, 7, 5]);
  });

  test('the paths of its state dict', () => {
    const shapes = (rnn: Rnn) =>
      Object.entries(stateDict(rnn)).map(([path, { shape }]) => `${path} ${shape}`);
    expect(shapes(make({ layers: 2, bidirectional: 'concat', bias: false }))).toEqual([
      'cells.0.input.weight 3,5',
      'cells.0.recurrent.weight 5,5',
      'cells.1.input.weight 10,5',
      'cells.1.recurrent.weight 5,5',
      'reverseCells.0.input.weight 3,5',
      'reverseCells.0.recurrent.weight 5,5',
      'reverseCells.1.input.weight 10,5',
      'reverseCells.1.recurrent.weight 5,5',
    ]);
    expect(shapes(make())).toEqual([
      'cells.0.input.weight 3,5',
      'cells.0.input.bias 5',
      'cells.0.recurrent.weight 5,5',
    ]);
  });

  test('sum is the forward and the backward run added', () => {
    const rnn = make({ bidirectional: 'sum' });
    const there = unroll(rnn.cells[0] as never, sequence());
    const back = unroll(rnn.reverseCells[0] as never, sequence(), { reverse: true });
    const { outputs } = rnn.forward(sequence());
    expect(outputs).toBeClose(tf.add(there.outputs, back.outputs), EXACT);
  });

  test.each(['tanh', 'relu', 'sigmoid'] as const)(
    'stepping one by one is forward: %s',
    (activation) => {
      const rnn = make({ layers: 2, activation });
      const xs = sequence();
      const whole = rnn.forward(xs, { state: statesOf(2) });
      let state = statesOf(2);
      const outputs = tf.unstack(xs, 1).map((x) => {
        const next = rnn.step(x as tf.Tensor2D, state);
        state = next.state;
        return next.output;
      });
      expect(tf.stack(outputs, 1)).toBeClose(whole.outputs, { absolute: 1e-6 });
      for (const [i, last] of state.entries()) {
        expect(last).toBeClose(whole.state[i] as tf.Tensor, { absolute: 1e-6 });
      }
    },
  );

  test('a sequence cut in two, with the states carried over, is the whole', () => {
    const rnn = make({ layers: 2 });
    const xs = sequence();
    const whole = rnn.forward(xs);
    const first = rnn.forward(tf.slice(xs, [0, 0, 0], [-1, 4, -1]));
    const second = rnn.forward(tf.slice(xs, [0, 4, 0], [-1, 3, -1]), { state: first.state });
    expect(tf.concat([first.outputs, second.outputs], 1)).toBeClose(whole.outputs);
    expect(second.state[1]).toBeClose(whole.state[1] as tf.Tensor);
  });

  test('what pads a row has no influence through layers of both directions', () => {
    const rnn = make({ layers: 2, bidirectional: 'concat' });
    const run = (padding: number) => {
      const values = sequence().arraySync();
      for (let t = 4; t < 7; t++) values[1]?.[t]?.fill(padding);
      let outputs: tf.Tensor | undefined;
      const { grads } = valueAndGrads(() => {
        const result = rnn.forward(tf.tensor3d(values), { lengths: [7, 4] });
        outputs = tf.keep(result.outputs);
        return tf.sum(tf.square(result.outputs)) as tf.Scalar;
      }, parameters(rnn));
      return [outputs as tf.Tensor, ...parameters(rnn).map((x) => grads.get(x) as tf.Tensor)];
    };
    const wanted = run(0);
    for (const [i, got] of run(NaN).entries()) {
      expect(got).toBeClose(wanted[i] as tf.Tensor, EXACT);
    }
  });

  test('gradients of inputs and states through layers and directions', () => {
    const rnn = make({ layers: 2, bidirectional: 'sum' });
    const inputs = [seededTensor([2, 3, 3], 1), ...statesOf(4)];
    expectGradients((xs, ...state) => {
      const options = { state: state as tf.Tensor2D[], lengths: [3, 2] };
      const result = rnn.forward(xs as tf.Tensor3D, options);
      return tf.concat([tf.reshape(result.outputs, [6, 5]), ...result.state], 0);
    }, inputs);
  });

  test('the same on every backend, gradients too', async () => {
    await expectSameOnEveryBackend(() => {
      const rnn = make({ layers: 2, bidirectional: 'concat' });
      const weights = parameters(rnn);
      const made: tf.Tensor[] = [];
      const { value, grads } = valueAndGrads(() => {
        const options = { state: statesOf(4), lengths: [3, 7] };
        const { outputs, state } = rnn.forward(sequence(), options);
        made.push(outputs, ...state);
        for (const tensor of made) tf.keep(tensor);
        const last = tf.stack(state);
        return tf.add(tf.sum(tf.square(outputs)), tf.sum(tf.square(last))) as tf.Scalar;
      }, weights);
      const results = [value, ...made, ...weights.map((weight) => grads.get(weight) as tf.Tensor)];
      dispose(rnn);
      return results;
    });
  });

  test('overfits a tiny batch', async () => {
    const model = { rnn: make(), out: new Linear(5, 2, { rng: random(2) }) };
    const xs = sequence();
    const target = tf.mul(seededTensor<tf.Tensor3D>([2, 7, 2], 3), 0.8);
    const loss = () => mse(model.out.forward(model.rnn.forward(xs).outputs), target);
    const optimizer = adam({ learningRate: 0.1 });
    let last = Infinity;
    const options = { parameters: parameters(model), optimizer, loss, batches: () => 0 };
    for await (const report of train({ ...options, steps: 40 })) last = await report.loss();
    // 0.46 at the first step
    expect(last).toBeLessThan(0.05);
  });

  // Hundreds of steps of a GPU in software take minutes.
  test.skipIf(backendName === 'webgpu')('learns to remember the first of ten inputs', async () => {
    const rng = random(1);
    const model = { rnn: new Rnn(1, 16, { rng }), out: new Linear(16, 1, { rng }) };
    const loss = (xs: tf.Tensor3D) => {
      const [state] = model.rnn.forward(xs).state as [tf.Tensor2D];
      return mse(model.out.forward(state), tf.squeeze(tf.slice(xs, [0, 0, 0], [-1, 1, -1]), [1]));
    };
    const batches = ({ rng: draw }: { rng: Rng }) =>
      draw.uniform([32, 10, 1], -1, 1) as tf.Tensor3D;
    const optimizer = adam({ learningRate: 0.01 });
    const losses: number[] = [];
    const options = { parameters: parameters(model), optimizer, loss, batches };
    for await (const report of train({ ...options, steps: 200 })) losses.push(await report.loss());
    const last = losses.slice(-10).reduce((sum, value) => sum + value, 0) / 10;
    // The variance of what is to be remembered is 1/3.
    expect(last).toBeLessThan(0.03);
  });

  test('round trip of the state dict', () => {
    const [from, to] = [1, 2].map(
      (seed) => new Rnn(3, 5, { rng: random(seed), layers: 2, bidirectional: 'concat' }),
    ) as [Rnn, Rnn];
    loadStateDict(to, stateDict(from));
    expect(to.forward(sequence()).outputs).toBeClose(from.forward(sequence()).outputs, EXACT);
  });
});

describe('Rnn, dropout', () => {
  /** Layers that pass on 1 everywhere: the second shows what of the first came through. */
  function passOn(layers: number, dropout: number): Rnn {
    const rnn = new Rnn(3, 3, { rng: random(1), layers, dropout, activation: 'relu', bias: false });
    for (const { input, recurrent } of rnn.cells) {
      input.weight.assign(tf.eye(3));
      recurrent.weight.assign(tf.zeros([3, 3]));
    }
    return rnn;
  }

  test('drops its share between layers, and only while training', async () => {
    const xs = tf.ones<tf.Rank.R3>([211, 5, 3]);
    const rnn = passOn(2, 0.25);
    const { outputs, state } = rnn.forward(xs, { training: true, rng: random(4) });
    const values = await outputs.data();
    const zeros = values.filter((value) => value === 0).length / values.length;
    // Of 3,165 elements the share has a standard deviation of 0.008.
    expect(zeros).toBeGreaterThan(0.22);
    expect(zeros).toBeLessThan(0.28);
    expect(values.filter((value) => value !== 0)).toBeClose(
      new Float32Array(values.filter((value) => value !== 0).length).fill(4 / 3),
    );
    // The first layer's own state is whole.
    expect(state[0]).toBeClose(tf.ones([211, 3]), EXACT);
    expect(rnn.forward(xs).outputs).toBeClose(tf.ones([211, 5, 3]), EXACT);
    expect(rnn.forward(xs, { rng: random(4) }).outputs).toBeClose(tf.ones([211, 5, 3]), EXACT);
  });

  test('none after the last layer', () => {
    const xs = tf.ones<tf.Rank.R3>([2, 7, 3]);
    const { outputs } = passOn(1, 0.5).forward(xs, { training: true });
    expect(outputs).toBeClose(xs, EXACT);
  });

  test('each gap between layers draws its own, the same rng the same', async () => {
    const xs = tf.ones<tf.Rank.R3>([2, 7, 3]);
    const run = (layers: number, seed: number) => {
      const options = { training: true, rng: random(seed) };
      return passOn(layers, 0.5).forward(xs, options).outputs;
    };
    expect(run(3, 1)).toBeClose(run(3, 1), EXACT);
    expect(run(3, 1)).not.toBeClose(run(3, 2));
    // Were both gaps the same, nothing more would fall out at the second.
    const kept = async (x: tf.Tensor) => (await x.data()).filter((value) => value !== 0).length;
    expect(await kept(run(3, 1))).toBeLessThan(await kept(run(2, 1)));
  });

  test('each call draws anew', () => {
    const [rnn, rng] = [passOn(2, 0.5), random(1)];
    const run = () => rnn.forward(tf.ones([2, 7, 3]), { training: true, rng }).outputs;
    expect(run()).not.toBeClose(run());
  });

  test('gradients pass what was kept', () => {
    const rnn = passOn(2, 0.5);
    const xs = tf.variable(tf.ones([2, 7, 3]));
    let outputs: tf.Tensor | undefined;
    const { grads } = valueAndGrads(() => {
      const options = { training: true, rng: random(4) };
      outputs = tf.keep(rnn.forward(xs as tf.Tensor3D, options).outputs);
      return tf.sum(outputs) as tf.Scalar;
    }, [xs]);
    expect(grads.get(xs)).toBeClose(outputs as tf.Tensor, EXACT);
  });
});

describe('Rnn, bad input', () => {
  test('sizes and options', async () => {
    const refuse = async (options: Partial<RnnOptions>, message: string, sizes = [3, 5]) => {
      const [inSize, hiddenSize] = sizes as [number, number];
      const create = () => new Rnn(inSize, hiddenSize, { rng: random(1), ...options });
      await expectRefusal(create, message);
    };
    const rule = 'expected a positive integer, got';
    await refuse({}, `Rnn: inSize: ${rule} -3`, [-3, 5]);
    await refuse({}, `Rnn: hiddenSize: ${rule} 5.5`, [3, 5.5]);
    await refuse({ layers: 0 }, 'Rnn: layers: expected a positive integer of at most 65536, got 0');
    await refuse({ dropout: 1 }, 'Rnn: dropout: expected a number in [0, 1), got 1');
    await refuse({ dropout: NaN }, 'Rnn: dropout: expected a number in [0, 1), got NaN');
    await refuse(
      { bidirectional: 'mul' as never },
      'Rnn: bidirectional: expected true, false, "concat" or "sum", got "mul"',
    );
    await refuse(
      { activation: 'linear' as never },
      'Rnn: activation: expected "tanh", "relu" or "sigmoid", got "linear"',
    );
  });

  test('sequences, states and lengths', async () => {
    const rnn = make({ layers: 2, dropout: 0.5 });
    const refuse = async (message: string, xs: tf.Tensor, options: object = {}) => {
      const run = () => rnn.forward(xs as tf.Tensor3D, options);
      await expectRefusal(run, `Rnn.forward: ${message}`);
    };
    const xs = sequence();
    await refuse('xs: expected [batch, time, 3], got [2, 3]', tf.zeros([2, 3]));
    await refuse('xs: expected [batch, time, 3], got [2, 7, 5]', tf.zeros([2, 7, 5]));
    await refuse('xs: expected dtype float32, got bool', tf.zeros([2, 7, 3], 'bool'));
    const empty = tf.zeros([2, 0, 3]);
    const rule = '[batch, time, 3] with no empty axis but the first';
    await refuse(`xs: expected ${rule}, got [2, 0, 3]`, empty);
    await refuse('state: expected 2 of them, got 3', xs, { state: statesOf(3) });
    const [first, second] = statesOf(2);
    second?.dispose();
    await refuse('state.1: expected a tensor that is alive, got a disposed one [2, 5]', xs, {
      state: [first, second],
    });
    await refuse('lengths.1: expected an integer from 0 to 7, got 8', xs, { lengths: [7, 8] });
    await refuse('rng: expected a generator of random(), got undefined', xs, {
      training: true,
    });
    dispose(rnn);
    await expectRefusal(() => rnn.forward(xs), /expected a tensor that is alive, got a disposed/);
  });

  test('steps', async () => {
    const rnn = make({ layers: 2 });
    const x = tf.zeros<tf.Rank.R2>([2, 3]);
    const refuse = async (message: string, from: tf.Tensor, state: unknown) => {
      const run = () => rnn.step(from as tf.Tensor2D, state as tf.Tensor2D[]);
      await expectRefusal(run, `Rnn.step: ${message}`);
    };
    const states = statesOf(2);
    await refuse('x: expected [batch, 3], got [2, 1, 3]', tf.zeros([2, 1, 3]), states);
    await refuse('state: expected 2 of them, got 1', x, [states[0]]);
    await refuse('state: expected an array of 2 states, got undefined', x, undefined);
    await refuse('state.1: expected [2, 5], got [2, 3]', x, [states[0], x]);
    const both = make({ bidirectional: 'sum' });
    const two = both.zeroState(2);
    const message = 'Rnn.step: expected one direction, got a network of both';
    await expectRefusal(() => both.step(x, two), message);
  });
});

describe('Rnn, memory', () => {
  test('forward, a step, forward and backward', async () => {
    const rnn = make({ layers: 2, bidirectional: 'concat', dropout: 0.5 });
    const xs = sequence();
    const lengths = [3, 7];
    await expectNoLeaks(() => {
      const { outputs, state } = rnn.forward(xs, { lengths });
      tf.dispose([outputs, ...state]);
    });
    await expectNoLeaks(() => {
      const loss = () => {
        const options = { lengths, training: true, rng: random(1) };
        return tf.sum(rnn.forward(xs, options).outputs) as tf.Scalar;
      };
      const { value, grads } = valueAndGrads(loss, parameters(rnn));
      tf.dispose([value, ...grads.values()]);
    });
    await expectNoLeaks(() => dispose(make({ layers: 2 })));
  });

  test('what a step gives is disposed one by one', async () => {
    const rnn = make({ layers: 2 });
    const x = tf.zeros<tf.Rank.R2>([2, 3]);
    const start = rnn.zeroState(2);
    await expectNoLeaks(() => {
      const { output, state } = rnn.step(x, start);
      output.dispose();
      const next = rnn.step(x, state);
      tf.dispose([...state, next.output, ...next.state]);
    });
  });

  test('a training loop', async () => {
    await expectNoLeaks(async () => {
      const model = make();
      const optimizer = adam({ learningRate: 0.01 });
      const loss = (xs: tf.Tensor3D) => tf.mean(tf.square(model.forward(xs).outputs));
      const batches = ({ rng }: { rng: Rng }) => rng.normal([2, 7, 3]) as tf.Tensor3D;
      const options = { parameters: parameters(model), optimizer, loss, batches, steps: 5 };
      for await (const report of train(options)) await report.loss();
      optimizer.dispose();
      dispose(model);
    });
  });
});
