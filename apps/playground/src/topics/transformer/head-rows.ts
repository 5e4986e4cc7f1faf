import type { WritingView } from '@dl/lessons/transformer/writing/view';

/** A letter that is looked at: its key and value, how well its key fits the query, and the weight that comes of it. */
export interface HeadRow {
  readonly at: number;
  readonly letter: string;
  readonly key: Float32Array;
  readonly value: Float32Array;
  readonly score: number;
  readonly weight: number;
}

/** What the chosen head does at the chosen place, a row for each letter that it sees. */
export function headRows(view: WritingView): HeadRow[] {
  const { letters, place, layer, head, heads, query, keys, values, weights, scale } = view;
  const count = letters.length;
  const depth = query.length;
  const from = ((layer * heads + head) * count + place) * count;
  return letters.slice(0, place + 1).map((letter, at) => {
    const key = keys.subarray(at * depth, (at + 1) * depth);
    const value = values.subarray(at * depth, (at + 1) * depth);
    const product = query.reduce((sum, q, i) => sum + q * (key[i] as number), 0);
    return { at, letter, key, value, score: product * scale, weight: weights[from + at] as number };
  });
}
