import { ctcBeamSearch, ctcGreedyDecode } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { inParts } from '../../kit/in-parts';
import { type Line, lineBatch } from './lines';
import { BLANK, type LineReader } from './reader';

/** Lines that are read at once. */
const AT_ONCE = 100;

/** What a line is read as. */
export interface Reading {
  readonly read: readonly number[];
  /** The likeliest class of each frame: a digit, or `BLANK`. */
  readonly classes: Int32Array;
}

// #region read
/** Reads lines: with one beam by the likeliest class of each frame. */
export async function read(
  reader: LineReader,
  lines: readonly Line[],
  beams: number,
): Promise<Reading[]> {
  const made = tf.tidy(() => {
    const logits = reader.forward(lineBatch(lines));
    return { logits, likeliest: tf.argMax(logits, 2) };
  });
  const { logits, likeliest } = made;
  const lengths = lines.map(({ frames }) => frames);
  const told = { blank: BLANK, lengths };
  const found =
    beams === 1
      ? await ctcGreedyDecode(logits, told)
      : (await ctcBeamSearch(logits, { ...told, beams })).map(([best]) => best);
  // #endregion read
  const classes = Int32Array.from(await likeliest.data());
  const time = logits.shape[1];
  tf.dispose(Object.values(made));
  return lengths.map((length, i) => ({
    read: found[i]?.labels ?? [],
    classes: classes.slice(i * time, i * time + length),
  }));
}

/** What many lines are read as; fewer if `signal` aborts. */
export async function readAll(
  reader: LineReader,
  lines: readonly Line[],
  { beams, signal }: { beams: number; signal?: AbortSignal | undefined },
): Promise<Reading[]> {
  const all: Reading[] = [];
  await inParts({ count: lines.length, size: AT_ONCE, signal }, async (from, to) => {
    all.push(...(await read(reader, lines.slice(from, to), beams)));
  });
  return all;
}
