import type { SentenceEmbedder } from '@dl/transformer/sentence-encoder';
import * as tf from '@tensorflow/tfjs-core';

/** How well own documents are found: shares of queries, and the mean of 1 / rank. */
export interface Found {
  readonly first: number;
  readonly ten: number;
  readonly reciprocal: number;
}

/** How near each query is to each document, by rows. */
export type Nearness = readonly ArrayLike<number>[];

/** Cosines of an encoder. */
export async function cosines(
  encoder: SentenceEmbedder,
  queries: readonly string[],
  documents: readonly string[],
): Promise<Nearness> {
  const a = await encoder.embed(queries);
  const b = await encoder.embed(documents);
  const products = tf.matMul(a, b, false, true) as tf.Tensor2D;
  const rows = await products.array();
  tf.dispose([a, b, products]);
  return rows;
}

/** Ranks the document `own[i]` of each query i: 1 and those that are nearer; of equal ones half are. */
export function foundOf(nearness: Nearness, own: readonly number[]): Found {
  const ranks = nearness.map((row, i) => {
    const mine = row[own[i] as number] as number;
    let [nearer, equal] = [0, 0];
    for (let j = 0; j < row.length; j++) {
      if ((row[j] as number) > mine) nearer++;
      else if (row[j] === mine) equal++;
    }
    return 1 + nearer + (equal - 1) / 2;
  });
  const share = (most: number) => ranks.filter((rank) => rank <= most).length / ranks.length;
  const reciprocal = ranks.reduce((sum, rank) => sum + 1 / rank, 0) / ranks.length;
  return { first: share(1), ten: share(10), reciprocal };
}

/** The places of the `count` nearest documents, the nearest first. */
export function nearest(row: ArrayLike<number>, count: number): number[] {
  const places = Array.from({ length: row.length }, (_, i) => i);
  places.sort((a, b) => (row[b] as number) - (row[a] as number) || a - b);
  return places.slice(0, count);
}
