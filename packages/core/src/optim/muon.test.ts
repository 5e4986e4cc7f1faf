import {
  expectNoLeaks,
  expectRefusal,
  expectSameOnEveryBackend,
  memoryStore,
  seededTensor,
} from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import golden from '../fixtures/torch-muon.json';
import { loadCheckpoint, saveCheckpoint } from '../train/checkpoint';
import { adamW } from './adam';
import { type MuonOptions, muon } from './muon';
import { orthogonalised } from './orthogonalise';
import { sgd } from './sgd';

const EXACT = { absolute: 0, relative: 0 };
const variable = (shape: number[], seed: number) =>
  tf.tidy(() => tf.variable(seededTensor(shape, seed)));

/** The parameter seeded(shape, 1) after four updates with the gradients seeded(shape, 10 + step). */
function train(options: MuonOptions, shape: number[]): tf.Tensor {
  const [parameter, optimizer] = [variable(shape, 1), muon(options)];
  for (let step = 0; step < 4; step++) {
    tf.tidy(() => optimizer.update(new Map([[parameter, seededTensor(shape, 10 + step)]])));
  }
  const trained = tf.clone(parameter);
  parameter.dispose();
  optimizer.dispose();
  return trained;
}

type Options = (typeof golden)[number]['options'];

/** PyTorch's options in our names. */
function optionsOf({ lr, momentum, nesterov, weight_decay, ns_steps, eps, ...rest }: Options) {
  const given: Record<string, unknown> = {
    momentum,
    nesterov,
    weightDecay: weight_decay,
    iterations: ns_steps,
    epsilon: eps,
  };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  const adjust = rest.adjust_lr_fn === undefined ? 'original' : 'match-rms-adamw';
  return { learningRate: lr, adjust, ...Object.fromEntries(known) } as MuonOptions;
}

