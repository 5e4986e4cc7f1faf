import { dispose, random } from '@dl/core';
import { bidirectional, CellStack, Rnn, RnnCell, unroll, windows } from '@dl/rnn';
import {
  endsOf,
  expectCell,
  expectSequence,
  expectStep,
  fillOutputs,
  recurrentGradient,
  runStack,
  withoutPadding,
} from '@dl/rnn/cell';
import { backendName, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { changed, makeCanaries } from '../../rnn/src/fixtures/canaries';
import { Draw } from './fixtures/draw-case';
import { Gru } from './gru';
import { GruCell } from './gru-cell';
import { gruGates } from './gru-gates';
import { Lstm } from './lstm';
import { LstmCell } from './lstm-cell';
import { lstmGates } from './lstm-gates';
import { traceGates } from './trace-gates';

// `DL_FUZZ=20000` makes so many calls, from `DL_FUZZ_SEED` on.
const { env = {} } = (globalThis as { process?: { env?: Record<string, string> } }).process ?? {};
const COUNT = Number(env.DL_FUZZ ?? 600);
const SEED = Number(env.DL_FUZZ_SEED ?? 0);

/** Something that fits nowhere, or nearly fits. */
function hostile(draw: Draw): unknown {
  const disposed = tf.zeros([2, 3]);
  disposed.dispose();
  const shape = draw.of([
    [],
    [0],
    [1],
    [2],
    [3],
    [2, 3],
    [3, 2],
    [2, 0, 3],
    [2, 4, 3],
    [2, 4, 99],
    [1, 1, 1],
  ]);
  return draw.of<() => unknown>([
    () => undefined,
    () => null,
    () =>
      draw.of([
        -99,
        -1,
        0,
        1,
        2,
        1.5,
        NaN,
        Infinity,
        2 ** 31 - 1,
        2 ** 31,
        2 ** 32 + 3,
        -(2 ** 31),
      ]),
    () => draw.of(['', 'yes', 'sum', 'sigmoid', '3']),
    () => draw.of([true, false, 3n, Symbol('s')]),
    () => [],
    () => [1, 99],
    () => ({}),
    () => ({ reverse: 'yes', lengths: [1, 99], state: 7, columns: 99, rng: 3 }),
    () => () => 1,
    () => Int32Array.of(99, -1),
    () => disposed,
    () => ({ shape: [2, 3], dtype: 'float32', isDisposed: false, dataId: {} }),
    () => tf.zeros(shape),
    () => tf.zeros(shape, draw.of(['int32', 'bool'] as const)),
    () => tf.tensor(['a', 'b']),
  ])();
}

type Call = { readonly args: unknown[]; readonly f: (...args: never[]) => unknown };

/** Every function and class of both packages, with arguments that are right. */
function calls(): Record<string, Call> {
  const rng = random(1);
  const [rnn, lstm, gru] = [
    new RnnCell(3, 5, { rng }),
    new LstmCell(3, 5, { rng, peepholes: true }),
    new GruCell(3, 5, { rng }),
  ];
  const x = seededTensor<tf.Tensor2D>([2, 3], 1);
  const xs = seededTensor<tf.Tensor3D>([2, 4, 3], 2);
  const h = seededTensor<tf.Tensor2D>([2, 5], 3);
  const c = seededTensor<tf.Tensor2D>([2, 5], 4);
  const ends = tf.tensor1d([4, 2], 'int32');
  const options = () => ({ lengths: [4, 2], reverse: true });
  const wide = seededTensor([2, 20], 5);
  const three = seededTensor([2, 15], 6);
  const stacks = [new Rnn(3, 5, { rng }), new Lstm(3, 5, { rng }), new Gru(3, 5, { rng })] as const;
  const cellOptions = () => ({ rng, bias: true });
  const all: Record<string, Call> = {
    unroll: { f: unroll, args: [rnn, xs, options()] },
    unrollLstm: { f: unroll, args: [lstm, xs, { ...options(), state: { h, c } }] },
    unrollGru: { f: unroll, args: [gru, xs, { ...options(), state: h }] },
    bidirectional: { f: bidirectional, args: [gru, rnn, xs, { merge: 'sum', lengths: [1, 4] }] },
    runStack: { f: runStack, args: ['runStack', [{ forward: lstm }], xs, { lengths: [0, 4] }] },
    traceGates: { f: traceGates, args: [lstm, xs, options()] },
    windows: { f: windows, args: [7, 3] },
    lstmGates: { f: lstmGates, args: [wide, h, { gateActivation: 'sigmoid' }] },
    gruGates: { f: gruGates, args: [three, three, h, { gateActivation: 'hardSigmoid' }] },
    withoutPadding: { f: withoutPadding, args: [xs, ends] },
    recurrentGradient: {
      f: recurrentGradient,
      args: [
        seededTensor([2, 4, 5], 7),
        h,
        seededTensor([2, 4, 6], 8),
        { ends, reverse: true, columns: 3 },
      ],
    },
    endsOf: { f: endsOf, args: [Int32Array.of(1, 2)] },
    fillOutputs: {
      f: fillOutputs,
      args: [Int32Array.of(1, 2), (room: (s: number[]) => tf.Tensor) => room([2, 3])],
    },
    expectCell: { f: expectCell, args: ['f', 'cell', rnn] },
    expectSequence: { f: expectSequence, args: ['f', 3, xs, [4, 2]] },
    expectStep: { f: expectStep, args: ['f', rnn, x, h] },
    CellStack: {
      f: (...args: ConstructorParameters<typeof CellStack>) => new CellStack(...args),
      args: ['s', 3, { layers: 1 }, () => rnn],
    },
    RnnCell: {
      f: (...args: ConstructorParameters<typeof RnnCell>) => new RnnCell(...args),
      args: [3, 5, cellOptions()],
    },
    LstmCell: {
      f: (...args: ConstructorParameters<typeof LstmCell>) => new LstmCell(...args),
      args: [3, 5, { ...cellOptions(), projection: 2, peepholes: true, forgetBias: 1 }],
    },
    GruCell: {
      f: (...args: ConstructorParameters<typeof GruCell>) => new GruCell(...args),
      args: [3, 5, { ...cellOptions(), resetAfter: false }],
    },
    Rnn: {
      f: (...args: ConstructorParameters<typeof Rnn>) => new Rnn(...args),
      args: [3, 5, { ...cellOptions(), layers: 2, dropout: 0.1 }],
    },
    Lstm: {
      f: (...args: ConstructorParameters<typeof Lstm>) => new Lstm(...args),
      args: [3, 5, { ...cellOptions(), bidirectional: 'sum' }],
    },
    Gru: {
      f: (...args: ConstructorParameters<typeof Gru>) => new Gru(...args),
      args: [3, 5, { ...cellOptions(), gateActivation: 'sigmoid' }],
    },
  };
  for (const cell of [rnn, lstm, gru]) {
    const { name } = cell.constructor;
    const state = cell === lstm ? { h, c } : h;
    const own = cell as unknown as RnnCell & { gates?: (x: tf.Tensor, s: unknown) => unknown };
    all[`${name}.step`] = { f: own.step.bind(own), args: [x, state] };
    all[`${name}.zeroState`] = { f: own.zeroState.bind(own), args: [2] };
    all[`${name}.sequence`] = { f: own.sequence.bind(own), args: [xs, state, options()] };
    all[`${name}.expectState`] = { f: own.expectState.bind(own), args: ['f', 'state', state, 2] };
    if (own.gates) all[`${name}.gates`] = { f: own.gates.bind(own) as never, args: [x, state] };
  }
  for (const stack of stacks) {
    const { name } = stack.constructor;
    const state = [name === 'Lstm' ? { h, c } : h];
    const own = stack as unknown as Rnn;
    all[`${name}.forward`] = {
      f: own.forward.bind(own) as never,
      args: [xs, { lengths: [4, 2], state, training: false, rng }],
    };
    all[`${name}.step`] = { f: own.step.bind(own) as never, args: [x, state] };
    all[`${name}.zeroState`] = { f: own.zeroState.bind(own), args: [2] };
  }
  return all;
}

/** One argument, or one option or part of a state within it, replaced. */
function spoil(args: readonly unknown[], draw: Draw): unknown[] {
  const spoilt = [...args];
  // What errors are to call the place is the library's own to say.
  const texts = args.findIndex((arg) => typeof arg !== 'string');
  const i = texts + draw.below(args.length - texts);
  const argument = args[i];
  const isPlain =
    typeof argument === 'object' &&
    argument !== null &&
    Object.getPrototypeOf(argument) === Object.prototype;
  if (isPlain && draw.chance(0.7)) {
    const key = draw.of([...Object.keys(argument), 'unknown']);
    spoilt[i] = { ...argument, [key]: hostile(draw) };
  } else {
    spoilt[i] = hostile(draw);
  }
  if (draw.chance(0.2)) spoilt[texts + draw.below(args.length - texts)] = hostile(draw);
  return spoilt;
}

const OWN_ERROR = /^[\w.#]*: .*expected |^[\w.]+: expected /s;

test.runIf(backendName !== 'webgpu')(
  `${COUNT} calls with arguments that are wrong: a result or a clear error, no other tensor changed, none left`,
  async () => {
    const outside = new Set(Object.keys(tf.engine().state.registeredVariables));
    tf.engine().startScope();
    const all = calls();
    const names = Object.keys(all);
    const canaries = makeCanaries();
    const variables = Object.keys(tf.engine().state.registeredVariables).length;
    const faults: string[] = [];
    for (let i = 0; i < COUNT; i++) {
      const draw = new Draw(random(SEED + i));
      const name = draw.of(names);
      const { f, args } = all[name] as Call;
      tf.engine().startScope();
      const wrong = spoil(args, draw);
      const before = tf.memory().numTensors;
      const fault = (what: string) => faults.push(`seed ${SEED + i}: ${name}: ${what}`);
      try {
        const result = f(...(wrong as never[]));
        if (/^[A-Z]\w*$/.test(name) && name !== 'CellStack') dispose(result as object);
      } catch (error) {
        const { message } = error as Error;
        if (!OWN_ERROR.test(message)) fault(message);
        const left = tf.memory().numTensors - before;
        if (left !== 0) fault(`${left} tensors left by «${message}»`);
      }
      tf.engine().endScope();
      const made = Object.keys(tf.engine().state.registeredVariables).length - variables;
      if (made !== 0) fault(`${made} Variables left`);
      if (i % 8 === 0 && (await changed(canaries)) > 0) fault('canaries changed');
      if (faults.length > 20) break;
    }
    expect(faults).toEqual([]);
    expect(await changed(canaries), 'canaries changed').toBe(0);
    tf.engine().endScope();
    for (const [id, variable] of Object.entries(tf.engine().state.registeredVariables)) {
      if (!outside.has(id)) (variable as tf.Variable).dispose();
    }
  },
  1e7,
);
