import {
  adam,
  clipByGlobalNorm,
  cosineDecay,
  dispose,
  parameters,
  type Rng,
  random,
} from '@dl/core';
import { mobyDick } from '@dl/datasets';
import * as tf from '@tensorflow/tfjs-core';
import type { Metrics, TaskContext } from '../../command/topic';
import { count } from '../../terminal/format';
import { runTraining } from '../../training/run-training';
import { CharacterCounts } from './character-counts';
import { type CharacterText, characterText, longest, type Stretch, stretchOf } from './corpus';
import { Carried, CharacterNet } from './network';
import { sampleText } from './sample';
import { TEXT_CLIP, type TEXT_OPTIONS, TEXT_STEPS } from './settings';
import { show } from './show';

type Context = TaskContext<typeof TEXT_OPTIONS>;

/** Trains a network on the characters of Moby Dick, and compares it with counts of characters. */
export async function runText(context: Context): Promise<Metrics> {
  const { options, screen, signal } = context;
  const { seed, cell, hidden, embedding, part, order } = options;
  const { text, from } = await mobyDick();
  const corpus = characterText(text);
  screen.title('Characters of Moby Dick: which comes next?');
  screen.note(`data: ${from.sources[0]?.title}; ${from.file}`);
  const sizes = [corpus.train, corpus.dev, corpus.test].map(({ length }) => count(length));
  screen.note(`${sizes[0]} characters to train, ${sizes[1]} to choose, ${sizes[2]} held out`);
  const rng = random(seed);
  const vocab = corpus.alphabet.length;
  const net = new CharacterNet(hidden, { rng: rng.fold('weights'), cell, vocab, embedding });
  const size = parameters(net).reduce((sum, { size }) => sum + size, 0);
  screen.note(`${cell} of ${hidden} units, ${count(size)} parameters`);
  const carried = new Carried(net, options.batch);
  const { run, free } = await trainOnText(context, { net, carried, corpus, rng: rng.fold('data') });
  try {
    const bits = bitsOf(net, corpus[part]);
    const counts = new CharacterCounts(order, vocab, corpus.train).bits(corpus[part]);
    const drawn = await sampleText(net, {
      prompt: corpus.train.slice(-200),
      length: options.sample,
      temperature: options.temperature,
      rng: rng.fold('sample'),
    });
    if (signal.aborted) await run.stop();
    const passage = drawn.map((id) => corpus.alphabet[id]).join('');
    show(screen, { options, curve: run.curve, bits, counts, passage });
    return {
      ...{ part, cell, hidden, embedding, parameters: size, order },
      ...{ batch: options.batch, window: options.window, steps: options.steps ?? TEXT_STEPS },
      learningRate: options['learning-rate'],
      bits,
      ...Object.fromEntries(counts.map((value, i) => [`order${i}Bits`, value])),
      ...{ loss: run.loss, seconds: run.seconds, stepsPerSecond: run.stepsPerSecond },
    };
  } finally {
    free();
  }
}

interface Parts {
  readonly net: CharacterNet;
  readonly carried: Carried;
  readonly corpus: CharacterText;
  readonly rng: Rng;
}

/** Truncated backpropagation through time: the state goes on from window to window, gradients do not. */
async function trainOnText(context: Context, { net, carried, corpus, rng }: Parts) {
  const { batch, window, steps = TEXT_STEPS, 'learning-rate': rate } = context.options;
  const optimizer = adam({ learningRate: cosineDecay(rate, { steps }) });
  const share = longest(corpus.train, batch);
  const windows = Math.floor(share / window);
  const free = () => {
    dispose({ net, carried });
    optimizer.dispose();
  };
  try {
    const run = await runTraining<Stretch>(context, {
      model: { net, carried },
      optimizer,
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
      onGradients: (gradients) => clipByGlobalNorm(gradients, TEXT_CLIP),
    });
    return { run, free };
  } catch (error) {
    free();
    throw error;
  }
}

/** Places in the text that are read at once when the network is tested. */
const TEST_ROWS = 32;

/** Bits per character of a text that is read from one end to the other, in a few rows. */
function bitsOf(net: CharacterNet, text: Int32Array): number {
  const rows = Math.min(TEST_ROWS, text.length - 1);
  const stretch = stretchOf(text, { rows, start: 0, length: longest(text, rows) });
  return tf.tidy(() => (net.loss(stretch).loss.dataSync()[0] as number) / Math.LN2);
}
