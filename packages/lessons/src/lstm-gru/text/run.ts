import { adam, clipByGlobalNorm, cosineDecay, parameterCount, type Rng, random } from '@dl/core';
import { mobyDick } from '@dl/datasets';
import * as tf from '@tensorflow/tfjs-core';
import type { LessonRun } from '../../kit/lesson';
import type { Score } from '../../kit/score';
import type { Text } from '../../kit/text';
import { trainingRun } from '../../kit/training';
import { CharacterCounts } from './character-counts';
import { type CharacterText, characterText, longest, type Stretch, stretchOf } from './corpus';
import { Carried, CharacterNet, type States } from './network';
import { sampleText } from './sample';
import { scoreOf } from './score';
import type { TextValues } from './settings';

/** The norm that a gradient is cut to. */
const CLIP = 1;

/** A network of characters in training. */
export interface TextRun extends LessonRun {
  /** A passage that it writes; empty for 0 characters. */
  passage(): Promise<string>;
}

/** Reads Moby Dick, and makes a network. */
export async function startText(values: TextValues, seed: number): Promise<TextRun> {
  const { text, from } = await mobyDick();
  const corpus = characterText(text);
  const { cell, hidden, embedding, part, order, batch } = values;
  const rng = random(seed);
  const vocab = corpus.alphabet.length;
  const net = new CharacterNet(hidden, { rng: rng.fold('weights'), cell, vocab, embedding });
  const carried = new Carried(net, batch);
  const size = parameterCount(net);
  const training = train(values, { net, carried, corpus, rng: rng.fold('data') });
  return {
    ...training,
    lossLabel: { en: 'nats per character', ja: '1文字あたりのナット' },
    about: aboutOf(corpus, size, `${from.sources[0]?.title}; ${from.file}`),
    async score(signal?: AbortSignal): Promise<Score> {
      const bits = await bitsOf(net, corpus[part], signal);
      const counts = new CharacterCounts(order, vocab, corpus.train).bits(corpus[part]);
      return scoreOf({ part, cell, parameters: size, bits, counts });
    },
    async passage(): Promise<string> {
      const { sample: length, temperature } = values;
      const prompt = corpus.train.slice(-200);
      const drawn = await sampleText(net, {
        ...{ prompt, length, temperature, rng: rng.fold('sample') },
      });
      return drawn.map((id) => corpus.alphabet[id]).join('');
    },
  };
}

interface Parts {
  readonly net: CharacterNet;
  readonly carried: Carried;
  readonly corpus: CharacterText;
  readonly rng: Rng;
}

/** Truncated backpropagation through time: the state goes on from window to window, gradients do not. */
function train(
  { batch, window, steps, learningRate }: TextValues,
  { net, carried, corpus, rng }: Parts,
) {
  const windows = Math.floor(longest(corpus.train, batch) / window);
  return trainingRun<Stretch>({
    model: { net, carried },
    optimizer: adam({ learningRate: cosineDecay(learningRate, { steps }) }),
    steps,
    rng,
    batches: ({ step }) => {
      const start = (step % windows) * window;
      return stretchOf(corpus.train, { rows: batch, start, length: window });
    },
    loss: (stretch) => {
      const { loss, state } = net.loss(stretch, carried.read());
      carried.write(state);
      return loss;
    },
    onGradients: (gradients) => clipByGlobalNorm(gradients, CLIP),
  });
}

function aboutOf(corpus: CharacterText, parameters: number, source: string): Text[] {
  const sizes = [corpus.train, corpus.dev, corpus.test].map(({ length }) =>
    length.toLocaleString('en-US'),
  );
  const size = parameters.toLocaleString('en-US');
  return [
    { en: `data: ${source}`, ja: `データ: ${source}` },
    {
      en: `${sizes[0]} characters to train, ${sizes[1]} to choose, ${sizes[2]} held out`,
      ja: `学習 ${sizes[0]} 文字、選択 ${sizes[1]} 文字、テスト ${sizes[2]} 文字`,
    },
    { en: `${size} parameters`, ja: `パラメータ数 ${size}` },
  ];
}

/** Characters between two turns of the event loop, when the network is tested. */
const TEST_WINDOW = 4096;

/** Bits per character of a text that is read from its beginning to its end. Ends early if `signal` aborts. */
async function bitsOf(net: CharacterNet, text: Int32Array, signal?: AbortSignal): Promise<number> {
  const end = longest(text, 1);
  let nats = 0;
  let state: States | undefined;
  for (let start = 0; start < end && !signal?.aborted; start += TEST_WINDOW) {
    const length = Math.min(TEST_WINDOW, end - start);
    const next = net.loss(stretchOf(text, { rows: 1, start, length }), state);
    tf.dispose(state as tf.TensorContainer);
    state = next.state;
    nats += ((await next.loss.data())[0] as number) * length;
    next.loss.dispose();
    // Lets a Ctrl-C arrive.
    await new Promise((resolve) => setTimeout(resolve));
  }
  tf.dispose(state as tf.TensorContainer);
  return nats / end / Math.LN2;
}
