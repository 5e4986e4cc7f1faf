import {
  expected,
  expectInteger,
  expectPositiveInteger,
  expectTensor,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { padRows } from '@dl/text';
import type * as tf from '@tensorflow/tfjs-core';
import { idOption } from '../check/option-checks';

/** Dialogues of any number of turns as one batch: their utterances lie below each other, dialogue after dialogue. */
export interface DialogueBatch {
  /** int32 [utterances, time]: the tokens of each utterance with its end, filled up behind it with any id of the vocabulary. */
  readonly ids: tf.Tensor2D;
  /** How many tokens each utterance has, its end included: 1 to time. */
  readonly lengths: readonly number[];
  /** How many utterances each dialogue has: 1 or more, together as many as there are. */
  readonly turns: readonly number[];
}

export interface DialogueBatchOptions {
  /** The token that ends an utterance, put behind each. Required. */
  eos: number;
  /** What fills up short utterances. Default `eos`. */
  pad?: number;
}

const OPTIONS: OptionChecks<DialogueBatchOptions> = { eos: idOption, pad: idOption };

/**
 * A batch of dialogues, each a list of utterances, each a list of ids without its end.
 *
 * ```ts
 * const batch = dialogueBatch([[[7, 8], [9], [8, 9]], [[7], [8]]], { eos: 1 });
 * batch.ids.shape; // [5, 3]
 * batch.turns; // [3, 2]
 * ```
 *
 * Dialogues of about as many turns belong into one batch, as `batchesByLength` of `@dl/text` groups them: the context of the others is
 * computed for turns that they do not have.
 *
 * @throws TypeError, RangeError for no dialogue, one without an utterance, invalid ids, and more than memory has room for
 */
export function dialogueBatch(
  dialogues: readonly (readonly ArrayLike<number>[])[],
  options: DialogueBatchOptions,
): DialogueBatch {
  const where = 'dialogueBatch';
  const { eos, pad = eos } = readOptions(where, options, OPTIONS);
  idOption(where, 'eos', eos);
  if (!Array.isArray(dialogues) || dialogues.length === 0) {
    throw new TypeError(expected(`${where}: dialogues`, 'an array of one or more', dialogues));
  }
  const rows: number[][] = [];
  const turns: number[] = [];
  for (const [i, dialogue] of dialogues.entries()) {
    if (!Array.isArray(dialogue) || dialogue.length === 0) {
      const rule = 'an array of one utterance or more';
      throw new TypeError(expected(`${where}: dialogues.${i}`, rule, dialogue));
    }
    for (const [j, utterance] of dialogue.entries()) {
      const isList =
        Array.isArray(utterance) ||
        (ArrayBuffer.isView(utterance) && !(utterance instanceof DataView));
      const name = `dialogues.${i}.${j}`;
      if (!isList) {
        throw new TypeError(expected(`${where}: ${name}`, 'an array of ids', utterance));
      }
      const own = Array.from(utterance as ArrayLike<number>);
      for (const [k, one] of own.entries()) {
        idOption(where, `${name}.${k}`, one);
      }
      rows.push([...own, eos]);
    }
    turns.push(dialogue.length);
  }
  const { ids, lengths } = padRows(rows, pad);
  return { ids, lengths, turns };
}

/**
 * Reads a batch once and checks it: what was checked is what is given.
 *
 * @throws TypeError, ShapeError, RangeError, Error for what does not fit together
 */
export function readBatch(where: string, batch: DialogueBatch): DialogueBatch {
  if (typeof batch !== 'object' || batch === null) {
    throw new TypeError(expected(`${where}: batch`, 'ids, lengths and turns', batch));
  }
  const { ids, lengths: givenLengths, turns: givenTurns } = batch;
  expectTensor(where, 'batch.ids', ids, ['utterances', 'time'], 'int32');
  const [utterances, time] = ids.shape;
  const lengths = copied(where, 'lengths', givenLengths, utterances);
  const turns = copied(where, 'turns', givenTurns, utterances);
  if (lengths.length !== utterances) {
    const rule = `one of each of the ${utterances} utterances`;
    throw new RangeError(expected(`${where}: batch.lengths`, rule, lengths.length));
  }
  for (const [i, length] of lengths.entries()) {
    expectInteger(where, `batch.lengths.${i}`, length, 1, time);
  }
  let sum = 0;
  for (const [i, count] of turns.entries()) {
    expectPositiveInteger(where, `batch.turns.${i}`, count, utterances);
    sum += count;
  }
  if (sum !== utterances) {
    throw new RangeError(expected(`${where}: batch.turns`, `${utterances} utterances`, sum));
  }
  return { ids, lengths, turns };
}

function copied(where: string, name: string, list: unknown, most: number): number[] {
  if (!Array.isArray(list)) {
    throw new TypeError(expected(`${where}: batch.${name}`, 'an array of numbers', list));
  }
  const { length } = list;
  if (length > most) {
    const rule = `at most ${most} numbers, one an utterance`;
    throw new RangeError(expected(`${where}: batch.${name}`, rule, length));
  }
  return Array.from({ length }, (_, i) => list[i] as number);
}
