import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { random } from '@dl/core';
import { expect, test } from 'vitest';
import { tryLesson } from '../../kit/try-lesson';
import { batcher, corpusOf, madeDialogues } from './corpus';
import { dialogue } from './lesson';
import { makeDialogue } from './made-dialogues';
import { readDialogues } from './read-dialogues';
import { sentenceOf, wordsOf } from './words';

test('a made dialogue confirms what was said turns before', () => {
  const rng = random(1);
  for (let i = 0; i < 50; i++) {
    const utterances = makeDialogue(rng);
    expect(utterances.length).toBeGreaterThanOrEqual(14);
    const confirm = utterances.findIndex((text) => /, for .* at /.test(text));
    const found = /(\w+) in (\w+) , for (\w+) at (\w+) /.exec(utterances[confirm] as string);
    const [, place, city, people, time] = found as unknown as string[];
    const before = utterances.slice(0, confirm - 1).join(' ');
    for (const word of [place, city, people, time]) expect(before).toContain(word);
  }
});

test('made dialogues of the parts differ', () => {
  const { train, dev, test } = madeDialogues();
  expect([train.length, dev.length > 300, test.length > 300]).toEqual([3000, true, true]);
  const known = new Set(train.map((own) => own.join('\t')));
  expect([...dev, ...test].some((own) => known.has(own.join('\t')))).toBe(false);
});

test('wordsOf and sentenceOf', () => {
  expect(wordsOf("Don't book 12:30, ÉCLAIR!")).toBe("don't book 12 : 30 , éclair !");
  expect(sentenceOf('yes , please .')).toBe('yes, please.');
});

test('batches hold every dialogue once an epoch, and a step has always the same', async () => {
  const dialogues = [
    [[1], [2]],
    [[3], [4], [5]],
    [[6], [7]],
  ];
  const at = batcher(dialogues, 2, 0, random(1));
  const firstIds = (step: number) => {
    const { ids, turns } = at(step);
    const values = [...ids.dataSync()];
    ids.dispose();
    return { values, turns };
  };
  const first = [firstIds(0), firstIds(1)];
  expect(first.flatMap(({ turns }) => turns).sort()).toEqual([2, 2, 3]);
  expect([firstIds(5), firstIds(0), firstIds(1)].slice(1)).toEqual(first);
});

test('readDialogues reads lines of a file, packed too, and says where it is wrong', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'dl-dialogues-'));
  try {
    const write = async (name: string, text: string) => {
      const file = path.join(folder, name);
      await writeFile(file, name.endsWith('.gz') ? gzipSync(text) : text);
      return file;
    };
    const lines = ['train\ta\tHi.\tHello.', 'dev\tb\tHi.\tYes?', 'test\tc\tHi.\tNo.\tBye.', ''];
    for (const name of ['plain.tsv', 'packed.tsv.gz']) {
      const parts = await readDialogues(await write(name, lines.join('\n')));
      expect(parts).toEqual({
        ...{ train: [['Hi.', 'Hello.']], dev: [['Hi.', 'Yes?']], test: [['Hi.', 'No.', 'Bye.']] },
      });
      const corpus = await corpusOf(parts, { words: 9, longest: 2 });
      expect(corpus.parts.test).toEqual([
        [
          [5, 4],
          [corpus.unk, 4],
          [corpus.unk, 4],
        ],
      ]);
    }
    const refused = async (text: string) => readDialogues(await write('bad.tsv', text));
    await expect(refused('train\ta\tHi.\tYes.\nother\tb\tHi.\tYes.')).rejects.toThrow(
      'line 2: expected train, dev or test, got "other"',
    );
    await expect(refused('train\ta\tHi.')).rejects.toThrow('line 1: expected a part, a name and');
    await expect(refused('train\ta\tHi.\tYes.')).rejects.toThrow(
      'expected dialogues of the part dev, got none',
    );
    await expect(readDialogues(path.join(folder, 'none.tsv'))).rejects.toThrow('ENOENT');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('learns, and answers', async () => {
  const { run, make, close } = await tryLesson(dialogue, { hidden: 24, test: 16, samples: 2 });
  const losses = await make(30);
  expect(losses.at(-1) as number).toBeLessThan(0.7 * (losses[0] as number));
  const { figures } = await run.score();
  expect(figures.hredPerplexity as number).toBeLessThan(40);
  const { kl, vhredPerplexity, hredDistinct2 } = figures as Record<string, number>;
  expect(kl as number).toBeGreaterThan(0);
  expect(vhredPerplexity as number).toBeLessThan(60);
  expect(hredDistinct2 as number).toBeGreaterThan(0);
  const { context, truth, replies } = await run.answers();
  expect(context.length).toBeGreaterThan(5);
  expect(truth.length).toBeGreaterThan(0);
  expect(Object.values(replies).every(({ drawn }) => drawn.length === 3)).toBe(true);
  await close();
});

test('a page shows one dialogue and answers, to what is typed too', async () => {
  const { run, make, all, close } = await tryLesson(dialogue, { preset: 'page', hidden: 24 });
  await make(10);
  const view = await run.view();
  expect(view.place % 2).toBe(1);
  expect(view.last).toBe(view.dialogue[view.place - 1]);
  expect(view.unknown).toEqual([]);
  for (const { drawn } of Object.values(view.replies)) expect(drawn).toHaveLength(3);
  for (const value of Object.values(view.perplexity)) {
    expect(value).toBeGreaterThan(1);
    expect(value).toBeLessThan(view.words);
  }
  run.update({ ...all, dialogue: 2, turn: 1, utterance: 'Zebras for TWO, please.' });
  const other = await run.view();
  expect(other.dialogue).not.toEqual(view.dialogue);
  expect([other.place, other.last, other.unknown]).toEqual([
    ...[1, 'zebras for two, please.', ['zebras']],
  ]);
  // Past the end: the last answer of the system.
  run.update({ ...all, turn: 15 });
  const last = await run.view();
  expect(last.dialogue.length - last.place).toBeLessThanOrEqual(2);
  await close();
});
