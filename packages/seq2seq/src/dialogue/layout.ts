import { type DialogueBatch, readBatch } from './dialogue-batch';

/** Where the utterances of a batch stand in their dialogues. */
export interface Layout {
  /** As it was checked. */
  readonly batch: DialogueBatch;
  readonly dialogues: number;
  /** Turns of the longest dialogue. */
  readonly turns: number;
  /** The dialogue and the turn of each utterance, [utterances]. */
  readonly dialogueOf: Int32Array;
  readonly turnOf: Int32Array;
  /** The utterances that answer another: all but the first of each dialogue, [replies]. */
  readonly replies: Int32Array;
  /** The last utterance of each dialogue, [dialogues]. */
  readonly ends: Int32Array;
}

/** Checks a batch, and says how its utterances lie. @throws as `readBatch` */
export function readLayout(where: string, given: DialogueBatch): Layout {
  const batch = readBatch(where, given);
  const { turns } = batch;
  const utterances = turns.reduce((sum, count) => sum + count, 0);
  const dialogueOf = new Int32Array(utterances);
  const turnOf = new Int32Array(utterances);
  const replies: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const [dialogue, count] of turns.entries()) {
    for (let turn = 0; turn < count; turn++, at++) {
      dialogueOf[at] = dialogue;
      turnOf[at] = turn;
      if (turn > 0) replies.push(at);
    }
    ends.push(at - 1);
  }
  return {
    batch,
    ...{
      dialogues: turns.length,
      turns: turns.reduce((most, count) => Math.max(most, count), 0),
      dialogueOf,
      turnOf,
    },
    ...{ replies: Int32Array.from(replies), ends: Int32Array.from(ends) },
  };
}

/** The layout of a batch in which an utterance answers another. @throws RangeError if none does; as `readLayout` */
export function layoutWithReplies(where: string, batch: DialogueBatch): Layout {
  const layout = readLayout(where, batch);
  if (layout.replies.length > 0) return layout;
  const rule = 'expected a dialogue of two utterances or more';
  throw new RangeError(`${where}: batch.turns: ${rule}, got only one of each`);
}

/** Rows of utterances that a context network reads, and where in them the states are that are asked for. */
export interface ContextRows {
  /** Utterances of each row, [rows × steps]; behind a row's length any. */
  readonly utterances: Int32Array;
  readonly rows: number;
  readonly steps: number;
  readonly lengths: number[];
  /** Places in [rows × steps], one for each context that is asked for. */
  readonly places: Int32Array;
}

/**
 * What is read for the contexts behind some utterances (`after`). Of whole dialogues, each is one row, whose steps are all its contexts.
 * With a `window` each context has a row of its own, of its last utterances.
 */
export function contextRows(
  { dialogues, turns, dialogueOf, turnOf }: Layout,
  after: Int32Array,
  window: number,
): ContextRows {
  if (window >= turns) {
    const utterances = new Int32Array(dialogues * turns);
    const lengths = Array.from({ length: dialogues }, () => 0);
    const placeOf = (i: number) => (dialogueOf[i] as number) * turns + (turnOf[i] as number);
    for (let i = 0; i < dialogueOf.length; i++) {
      utterances[placeOf(i)] = i;
      lengths[dialogueOf[i] as number] = (turnOf[i] as number) + 1;
    }
    return { utterances, rows: dialogues, steps: turns, lengths, places: after.map(placeOf) };
  }
  const rows = after.length;
  const utterances = new Int32Array(rows * window);
  const lengths = Array.from(after, (i) => Math.min(window, (turnOf[i] as number) + 1));
  for (let row = 0; row < rows; row++) {
    const length = lengths[row] as number;
    const first = (after[row] as number) - length + 1;
    for (let step = 0; step < length; step++) utterances[row * window + step] = first + step;
  }
  const places = Int32Array.from(lengths, (length, row) => row * window + length - 1);
  return { utterances, rows, steps: window, lengths, places };
}

/** Where the real tokens of the replies lie in [replies × time], and the reply of each. */
export function tokenPlaces(
  { batch, replies }: Layout,
  time: number,
): { places: Int32Array; replyOf: Int32Array } {
  const places: number[] = [];
  const replyOf: number[] = [];
  for (const [row, utterance] of replies.entries()) {
    for (let step = 0; step < (batch.lengths[utterance] as number); step++) {
      places.push(row * time + step);
      replyOf.push(row);
    }
  }
  return { places: Int32Array.from(places), replyOf: Int32Array.from(replyOf) };
}
