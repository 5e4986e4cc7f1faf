import { type GatedCell, type GruCell, type LstmCell, traceGates } from '@dl/lstm-gru';
import * as tf from '@tensorflow/tfjs-core';

/** A gate's values, [hidden, time]. */
export interface Gate {
  readonly name: string;
  readonly values: Float32Array;
}

type Traced = GatedCell<tf.Tensor, Record<string, tf.Tensor2D>>;

/** Every gate of a cell over one sequence, `xs` [1, time, 2], as [hidden, time]. */
export async function gatesOf(cell: LstmCell | GruCell, xs: tf.Tensor): Promise<Gate[]> {
  const trace = traceGates(cell as unknown as Traced, xs);
  const gates: Gate[] = [];
  try {
    for (const [name, tensor] of Object.entries(trace)) {
      const values = (await tensor.data()) as Float32Array;
      gates.push({ name, values: turned(values, tensor.shape[2]) });
    }
  } finally {
    tf.dispose(trace);
  }
  return gates;
}

/** [time, hidden] → [hidden, time]. */
export function turned(values: Float32Array, hidden: number): Float32Array {
  const time = values.length / hidden;
  return values.map((_, i) => values[(i % time) * hidden + Math.floor(i / time)] as number);
}

/** Units by how much of their memory they keep at a step, the most first: f of an LSTM, 1 − z of a GRU. */
export function byMemory(gates: readonly Gate[], hidden: number): number[] {
  const [forget, update] = ['forget', 'update'].map((n) => gates.find(({ name }) => name === n));
  const { values } = (forget ?? update) as Gate;
  const time = values.length / hidden;
  const kept = Array.from({ length: hidden }, (_, unit) => {
    const sum = values.subarray(unit * time, (unit + 1) * time).reduce((a, b) => a + b, 0);
    return forget ? sum : -sum;
  });
  return kept.map((_, unit) => unit).sort((a, b) => (kept[b] as number) - (kept[a] as number));
}

/** The mean of some units of a gate at the marked steps, and at all others. */
export function meansOf(
  { values }: Gate,
  units: readonly number[],
  { time, marks }: { readonly time: number; readonly marks: readonly number[] },
): { atMarks: number; elsewhere: number } {
  let [marked, rest] = [0, 0];
  for (const unit of units) {
    for (let t = 0; t < time; t++) {
      const value = values[unit * time + t] as number;
      if (marks.includes(t)) marked += value;
      else rest += value;
    }
  }
  return {
    atMarks: marked / (units.length * marks.length),
    elsewhere: rest / (units.length * (time - marks.length)),
  };
}