describe('muon', () => {
  test.each(golden)('is as PyTorch: $shape, $options', ({ shape, options, ...wanted }) => {
    const own = tf.reshape(train(optionsOf(options), shape), [-1]);
    expect(own).toBeClose(wanted.exact, { absolute: 3e-5, relative: 1e-4 });
    // PyTorch's own products have eight bits.
    expect(own).toBeClose(wanted.rounded, { absolute: 0.03 });
  });

  test('is the same on every backend, at odd sizes', async () => {
    const shapes = [[1, 1], [3, 5], [17, 33], [33, 7], [1, 9], [4], [2, 3, 5]];
    await expectSameOnEveryBackend(() =>
      shapes.map((shape) => train({ learningRate: 0.05 }, shape)),
    );
  });

  test('singular values come near one, however small they are', async () => {
    const make = () => {
      const basis = tf.linalg.qr(seededTensor([6, 6], 1))[0];
      return tf.matMul(
        tf.mul(basis, tf.tensor([1, 0.5, 0.2, 0.1, 0.05, 0.03])),
        basis,
        false,
        true,
      );
    };
    const g = tf.tidy(make);
    for (const scale of [1, 1e-20, 1e30]) {
      const move = orthogonalised(tf.mul(g, scale), { iterations: 5, epsilon: 1e-30 });
      const turned = tf.matMul(move as tf.Tensor2D, move as tf.Tensor2D, true);
      for (const [i, row] of (await (turned as tf.Tensor2D).array()).entries()) {
        expect(row[i]).toBeGreaterThan(0.4);
        expect(row[i]).toBeLessThan(1.5);
      }
    }
  });

  test('gives no move for no gradient, NaN for NaN, and takes a matrix of nothing', async () => {
    const [empty, nothing] = [tf.variable(tf.zeros([0, 3])), tf.zeros([0, 3])];
    muon().update(new Map([[empty, nothing]]));
    expect(empty.shape).toEqual([0, 3]);
    const [x, optimizer] = [variable([3, 2], 1), muon({ weightDecay: 0 })];
    optimizer.update(new Map([[x, tf.zeros([3, 2])]]));
    expect(x).toBeClose(seededTensor([3, 2], 1), EXACT);
    optimizer.update(new Map([[x, tf.fill([3, 2], Number.NaN)]]));
    expect(Array.from(await x.data()).every(Number.isNaN)).toBe(true);
    optimizer.dispose();
  });

  test('the rest is updated by AdamW, and what is excepted', () => {
    const shapes = [[3, 2], [5, 4], [4], [2, 2, 3]];
    const run = (make: (parameters: tf.Variable[]) => ReturnType<typeof muon>) => {
      const parameters = shapes.map((shape, i) => variable(shape, i));
      const optimizer = make(parameters);
      for (let step = 0; step < 3; step++) {
        const entries = parameters.map((p, i) => [p, seededTensor(p.shape, 9 * step + i)] as const);
        tf.tidy(() => optimizer.update(new Map(entries)));
      }
      return { parameters, optimizer };
    };
    const learningRate = (step: number) => 0.1 / (1 + step);
    const own = run(([, table]) => muon({ learningRate, except: [table as tf.Variable] }));
    const other = run(() => adamW({ learningRate, weightDecay: 0.1 }));
    const [[matrix, ...rest], [, ...adams]] = [own.parameters, other.parameters];
    rest.forEach((x, i) => {
      expect(x).toBeClose(adams[i] as tf.Variable, EXACT);
    });
    const { optimizer } = own;
    expect([optimizer.rule, optimizer.steps, optimizer.slots]).toEqual([
      'muon(adamW)',
      3,
      ['velocity', 'm', 'v'],
    ]);
    expect(optimizer.learningRate).toBeCloseTo(0.025);
    expect(optimizer.slotsOf?.(matrix as tf.Variable)).toEqual(['velocity']);
    expect(optimizer.slotsOf?.(rest[0] as tf.Variable)).toEqual(['m', 'v']);
    expect(muon({ rest: sgd({ learningRate: 1 }) }).rule).toBe('muon(sgd)');
  });

  test('goes on from a checkpoint as if it had never stopped', async () => {
    const make = () => {
      const model = { weight: variable([5, 3], 1), bias: variable([3], 2) };
      const optimizer = muon({ learningRate: 0.05 });
      const update = (step: number) =>
        tf.tidy(() =>
          optimizer.update(
            new Map([
              [model.bias, seededTensor([3], 20 + step)],
              [model.weight, seededTensor([5, 3], 10 + step)],
            ]),
          ),
        );
      return { model, optimizer, update };
    };
    const [store, whole, resumed] = [memoryStore(), make(), make()];
    for (const step of [0, 1]) whole.update(step);
    await saveCheckpoint(store, { model: whole.model, optimizer: whole.optimizer, step: 2 });
    const { model, optimizer } = resumed;
    expect(await loadCheckpoint(store, { model, optimizer })).toEqual({ step: 2 });
    for (const step of [2, 3]) {
      whole.update(step);
      resumed.update(step);
    }
    expect(model.weight).toBeClose(whole.model.weight, EXACT);
    expect(model.bias).toBeClose(whole.model.bias, EXACT);
  });

  test('frees what it keeps', async () => {
    await expectNoLeaks(() => {
      const [x, b, optimizer] = [variable([3, 2], 1), variable([2], 2), muon()];
      tf.tidy(() =>
        optimizer.update(
          new Map([
            [x, seededTensor([3, 2], 3)],
            [b, seededTensor([2], 4)],
          ]),
        ),
      );
      optimizer.dispose();
      tf.dispose([x, b]);
    });
  });

  test('says what does not fit', async () => {
    const refuse = (options: object, message: string) =>
      expectRefusal(() => muon(options as MuonOptions), `muon: ${message}`);
    await refuse({ momentum: 1 }, 'momentum: expected a number in [0, 1), got 1');
    await refuse({ adjust: 'rms' }, 'adjust: expected "original" or "match-rms-adamw", got "rms"');
    await refuse(
      { iterations: 100 },
      'iterations: expected a positive integer of at most 99, got 100',
    );
    await refuse({ epsilon: 0 }, 'epsilon: expected a number over 0, got 0');
    await refuse({ weightDecay: -1 }, 'weightDecay: expected a number of at least 0, got -1');
    await refuse({ except: 3 }, 'except: expected an array of Variables, got 3');
    await refuse({ except: ['table'] }, 'except: expected Variables, got "table"');
    await refuse({ rest: null }, 'rest.update: expected a function, got undefined');
    const [x, optimizer] = [variable([3, 2], 1), muon()];
    const wrong = tf.ones([2, 3]);
    await expectRefusal(
      () => optimizer.update(new Map([[x, wrong]])),
      'muon.update: gradient: expected [3, 2] as its parameter, got [2, 3]',
    );
    expect(optimizer.steps).toBe(0);
  });
});
