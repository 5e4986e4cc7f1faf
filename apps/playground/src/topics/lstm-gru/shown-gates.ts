import type { AddingView, GateView } from '@dl/lessons/lstm-gru/adding/view';
import type { Palette } from '@dl/report/elements';
import { type GateWords, GRU_GATES, LSTM_GATES } from './words';

/** A gate as it is drawn. */
export interface ShownGate extends GateView {
  readonly words: GateWords;
  readonly palette: Palette;
  readonly low: number;
  readonly high: number;
}

const ENDS = [1, 1.5, 2, 3, 4, 6, 8, 12, 16];

/** What has no sign of its own is from 0 to 1; the cell has no end, and gets one of a few round ones. */
export function shownGates({ gates, order, hidden }: AddingView): ShownGate[] {
  // Both cells have a candidate, under letters of their own.
  const words = gates.some(({ name }) => name === 'update') ? GRU_GATES : LSTM_GATES;
  return gates.map((gate) => {
    const values = inOrder(gate.values, order, hidden);
    const whole = { ...gate, values, words: words[gate.name] as GateWords };
    if (gate.name === 'candidate' || gate.name === 'state') {
      return { ...whole, palette: 'diverging', low: -1, high: 1 };
    }
    if (gate.name !== 'cell') return { ...whole, palette: 'sequential', low: 0, high: 1 };
    const most = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const high = ENDS.find((end) => end >= most) ?? 2 ** Math.ceil(Math.log2(most));
    return { ...whole, palette: 'diverging', low: -high, high };
  });
}

/** Rows [hidden, time] in another order. */
function inOrder(values: Float32Array, order: readonly number[], hidden: number): Float32Array {
  const time = values.length / hidden;
  const sorted = new Float32Array(values.length);
  order.forEach((unit, row) => {
    sorted.set(values.subarray(unit * time, (unit + 1) * time), row * time);
  });
  return sorted;
}
