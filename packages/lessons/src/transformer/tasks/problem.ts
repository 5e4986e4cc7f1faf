import type { Rng } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

/** A label of a place where nothing is to be said. */
export const NOTHING = -100;

/** One sequence: what is read at each place, what is to be said there, and how far back one must have read for it. */
export interface Row {
  readonly read: readonly number[];
  /** A symbol, or `NOTHING`. */
  readonly say: readonly number[];
  /** Places between an answer and the farthest symbol that it depends on; 0 where nothing is said. */
  readonly distance: readonly number[];
}

/** A task whose sequences are drawn, of any length. */
export interface Problem {
  /** What people write for each symbol. */
  readonly alphabet: readonly string[];
  /** Symbols behind these are read only, never to be said. */
  row(length: number, rng: Rng): Row;
}

/** Rows of one length side by side. */
export interface Batch {
  /** int32 [batch, time] */
  readonly ids: tf.Tensor2D;
  /** int32 [batch, time], `NOTHING` where nothing is to be said. */
  readonly labels: tf.Tensor2D;
}

/** Draws so many rows of one length. */
export function drawRows(
  { row }: Problem,
  { count, length, rng }: { count: number; length: number; rng: Rng },
): Row[] {
  return Array.from({ length: count }, () => row(length, rng));
}

/** Rows as tensors. */
export function batchOf(rows: readonly Row[]): Batch {
  const shape: [number, number] = [rows.length, rows[0]?.read.length ?? 0];
  const side = (name: 'read' | 'say') => rows.flatMap((row) => row[name]);
  return {
    ids: tf.tensor2d(side('read'), shape, 'int32'),
    labels: tf.tensor2d(side('say'), shape, 'int32'),
  };
}

/**
 * A row that is read up to a sign, behind which the answer is said symbol by symbol: the network reads what it should have said so far.
 * `from` has for each symbol of the answer the place of the farthest one that it depends on.
 */
export function answered(
  question: readonly number[],
  answer: readonly number[],
  from: readonly number[],
): Row {
  const first = question.length - 1;
  const silent = Array.from({ length: first }, () => 0);
  return {
    read: [...question, ...answer.slice(0, -1)],
    say: [...silent.map(() => NOTHING), ...answer],
    distance: [...silent, ...from.map((place, i) => first + i - place)],
  };
}
