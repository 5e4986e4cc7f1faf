import type { Vocabulary } from '@dl/text';
import type { Gpt } from '@dl/transformer';
import * as tf from '@tensorflow/tfjs-core';
import { readPrompt } from './letters';
import type { WritingValues } from './settings';
import { lensOf, traceOf } from './trace';
import type { LikelyLetter, WritingView } from './view';

/** Letters that are shown as bars. */
const BARS = 8;

/** What of a view is seen inside of the network while it reads the end of a prompt. */
export type Inside = Pick<
  WritingView,
  | ('letters' | 'unknown' | 'place' | 'layer' | 'head' | 'layers' | 'heads' | 'off')
  | ('weights' | 'query' | 'keys' | 'values' | 'mixed' | 'scale')
  | ('residual' | 'width' | 'lens' | 'next' | 'truth')
>;

type Asked = Pick<WritingValues, 'prompt' | 'place' | 'layer' | 'head' | 'off'>;

/** Follows a letter of the prompt through a layer and a head. What is asked for and is not there becomes the last that is. */
export async function lookInside(gpt: Gpt, vocabulary: Vocabulary, asked: Asked): Promise<Inside> {
  const { ids: prompt, unknown } = readPrompt(vocabulary, asked.prompt);
  const ids = prompt.slice(-gpt.context);
  const { blocks } = gpt.decoder;
  const heads = blocks[0]?.attention.heads ?? 1;
  const place = Math.min(asked.place, ids.length) - 1;
  const layer = Math.min(asked.layer, blocks.length) - 1;
  const head = Math.min(asked.head, heads) - 1;
  const off = asked.off === 'yes';
  const made = tf.tidy(() => {
    const input = tf.tensor2d(ids, [1, ids.length], 'int32');
    const trace = traceOf(gpt, input, off ? { layer, head } : undefined);
    const { queries, keys, values, mixed } = trace.blocks[layer] as (typeof trace.blocks)[number];
    const ofHead = (x: tf.Tensor4D) => tf.slice(x, [0, head, 0, 0], [1, 1, -1, -1]);
    const atPlace = (x: tf.Tensor4D) => tf.slice(x, [0, head, place, 0], [1, 1, 1, -1]);
    const rows = [trace.embedded, ...trace.blocks.flatMap(({ attended, fed }) => [attended, fed])];
    const residual = tf.concat(
      rows.map((row) => tf.slice(row, [0, place, 0], [1, 1, -1])),
      1,
    );
    return {
      weights: tf.concat(
        trace.blocks.map(({ weights }) => weights),
        0,
      ),
      query: atPlace(queries),
      keys: ofHead(keys),
      values: ofHead(values),
      mixed: atPlace(mixed),
      residual,
      said: tf.softmax(lensOf(gpt, residual)),
    };
  });
  const names = Object.keys(made) as (keyof typeof made)[];
  const read = await Promise.all(names.map((name) => made[name].data()));
  tf.dispose(made);
  const data = Object.fromEntries(names.map((name, i) => [name, Float32Array.from(read[i] ?? [])]));
  const { said = new Float32Array(), ...arrays } = data as Record<keyof typeof made, Float32Array>;
  const letterOf = (id: number) => vocabulary.decode([id]);
  const likeliest = (row: number): LikelyLetter[] => {
    const own = said.subarray(row * vocabulary.size, (row + 1) * vocabulary.size);
    const order = Array.from(own, (_, id) => id).sort((a, b) => (own[b] ?? 0) - (own[a] ?? 0));
    return order.map((id) => ({ letter: letterOf(id), probability: own[id] as number }));
  };
  const stages = 1 + 2 * blocks.length;
  const after = ids[place + 1];
  return {
    ...arrays,
    letters: ids.map(letterOf),
    ...{ unknown, place, layer, head, layers: blocks.length, heads, off },
    scale: blocks[0]?.attention.scale ?? 1,
    width: gpt.size,
    lens: Array.from({ length: stages }, (_, row) => likeliest(row)[0] as LikelyLetter),
    next: likeliest(stages - 1).slice(0, BARS),
    truth: after === undefined ? undefined : letterOf(after),
  };
}
