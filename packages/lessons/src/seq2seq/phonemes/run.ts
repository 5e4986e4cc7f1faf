import { adam, cosineDecay, random } from '@dl/core';
import { type Translating, type Translation, translateTexts } from '@dl/seq2seq';
import type { PairBatch } from '@dl/text';
import { inParts } from '../../kit/in-parts';
import type { LessonContext, LessonRun } from '../../kit/lesson';
import { labelOf } from '../../kit/settings';
import { trainingRun } from '../../kit/training';
import { commonEntries, type Entry, type EntryParts, entriesOf, partsOf } from './entries';
import { letterByLetter } from './letter-by-letter';
import { type PhonemeValues, SETTINGS } from './settings';
import { makeSpeaker, phonemesOf, wordBatches } from './speaker';
import { type Spoken, spokenScore } from './spoken-score';
import { lettersOf, type PhonemeView } from './view';

/** Words that are said at once. */
const AT_ONCE = 64;
/** Held-out words whose score a page shows, and those that it lists. */
const SHOWN = { scored: 64, listed: 12 };

/** A network that learns to say words. */
export interface PhonemeRun extends LessonRun<PhonemeView> {
  readonly speaker: Translating;
  update(values: PhonemeValues): void;
  view(): Promise<PhonemeView>;
}

/** Reads the words, and makes the network. */
export async function start(values: PhonemeValues, { seed }: LessonContext): Promise<PhonemeRun> {
  let now = values;
  const rng = random(seed);
  const entries = values.words === 'all' ? await allEntries() : commonEntries();
  const parts = partsOf(entries);
  const speaker = makeSpeaker(phonemesOf(entries), values, rng.fold('weights'));
  const batchOf = wordBatches(speaker, parts.train);
  const { steps } = values;
  // #region training
  const { model } = speaker;
  const learningRate = cosineDecay(values.learningRate, { steps });
  const core = trainingRun<PairBatch>({
    model,
    optimizer: adam({ learningRate }),
    rng: rng.fold('data'),
    steps,
    batches: ({ rng }) => batchOf(now.batch, rng),
    loss: (batch, { rng }) => {
      const { teacherForcing } = now;
      return model.loss(batch, { training: true, rng, teacherForcing });
    },
    clip: () => 1,
  });
  // #endregion training
  const held = rng.fold('held out').shuffle(parts[values.part]);
  return {
    ...core,
    speaker,
    lossLabel: { en: 'nats per phoneme', ja: '1音素あたりのナット' },
    about: aboutOf(parts),
    update(next) {
      now = next as PhonemeValues;
    },
    async view() {
      const asked = lettersOf(now.word);
      const { beams } = now;
      const best = Math.min(beams, 5);
      const attention = values.attention !== 'none';
      const told = { beams, best, attention, lengthPenalty: 0 }; // by probability
      const [said] = (await translateTexts(speaker, [asked], told)) as [Translation];
      const scored = held.slice(0, SHOWN.scored);
      const words = scored.map(({ word }) => word);
      const others = await translateTexts(speaker, words, { beams: 1, maxLength: 20 });
      const samples = others.slice(0, SHOWN.listed).map(({ text }, i) => {
        const { word, ways } = scored[i] as Entry;
        return { word, said: text, right: ways.some((way) => way.join(' ') === text) };
      });
      const { words: share, errors } = spokenScore(
        others.map(({ tokens }) => tokens),
        scored.map(({ ways }) => ways),
      );
      return {
        word: asked,
        ways: [said, ...(said.alternatives ?? [])].map(({ tokens, logProbability }) => ({
          ...{ phonemes: tokens, probability: Math.exp(logProbability) },
        })),
        attention: said.attention,
        ...{ samples, right: Math.round(share * scored.length), count: scored.length, errors },
      };
    },
    async score(signal) {
      const entries = held.slice(0, values.test);
      const said: (readonly string[])[] = [];
      await inParts({ count: entries.length, size: AT_ONCE, signal }, async (from, to) => {
        const words = entries.slice(from, to).map(({ word }) => word);
        const { beams } = now;
        const found = await translateTexts(speaker, words, { beams, maxLength: 30 });
        said.push(...found.map(({ tokens }) => tokens));
      });
      const ways = entries.slice(0, said.length).map(({ ways }) => ways);
      const plain = letterByLetter(parts.train);
      const baseline = spokenScore(
        entries.slice(0, said.length).map(({ word }) => plain(word)),
        ways,
      );
      return scoreOf(spokenScore(said, ways), baseline, values.part, said.length);
    },
  };
}

/** Those of the whole dictionary, which Node reads out of an npm package. */
async function allEntries(): Promise<Entry[]> {
  const { cmuPronunciations } = await import('@dl/datasets/files');
  return entriesOf((await cmuPronunciations()).words);
}

function aboutOf({ train, dev, test }: EntryParts) {
  const [learnt, held] = [train.length, dev.length + test.length].map((n) =>
    n.toLocaleString('en-US'),
  );
  return [
    {
      en: `data: the CMU Pronouncing Dictionary, ${learnt} words to learn from, ${held} held out`,
      ja: `データ: CMU発音辞書。学習用 ${learnt} 語、評価用 ${held} 語`,
    },
  ];
}

function scoreOf(spoken: Spoken, baseline: Spoken, part: PhonemeValues['part'], count: number) {
  return {
    caption: labelOf(SETTINGS.part, part),
    columns: [
      { label: { en: 'words right', ja: '正しい単語' }, kind: 'share' as const },
      { label: { en: 'phonemes wrong', ja: '音素の誤り率' }, kind: 'share' as const },
    ],
    rows: [
      {
        label: { en: 'letter by letter', ja: '1文字ずつ置き換え' },
        values: [baseline.words, baseline.errors],
      },
      {
        label: { en: 'seq2seq', ja: 'Seq2Seq' },
        ...{ values: [spoken.words, spoken.errors], strong: true },
      },
    ],
    figures: {
      ...{ words: spoken.words, errors: spoken.errors, count },
      ...{ baselineWords: baseline.words, baselineErrors: baseline.errors },
    },
  };
}
