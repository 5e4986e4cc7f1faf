import { concat, cumprod, type Rng } from '@dl/core';
import { op } from '@dl/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import type { SimpleDecoder } from './simple-coders';

/** The ids that the plain model begins and ends sentences with. */
export const [SOS, EOS] = [0, 1];

/** What a decoder is given, word by word. */
export interface GivenWords {
  /** int32 [1, words] */
  readonly inputs: tf.Tensor2D;
  /** 1 up to where the next input was the end, 0 behind: what counts of each step's loss. float32 [1, words] */
  readonly alive: tf.Tensor2D;
}

/**
 * The decoder's inputs for a sentence `target`: SOS, and then behind each step the true word, or with a chance of 1 − `teacherForcing` the
 * decoder's own likeliest one. A sentence is over when that is EOS.
 *
 * Which of them are own words is drawn beforehand, so the state runs over all that are given between two of them in one go. Nothing is read
 * back, and no gradient flows through the choice.
 */
export function givenWords(
  decoder: SimpleDecoder,
  hidden: tf.Tensor2D,
  target: readonly number[],
  { teacherForcing, rng }: { readonly teacherForcing: number; readonly rng: Rng },
): GivenWords {
  const isOwn = target.map(() => rng.next() >= teacherForcing);
  const find = (): tf.Tensor[] => {
    const parts: tf.Tensor2D[] = [];
    let first = tf.tensor2d([SOS], [1, 1], 'int32');
    let state = hidden;
    for (let from = 0; from < target.length; ) {
      let end = from;
      while (end < target.length - 1 && !isOwn[end]) end++;
      const rest = target.slice(from, end);
      const given = tf.tensor2d(rest, [1, rest.length], 'int32');
      const part = rest.length === 0 ? first : (concat([first, given], 1) as tf.Tensor2D);
      parts.push(part);
      if (end < target.length - 1) {
        ({ state } = decoder.run(part, state));
        first = tf.reshape(tf.argMax(decoder.linear.forward(state), 1), [1, 1]);
      }
      from = end + 1;
    }
    const inputs = parts.length === 1 ? tf.clone(parts[0] as tf.Tensor2D) : concat(parts, 1);
    const goesOn = tf.cast(tf.notEqual(inputs, tf.scalar(EOS, 'int32')), 'float32');
    return [inputs, cumprod(goesOn, { axis: 1 })];
  };
  // Inside of an op nothing is noted for the way back.
  const told = { forward: () => tf.tidy(find), gradients: () => ({}) };
  const [inputs, alive] = op('GivenWords', {}, told as never) as unknown as tf.Tensor2D[];
  return { inputs: inputs as tf.Tensor2D, alive: alive as tf.Tensor2D };
}
