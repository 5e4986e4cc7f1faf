import { adamW, cosineDecay, parameterCount, type Rng, random, warmup } from '@dl/core';
import { Gpt } from '@dl/transformer';
import * as tf from '@tensorflow/tfjs-core';
import { aboutParts, aboutSource } from '../../kit/about';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import type { Text } from '../../kit/text';
import { trainingRun } from '../../kit/training';
import { countFigures, natsOf, natsWithout } from './held-out';
import { expectPrompt, lettersOf, readPrompt } from './letters';
import { lookInside } from './look';
import { scoreOf } from './score';
import type { WritingValues } from './settings';
import type { WritingView } from './view';
import { writeOn } from './write-on';
import { Writer } from './writer';

/** The norm that a gradient is cut to. */
const CLIP = 1;
/** The share of steps in which the learning rate warms up, so many at most; and the share of it that it falls to. */
const WARM = 0.05;
const MOST_WARM = 100;
const FINAL = 0.1;
/** Windows of held-out text that a picture is measured on, the counts too. */
const SHOWN = 16;

/** A GPT in training. */
export interface WritingRun extends LessonRun<WritingView> {
  readonly gpt: Gpt;
  update(values: WritingValues): void;
  view(): Promise<WritingView>;
  /** The letters that it writes on from the prompt, as they come. */
  passage(signal?: AbortSignal): AsyncGenerator<string, void, void>;
}

/** Reads the text, and makes the network. @throws RangeError for a text or a prompt that does not fit */
export async function start(values: WritingValues, { seed }: LessonContext): Promise<WritingRun> {
  let now = values;
  const { text, about } = await textOf(values);
  const { layers, heads, width: size, block: context, dropout, learningRate, steps } = values;
  const parts = lettersOf(text, context);
  const { vocabulary } = parts;
  // A page passes over letters that are none, and says so.
  if (values.data !== 'opening' || values.text !== '') expectPrompt(vocabulary, values.prompt);
  const rng = random(seed);
  // #region model
  const gpt = new Gpt(vocabulary.size, {
    rng: rng.fold('weights'),
    ...{ layers, heads, size, context, dropout },
  });
  const rate = cosineDecay(learningRate, { steps, final: FINAL * learningRate });
  const optimizer = adamW({
    learningRate: warmup(rate, Math.min(MOST_WARM, Math.ceil(WARM * steps))),
    ...{ beta2: 0.99, weightDecay: 0.1 },
  });
  // #endregion model
  const parameters = parameterCount(gpt);
  const training = trainingRun({
    model: gpt,
    optimizer,
    rng: rng.fold('training'),
    steps,
    batches: ({ rng }) => drawWindows(parts.train, { batch: now.batch, block: context, rng }),
    loss: ([ids, next], { rng }) => gpt.loss(ids, next, { training: true, rng }),
    clip: () => CLIP,
  });
  const writer = new Writer(gpt, vocabulary, { rng: rng.fold('writing'), asked: values });
  const shown = parts.dev.subarray(0, SHOWN * context + 1);
  let made = 0;
  let counts: ReturnType<typeof countFigures> | undefined;
  return {
    ...training,
    gpt,
    lossLabel: { en: 'nats a letter', ja: '1文字あたりのナット' },
    about: [
      about,
      aboutParts(parts, { en: 'letters', ja: '文字' }),
      {
        en: `${vocabulary.size} different letters; ${parameters.toLocaleString('en-US')} parameters`,
        ja: `文字の種類 ${vocabulary.size}、パラメータ数 ${parameters.toLocaleString('en-US')}`,
      },
    ],
    async *run(options) {
      for await (const frame of training.run(options)) {
        made = frame.step;
        yield frame;
      }
    },
    update(values) {
      now = values;
      writer.ask(values);
    },
    async view() {
      counts ??= countFigures({ ...parts, dev: shown }, 3);
      const inside = await lookInside(gpt, vocabulary, now);
      const { layer, head } = inside;
      const measured = (off: { layer: number; head: number } | undefined) =>
        natsWithout(gpt, shown, { windows: SHOWN, off });
      const held = {
        whole: await measured(undefined),
        without: await measured({ layer, head }),
        counts: counts.dev,
      };
      return { ...inside, ...(await writer.on(made)), held, order: counts.order };
    },
    async *passage(signal) {
      const { ids } = readPrompt(vocabulary, now.prompt);
      const { sample: count, temperature, topP } = now;
      const told = { count, temperature, topP, rng: rng.fold('passage') };
      for await (const id of writeOn(gpt, ids, { ...told, signal })) yield vocabulary.decode([id]);
    },
    async score(signal) {
      const nats = await natsOf(gpt, parts[now.part], signal);
      const { order, ...own } = countFigures(parts);
      const chance = Math.log(vocabulary.size);
      return scoreOf({ part: now.part, parameters, nats, counts: own[now.part], order, chance });
    },
  };
}

// #region batch
/** `batch` windows of a text at random, int32 [batch, block], and the letters behind each of theirs. */
export function drawWindows(
  text: Int32Array,
  { batch, block, rng }: { readonly batch: number; readonly block: number; readonly rng: Rng },
): [ids: tf.Tensor2D, next: tf.Tensor2D] {
  const [ids, next] = [new Int32Array(batch * block), new Int32Array(batch * block)];
  for (let row = 0; row < batch; row++) {
    const at = rng.int(0, text.length - block);
    ids.set(text.subarray(at, at + block), row * block);
    next.set(text.subarray(at + 1, at + 1 + block), row * block);
  }
  return [tf.tensor2d(ids, [batch, block], 'int32'), tf.tensor2d(next, [batch, block], 'int32')];
}
// #endregion batch

/** The text that is asked for, and where it comes from. */
async function textOf({ text: path, data }: WritingValues): Promise<{ text: string; about: Text }> {
  if (path !== '') {
    const { readText } = await import('./read-text');
    return { text: await readText(path), about: { en: `data: ${path}`, ja: `データ: ${path}` } };
  }
  if (data === 'opening') {
    const { OPENING } = await import('./opening');
    return {
      text: OPENING,
      about: {
        en: 'data: the opening of Moby Dick (Herman Melville, 1851)',
        ja: 'データ:「白鯨」の冒頭(ハーマン・メルヴィル、1851年)',
      },
    };
  }
  const { mobyDick } = await import('@dl/datasets/files');
  const { text, from } = await mobyDick();
  return { text, about: aboutSource(from) };
}
