import { linear, matMul, transpose } from '@dl/core';
import { biasGradient, op, runProgram, weightGradient } from '@dl/core/extend';
import type { SequenceResult } from '@dl/rnn';
import * as tf from '@tensorflow/tfjs-core';
import { ROWS, STEP_THREADS, stepBackwardCode, stepForwardCode, UNITS } from './lstm-steps-code';
import type { LstmState, LstmWeights } from './lstm-weights';

/**
 * `lstmSequence` on WebGPU: the inputs of all steps by one product, then a program a step in each direction. Undefined for
 * what it has no program for: peepholes, a projection, rows of several lengths.
 */
export function lstmSequenceOnGpu(
  xs: tf.Tensor3D,
  state: LstmState | undefined,
  { input, recurrent, bias, peephole, projection, gateActivation: kind }: LstmWeights,
  { lengths, reverse }: { lengths: Int32Array | undefined; reverse: boolean },
): SequenceResult<LstmState> | undefined {
  if (peephole || projection || lengths !== undefined || xs.size === 0) return undefined;
  const run: Run = { kind, reverse, ...sizesOf(xs, recurrent) };
  const inputs = { xs, input, recurrent, bias, h: state?.h, c: state?.c };
  let kept: Kept | undefined;
  const [outputs, h, c] = op('LstmSequence', inputs, {
    forward: () => {
      const made = forward(run, inputs);
      kept = made;
      return [made.y, lastOf(made.y, run), lastOf(made.cells, run)];
    },
    save: ([y]): Saved => ({
      ...inputs,
      bias: undefined,
      gates: (kept as Kept).gates,
      cells: (kept as Kept).cells,
      y: y as tf.Tensor,
    }),
    gradients: (dys, saved) => gradients(run, dys, saved),
  }) as [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D];
  tf.dispose([kept?.gates, kept?.cells] as tf.Tensor[]);
  return { outputs, state: { h, c } };
}

interface Run {
  readonly kind: LstmWeights['gateActivation'];
  readonly reverse: boolean;
  readonly batch: number;
  readonly time: number;
  readonly hidden: number;
}

interface Inputs {
  readonly xs: tf.Tensor;
  readonly input: tf.Tensor;
  readonly recurrent: tf.Tensor;
  readonly bias: tf.Tensor | undefined;
  readonly h: tf.Tensor | undefined;
  readonly c: tf.Tensor | undefined;
}

/** What the way back needs of the way there: the gates [batch, time, 4 hidden], and cells and outputs [batch, time, hidden]. */
interface Kept {
  readonly gates: tf.Tensor;
  readonly cells: tf.Tensor;
  readonly y: tf.Tensor;
}

type Saved = Inputs & Kept;

function sizesOf({ shape: [batch, time] }: tf.Tensor3D, recurrent: tf.Tensor) {
  return { batch, time, hidden: recurrent.shape[0] as number };
}

/** The place of the n-th step. */
function placeOf({ time, reverse }: Run, step: number): number {
  return reverse ? time - 1 - step : step;
}

function common({ batch, hidden }: Run) {
  const groups = Math.ceil(batch / ROWS) * Math.ceil(hidden / UNITS);
  return { groups, threads: STEP_THREADS } as const;
}

function forward(run: Run, { xs, input, recurrent, bias, h, c }: Inputs): Kept {
  const { kind, batch, time, hidden } = run;
  const z = linear(xs, input, { bias });
  const shape = [batch, time, hidden];
  const state = h !== undefined;
  let made: Pick<Kept, 'y' | 'cells'> | undefined;
  for (let step = 0; step < time; step++) {
    const first = step === 0;
    const form = { kind, first, state };
    const program = {
      ...common(run),
      key: `lstm-step/${kind}/${first && state}/${first}`,
      reads: { recurrent, h0: first ? h : undefined, c0: first ? c : undefined },
      ints: { batch, time, hidden, t: placeOf(run, step), before: placeOf(run, step - 1) },
      code: () => stepForwardCode(form),
    };
    if (made === undefined) {
      const makes = { y: { shape }, cells: { shape } };
      made = runProgram({ ...program, changes: { z }, makes });
    } else runProgram({ ...program, changes: { z, ...made }, makes: {} });
  }
  return { ...(made as Pick<Kept, 'y' | 'cells'>), gates: z };
}

/** The entries of the last step, [batch, hidden]. */
function lastOf(x: tf.Tensor, run: Run): tf.Tensor {
  const { batch, time, hidden } = run;
  return tf.tidy(() =>
    tf.reshape(tf.slice(x as tf.Tensor3D, [0, placeOf(run, time - 1), 0], [batch, 1, hidden]), [
      batch,
      hidden,
    ]),
  );
}

function gradients(
  run: Run,
  [dy, dlastH, dlastC]: readonly (tf.Tensor | null)[],
  { xs, input, recurrent, h, c, y, gates, cells }: Saved,
) {
  const { kind, batch, time, hidden } = run;
  const state = c !== undefined;
  const turned = transpose(recurrent);
  // A copy: it goes on from the one.
  const dc = dlastC ? tf.add(dlastC, 0) : tf.fill([batch, hidden], 0);
  let dz: tf.Tensor | undefined;
  for (let step = time - 1; step >= 0; step--) {
    const [last, first] = [step === time - 1, step === 0];
    const form = { kind, last, first, dy: dy !== null, dlastH: dlastH !== null, state };
    const program = {
      ...common(run),
      key: `lstm-back/${kind}/${last}/${first}`,
      reads: {
        gates,
        cells,
        turned,
        dy: dy ?? undefined,
        dlastH: last ? (dlastH ?? undefined) : undefined,
        c0: first ? c : undefined,
      },
      ints: {
        batch,
        time,
        hidden,
        t: placeOf(run, step),
        before: placeOf(run, step - 1),
        after: placeOf(run, step + 1),
      },
      code: () => stepBackwardCode(form),
    };
    if (dz === undefined) {
      // In the order in which the later steps have them.
      dz = runProgram({ ...program, changes: { dc }, makes: { dz: { shape: gates.shape } } }).dz;
    } else runProgram({ ...program, changes: { dc, dz }, makes: {} });
  }
  const all = dz as tf.Tensor;
  return {
    xs: () => matMul(all, input, { transposeB: true }),
    input: () => weightGradient(xs, all),
    recurrent: () => weightGradient(statesBefore(run, y, h), all),
    bias: () => biasGradient(all),
    h: h && (() => tf.matMul(firstOf(all, run), recurrent, false, true)),
    c: c && (() => dc),
  };
}

/** h before each step, [batch, time, hidden]. */
function statesBefore(
  { batch, time, hidden, reverse }: Run,
  y: tf.Tensor,
  h: tf.Tensor | undefined,
) {
  const before = h ? tf.reshape(h, [batch, 1, hidden]) : tf.fill([batch, 1, hidden], 0);
  if (time === 1) return before;
  const from = [0, reverse ? 1 : 0, 0];
  const rest = tf.slice(y as tf.Tensor3D, from as [number, number, number], [
    batch,
    time - 1,
    hidden,
  ]);
  return tf.concat(reverse ? [rest, before as tf.Tensor3D] : [before as tf.Tensor3D, rest], 1);
}

function firstOf(dz: tf.Tensor, run: Run): tf.Tensor2D {
  const { batch, hidden } = run;
  const first = tf.slice(dz as tf.Tensor3D, [0, placeOf(run, 0), 0], [batch, 1, 4 * hidden]);
  return tf.reshape(first, [batch, 4 * hidden]) as tf.Tensor2D;
}
