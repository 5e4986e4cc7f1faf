import { parameterCount } from '@dl/core';
import { ADDING_BASELINE } from '@dl/datasets';
import type { GruCell, LstmCell } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';
import { byMemory, gatesOf, meansOf } from './gates-of';
import type { SumReader } from './reader';
import { type AddingValues, EXAMPLES } from './settings';
import { scoreOf, type TestSet } from './test-set';

/** How well one way of answering does on sequences that are never trained on. */
export interface AddingScore {
  /** `constant` always says 1, the mean of all sums. */
  readonly name: 'gated' | 'plain' | 'constant';
  readonly parameters: number;
  readonly error: number;
  /** The share of sums that are less than 0.04 off, as in the paper of 1997. */
  readonly near: number;
}

/** One sequence, and what both networks say of it. */
export interface ExampleView {
  /** The numbers, [time]. */
  readonly values: Float32Array;
  /** The two steps that are marked, from 0. */
  readonly marks: readonly number[];
  readonly sum: number;
  readonly gated: number;
  readonly plain: number;
}

/** One gate of the example over time. */
export interface GateView {
  /** As the cell calls it: `input`, `forget`, `update` … */
  readonly name: string;
  /** [hidden, time] */
  readonly values: Float32Array;
  /** Its mean over the units that forget least, at the marked steps and at all others. */
  readonly atMarks: number;
  readonly elsewhere: number;
}

/** What the page draws. */
export interface AddingView {
  readonly hidden: number;
  readonly baseline: number;
  /** Whether the plain network diverged. */
  readonly plainDiverged: boolean;
  readonly scores: readonly AddingScore[];
  /** How many sequences those are of. */
  readonly tests: number;
  readonly example: ExampleView;
  readonly gates: readonly GateView[];
  /** How many units those are. */
  readonly keepers: number;
  /** The unit that stands in each row of the gates, from 0. */
  readonly order: readonly number[];
}

/** What a page draws of the first network with gates and of the plain one. */
export async function viewOf(
  nets: Readonly<Record<string, SumReader>>,
  tests: TestSet,
  { example, order, hidden, time }: AddingValues,
  plainDiverged: boolean,
): Promise<AddingView> {
  const [gated] = Object.values(nets) as [SumReader];
  const plain = nets.rnn as SumReader;
  const answers = [await tests.answers(gated), await tests.answers(plain)] as const;
  const at = Math.min(example, EXAMPLES) - 1;
  const shown = tests.example(at);
  const xs = tf.tidy(() => tf.slice(tests.xs, at, 1));
  const gates = await gatesOf(gated.cell as unknown as LstmCell | GruCell, xs);
  xs.dispose();
  const units = byMemory(gates, hidden);
  const keepers = units.slice(0, Math.ceil(hidden / 4));
  const { marks } = shown;
  const { sums } = tests;
  const ones = sums.map(() => 1);
  return {
    hidden,
    baseline: ADDING_BASELINE,
    plainDiverged,
    scores: [
      { name: 'gated', parameters: parameterCount(gated), ...scoreOf(answers[0], sums) },
      { name: 'plain', parameters: parameterCount(plain), ...scoreOf(answers[1], sums) },
      { name: 'constant', parameters: 0, ...scoreOf(ones, sums) },
    ],
    tests: tests.size,
    example: { ...shown, gated: answers[0][at] as number, plain: answers[1][at] as number },
    gates: gates.map((gate) => ({ ...gate, ...meansOf(gate, keepers, { time, marks }) })),
    keepers: keepers.length,
    order: order === 'memory' ? units : units.map((_, row) => row),
  };
}
