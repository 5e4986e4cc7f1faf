import { parameterCount } from '@dl/core';
import { ADDING_BASELINE } from '@dl/datasets';
import type { GruCell, LstmCell } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';
import type { Score } from '../../kit/score';
import type { Text } from '../../kit/text';
import { byMemory, gatesOf, meansOf } from './gates-of';
import { type CellName, NAMES, type SumReader } from './network';
import { type AddingValues, EXAMPLES } from './settings';
import { errorsOf, type TestSet } from './test-set';

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
  /** How well each does on sequences that are never trained on. */
  readonly score: Score;
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
  return {
    hidden,
    baseline: ADDING_BASELINE,
    plainDiverged,
    score: scoreOf(nets, tests, answers),
    example: { ...shown, gated: answers[0][at] as number, plain: answers[1][at] as number },
    gates: gates.map((gate) => ({ ...gate, ...meansOf(gate, keepers, { time, marks }) })),
    keepers: keepers.length,
    order: order === 'memory' ? units : units.map((_, row) => row),
  };
}

/** How far off both are on sequences that are never trained on, beside always saying 1, the mean of all sums. */
function scoreOf(
  nets: Readonly<Record<string, SumReader>>,
  { size, sums }: TestSet,
  [ofGated, ofPlain]: readonly [Float32Array, Float32Array],
): Score {
  const [[name, gated]] = Object.entries(nets) as [[CellName, SumReader]];
  const row = (label: Text, parameters: number, answers: Float32Array) => {
    const { error, near } = errorsOf(answers, sums);
    return { label, values: [parameters, error, near] };
  };
  return {
    caption: {
      en: `On ${size} sequences never trained on`,
      ja: `学習に使わない ${size} 系列での成績`,
    },
    columns: [
      { label: { en: 'parameters', ja: 'パラメータ数' }, kind: 'count' },
      { label: { en: 'squared error', ja: '二乗誤差' }, kind: 'number' },
      // As in the paper of 1997.
      { label: { en: 'within 0.04', ja: '誤差 0.04 未満' }, kind: 'share' },
    ],
    rows: [
      { ...row(NAMES[name], parameterCount(gated), ofGated), strong: true },
      row(NAMES.rnn, parameterCount(nets.rnn), ofPlain),
      row(
        { en: 'always 1', ja: '常に1' },
        0,
        sums.map(() => 1),
      ),
    ],
    figures: {},
  };
}
