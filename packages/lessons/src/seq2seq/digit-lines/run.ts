import { adam, cosineDecay, ctcBeamSearch, ctcGreedyDecode, random } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { digits } from '../../data/digits';
import type { Mnist } from '../../data/mnist';
import { aboutSource } from '../../kit/about';
import { editDistance } from '../../kit/edit-distance';
import { inParts } from '../../kit/in-parts';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import type { Score } from '../../kit/score';
import { labelOf } from '../../kit/settings';
import type { Text } from '../../kit/text';
import { trainingRun } from '../../kit/training';
import { cutAndCompare } from './cut-and-compare';
import { COUNT, drawLine, type Line, type LineBatch, lineBatch, type Range } from './lines';
import { BLANK, LineReader } from './reader';
import { type LineValues, SETTINGS } from './settings';
import type { LineView } from './view';

/** Lines that are read at once, and digits of the line that is shown: as many as a terminal has room for. */
const [AT_ONCE, SHOWN] = [100, 4];

/** Images to learn from, to choose settings by, and those of other writers. */
const RANGES: Readonly<Record<'train' | 'dev' | 'test', Range>> = {
  train: { first: 0, end: 55_000 },
  dev: { first: 55_000, end: 60_000 },
  test: { first: 0, end: 10_000 },
};

/** A network that learns to read lines. */
export interface LineRun extends LessonRun<LineView> {
  readonly reader: LineReader;
  update(values: LineValues): void;
  view(): Promise<LineView>;
}

/** Reads MNIST, and makes the network. */
export async function start(values: LineValues, { seed }: LessonContext): Promise<LineRun> {
  let now = values;
  const { hidden, part, steps, test } = values;
  const data = await digits();
  const rng = random(seed);
  const reader = new LineReader(hidden, rng.fold('weights'));
  const held = heldLines(data, part, test);
  // #region training
  const core = trainingRun<LineBatch>({
    model: reader,
    optimizer: adam({ learningRate: cosineDecay(values.learningRate, { steps }) }),
    rng: rng.fold('data'),
    steps,
    batches: ({ rng: own }) =>
      lineBatch(Array.from({ length: now.batch }, () => drawLine(data.train, RANGES.train, own))),
    loss: (batch) => reader.loss(batch),
    clip: () => 1,
  });
  // #endregion training
  return {
    ...core,
    reader,
    lossLabel: { en: 'nats a digit', ja: '1数字あたりのナット' },
    about: [aboutSource(data.from), ABOUT],
    update(next) {
      now = next;
    },
    async view() {
      const set = part === 'dev' ? data.train : data.test;
      const line = drawLine(set, RANGES[part], random(seed).fold('shown'), SHOWN);
      const logits = logitsOf(reader, [line]);
      const likeliest = tf.tidy(() => tf.argMax(tf.squeeze(logits, [0]), 1));
      const classes = Int32Array.from(await likeliest.data());
      const [read = []] = await decoded(logits, [line.frames], now.beams);
      tf.dispose([logits, likeliest]);
      return { line, classes, read };
    },
    async score(signal) {
      const read: (readonly number[])[] = [];
      await inParts({ count: held.length, size: AT_ONCE, signal }, async (from, to) => {
        const lines = held.slice(from, to);
        const logits = logitsOf(reader, lines);
        const lengths = lines.map(({ frames }) => frames);
        read.push(...(await decoded(logits, lengths, now.beams)));
        logits.dispose();
      });
      const lines = held.slice(0, read.length);
      const plain = cutAndCompare(data.train, RANGES.train);
      return scoreOf(errorsOf(read, lines), errorsOf(lines.map(plain), lines), part);
    },
  };
}

const ABOUT: Text = {
  en: `lines: ${COUNT.least} to ${COUNT.most} digits side by side, made anew for each step; where each stands, nobody says`,
  ja: `行: 数字を${COUNT.least}〜${COUNT.most}個並べ、ステップごとに作り直します。各数字の位置は教えません`,
};

/** The same lines for every seed. */
function heldLines({ train, test }: Mnist, part: 'dev' | 'test', count: number): Line[] {
  const rng = random(0).fold(part);
  const set = part === 'dev' ? train : test;
  return Array.from({ length: count }, (_, i) => drawLine(set, RANGES[part], rng.fold(i)));
}

function logitsOf(reader: LineReader, lines: readonly Line[]): tf.Tensor3D {
  return tf.tidy(() => reader.forward(lineBatch(lines)));
}

/** The digits of each line. */
async function decoded(
  logits: tf.Tensor3D,
  lengths: number[],
  beams: number,
): Promise<(readonly number[])[]> {
  const options = { blank: BLANK, lengths };
  if (beams === 1) return (await ctcGreedyDecode(logits, options)).map(({ labels }) => labels);
  const found = await ctcBeamSearch(logits, { ...options, beams });
  return found.map(([best]) => best?.labels ?? []);
}

/** How well lines were read. */
interface Errors {
  /** Lines that are right. */
  readonly lines: number;
  /** Digits put in, left out or read wrong, for each digit that is there. */
  readonly digits: number;
}

function errorsOf(read: readonly (readonly number[])[], lines: readonly Line[]): Errors {
  const distances = lines.map(({ digits: own }, i) => editDistance(read[i] as number[], own));
  const all = lines.reduce((sum, { digits: own }) => sum + own.length, 0);
  return {
    lines: distances.filter((distance) => distance === 0).length / lines.length,
    digits: distances.reduce((sum, distance) => sum + distance, 0) / all,
  };
}

function scoreOf(own: Errors, plain: Errors, part: 'dev' | 'test'): Score {
  return {
    caption: labelOf(SETTINGS.part, part),
    columns: [
      { label: { en: 'digits wrong', ja: '数字の誤り率' }, kind: 'share' },
      { label: { en: 'lines right', ja: '正しい行' }, kind: 'share' },
    ],
    rows: [
      {
        label: { en: 'cut at gaps, nearest mean', ja: '隙間で分割し平均画像と比較' },
        values: [plain.digits, plain.lines],
      },
      {
        label: { en: 'LSTM with CTC', ja: 'LSTM+CTC' },
        values: [own.digits, own.lines],
        strong: true,
      },
    ],
    figures: {
      ...{ digitErrors: own.digits, lines: own.lines },
      ...{ baselineDigitErrors: plain.digits, baselineLines: plain.lines },
    },
  };
}
