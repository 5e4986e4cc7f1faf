import { adam, cosineDecay, random } from '@dl/core';
import { digits } from '../../data/digits';
import { aboutSource } from '../../kit/about';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import type { Text } from '../../kit/text';
import { trainingRun } from '../../kit/training';
import { cutAndCompare } from './cut-and-compare';
import { COUNT, drawLine, type LineBatch, lineBatch } from './lines';
import { RANGES } from './parts';
import { read, readAll } from './read';
import { LineReader } from './reader';
import { errorsOf, heldLines, scoreOf } from './score';
import type { LineValues } from './settings';
import type { LineView } from './view';

/** Digits of the line that is shown: as many as a terminal has room for. */
const SHOWN = 4;

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
      const count = { least: SHOWN, most: SHOWN };
      const line = drawLine(set, RANGES[part], random(seed).fold('shown'), { count });
      const [found] = await read(reader, [line], now.beams);
      return { line, ...(found as NonNullable<typeof found>) };
    },
    async score(signal) {
      const found = await readAll(reader, held, { beams: now.beams, signal });
      const lines = held.slice(0, found.length);
      const plain = cutAndCompare(data.train, RANGES.train);
      return scoreOf(errorsOf(found, lines), errorsOf(lines.map(plain), lines), part);
    },
  };
}

const ABOUT: Text = {
  en: `lines: ${COUNT.least} to ${COUNT.most} digits side by side, new ones for each step; their positions are not given`,
  ja: `行: 数字を${COUNT.least}〜${COUNT.most}個並べ、ステップごとに作り直します。各数字の位置は教えません`,
};
