import { adam, cosineDecay, parameterCount, random } from '@dl/core';
import { mobyDick } from '@dl/datasets/files';
import * as tf from '@tensorflow/tfjs-core';
import { aboutParts, aboutSource } from '../../kit/about';
import { inParts } from '../../kit/in-parts';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import type { Score, ScoreRow } from '../../kit/score';
import { labelOf } from '../../kit/settings';
import { trainingRun } from '../../kit/training';
import { CharacterCounts } from './character-counts';
import { characterText, longest, stretchOf } from './corpus';
import { Carried, CharacterNet, type States, sampleText } from './network';
import { SETTINGS, type TextValues } from './settings';

/** The norm that a gradient is cut to. */
const CLIP = 1;

/** A network of characters in training. */
export interface TextRun extends LessonRun {
  /** A passage that it writes; empty for 0 characters. */
  passage(): Promise<string>;
}

/**
 * Reads Moby Dick, and makes a network. It is trained by truncated backpropagation through time: the state goes on from window
 * to window, gradients do not.
 */
export async function start(values: TextValues, { seed }: LessonContext): Promise<TextRun> {
  const { text, from } = await mobyDick();
  const corpus = characterText(text);
  const { cell, hidden, embedding, part, order, batch, window, steps, learningRate } = values;
  const rng = random(seed);
  const vocab = corpus.vocabulary.size;
  const net = new CharacterNet(hidden, { rng: rng.fold('weights'), cell, vocab, embedding });
  const carried = new Carried(net, batch);
  const windows = Math.floor(longest(corpus.train, batch) / window);
  const parameters = parameterCount(net);
  const size = parameters.toLocaleString('en-US');
  return {
    ...trainingRun({
      model: { net, carried },
      optimizer: adam({ learningRate: cosineDecay(learningRate, { steps }) }),
      rng: rng.fold('data'),
      steps,
      batches: ({ step }) => {
        const start = (step % windows) * window;
        return stretchOf(corpus.train, { rows: batch, start, length: window });
      },
      loss: (stretch) => {
        const { loss, state } = net.loss(stretch, carried.read());
        carried.write(state);
        return loss;
      },
      clip: () => CLIP,
    }),
    lossLabel: { en: 'nats per character', ja: '1文字あたりのナット' },
    about: [
      aboutSource(from),
      aboutParts(corpus, { en: 'characters', ja: '文字' }),
      { en: `${size} parameters`, ja: `パラメータ数 ${size}` },
    ],
    async score(signal) {
      const bits = await bitsOf(net, corpus[part], signal);
      const counts = new CharacterCounts(order, vocab, corpus.train).bits(corpus[part]);
      return scoreOf({ part, cell, parameters, bits, counts });
    },
    async passage() {
      const { sample: length, temperature } = values;
      const prompt = corpus.train.slice(-200);
      const drawn = await sampleText(net, {
        ...{ prompt, length, temperature, rng: rng.fold('sample') },
      });
      return corpus.vocabulary.decode(drawn);
    },
  };
}

/** Characters that are read at once, when the network is tested. */
const TEST_WINDOW = 4096;

/** Bits per character of a text that is read from its beginning to its end. Ends early if `signal` aborts. */
async function bitsOf(net: CharacterNet, text: Int32Array, signal?: AbortSignal): Promise<number> {
  const count = longest(text, 1);
  let nats = 0;
  let state: States | undefined;
  await inParts({ count, size: TEST_WINDOW, signal }, async (start, end) => {
    const length = end - start;
    const next = net.loss(stretchOf(text, { rows: 1, start, length }), state);
    tf.dispose(state as tf.TensorContainer);
    state = next.state;
    nats += ((await next.loss.data())[0] as number) * length;
    next.loss.dispose();
  });
  tf.dispose(state as tf.TensorContainer);
  return nats / count / Math.LN2;
}

/** What came of a run. */
interface Outcome extends Pick<TextValues, 'part' | 'cell'> {
  readonly parameters: number;
  /** Bits per character of the network. */
  readonly bits: number;
  /** Those of the counts, by the characters that they look back. */
  readonly counts: readonly number[];
}

/** Bits per character, beside those of the counts. */
function scoreOf({ part, cell, parameters, bits, counts }: Outcome): Score {
  const best = Math.min(...counts);
  const gap = Math.abs(bits - best).toFixed(3);
  const byCounts = counts.map((value, order): ScoreRow => {
    const label = { en: `counts of order ${order}`, ja: `${order} 次の頻度` };
    return { label, values: [value], strong: bits >= best && value === best };
  });
  return {
    caption: labelOf(SETTINGS.part, part),
    columns: [
      { label: { en: 'bits per character', ja: 'ビット/文字' }, kind: 'number', decimals: 3 },
    ],
    rows: [
      ...byCounts,
      {
        label: { en: `${cell} network`, ja: `${cell} ネットワーク` },
        values: [bits],
        strong: bits < best,
      },
    ],
    remarks: [
      {
        en: `The network needs ${gap} bits ${bits < best ? 'fewer' : 'more'} than the best counts.`,
        ja: `ネットワークは最良の頻度より ${gap} ビット${bits < best ? '少なく' : '多く'}必要とします。`,
      },
    ],
    figures: {
      ...{ parameters, bits },
      ...Object.fromEntries(counts.map((value, i) => [`order${i}Bits`, value])),
    },
  };
}
