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
import { Carried, CharacterNet, type States } from './network';
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
    const bits = await bitsOf(net, corpus[part], signal);
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

/** Characters between two turns of the event loop, when the network is tested. */
const TEST_WINDOW = 4096;

/** Bits per character of a text that is read from its beginning to its end. Ends early if `signal` aborts. */
async function bitsOf(net: CharacterNet, text: Int32Array, signal: AbortSignal): Promise<number> {
  const end = longest(text, 1);
  let nats = 0;
  let state: States | undefined;
  for (let start = 0; start < end && !signal.aborted; start += TEST_WINDOW) {
    const length = Math.min(TEST_WINDOW, end - start);
    const next = net.loss(stretchOf(text, { rows: 1, start, length }), state);
    tf.dispose(state as tf.TensorContainer);
    state = next.state;
    nats += ((await next.loss.data())[0] as number) * length;
    next.loss.dispose();
    // Lets a Ctrl-C arrive.
    await new Promise((resolve) => setImmediate(resolve));
  }
  tf.dispose(state as tf.TensorContainer);
  return nats / end / Math.LN2;
}
