import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tryLesson } from '../../kit/try-lesson';
import { corpusOf, unitOf } from './corpus';
import { translation } from './lesson';
import { nearestSource } from './nearest-source';
import { partsOf, readPairs } from './pairs';
import type { TranslationRun } from './run';
import { scoreOf } from './score';
import { LONGEST, type TranslationValues } from './settings';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dl-pairs-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function write(name: string, lines: readonly string[]): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, lines.join('\n'));
  return file;
}

describe('readPairs', () => {
  test('reads either column of a file, and passes over further ones', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => `word ${i}\t語 ${i}\tCC BY ${i}`);
    const file = await write('plain.tsv', [...lines, '', lines[0] as string]);
    for (const direction of ['ja-en', 'en-ja'] as const) {
      const { train, dev, test } = await readPairs(file, direction);
      const all = [...train, ...dev, ...test];
      expect(all).toHaveLength(200);
      const number = (text: string) => text.split(' ')[1];
      expect(all.every(([a, b]) => number(a) === number(b))).toBe(true);
      expect(all.every(([a]) => a.startsWith(direction === 'ja-en' ? '語' : 'word'))).toBe(true);
      for (const held of [dev, test]) expect(held.length / 200).toBeCloseTo(0.1, 1);
    }
  });

  test('takes the parts of a folder, and learns from nothing that they hold out', async () => {
    await write('own/train.tsv', ['a\tあ', 'b\tい', 'c\tう', 'other c\tう', 'd\tえ']);
    await write('own/dev.tsv', ['b\tい']);
    await write('own/test.tsv', ['x c\tう']);
    expect(await readPairs(path.join(folder, 'own'), 'ja-en')).toEqual({
      train: [
        ['あ', 'a'],
        ['え', 'd'],
      ],
      dev: [['い', 'b']],
      test: [['う', 'x c']],
    });
  });

  test('says where a file is wrong', async () => {
    const refused = async (name: string, lines: readonly string[]) =>
      readPairs(await write(name, lines), 'ja-en');
    await expect(refused('bad.tsv', ['a\tあ', 'b い'])).rejects.toThrow(
      /^readPairs: .*bad\.tsv: .*line 2: expected at least 2 columns, got 1$/,
    );
    await expect(refused('empty.tsv', [])).rejects.toThrow(
      /empty\.tsv: expected pairs of the part train, got none$/,
    );
    await expect(readPairs(path.join(folder, 'none.tsv'), 'ja-en')).rejects.toThrow(
      /none\.tsv: expected a file or a folder of pairs, got none$/,
    );
    await write('half/train.tsv', ['a\tあ']);
    await expect(readPairs(path.join(folder, 'half'), 'ja-en')).rejects.toThrow(/dev\.tsv/);
  });
});

test('partsOf keeps all translations of a sentence in one part', () => {
  const pairs = Array.from({ length: 300 }, (_, i) => [`s${i % 100}`, `t${i}`] as const);
  const parts = Object.values(partsOf(pairs)).map((own) => new Set(own.map(([source]) => source)));
  expect(parts.every(({ size }) => size > 0)).toBe(true);
  expect(parts.reduce((sum, { size }) => sum + size, 0)).toBe(100);
});

describe('corpusOf', () => {
  test('cuts Japanese with blanks between words into words, other into byte pairs', () => {
    expect(unitOf(['私 は 行 く 。', '雨 だ 。'])).toBe('words');
    expect(unitOf(['私は行く。', "'{0}' 修飾子とインポート宣言は同時に使用できません。"])).toBe(
      'bytePairs',
    );
  });

  test('takes words that stand twice, and leaves out what is too long', async () => {
    const long = Array.from({ length: LONGEST }, () => 'a').join(' ');
    const parts = {
      train: [
        ['雨 だ', 'rain'],
        ['雨 か', 'rain ?'],
      ],
      dev: [[long, 'rain']],
      test: [['雪 だ', 'rain ?']],
    } as const;
    const options = { unit: 'auto', direction: 'ja-en', vocabulary: 300 } as const;
    const { unit, source, target, parts: encoded, leftOut } = await corpusOf(parts, options);
    expect([unit, source.size, target.size, leftOut]).toEqual(['words', 2, 2, 1]);
    const [unk, rain] = [source.encode('雪')[0], source.encode('雨')[0]];
    expect(unk).not.toBe(rain);
    expect(encoded.test[0]?.ids[0]).toEqual([unk, unk]);
    expect(encoded.dev).toEqual([]);
    const short = await corpusOf(parts, { ...options, longest: 2 });
    expect([short.leftOut, short.parts.test]).toEqual([4, []]);
  });
});

test('nearestSource is the sentence that shares most', () => {
  const nearest = nearestSource([
    [1, 2, 3],
    [1, 2, 3, 4, 5, 6, 7],
    [8, 8, 8],
  ]);
  expect([[1, 2, 9], [4, 5, 6, 7], [8], [99]].map(nearest)).toEqual([0, 1, 2, 0]);
});

test('scoreOf holds both against the references, and takes none', () => {
  const references = ['the cat sat on the mat .'];
  const said = { references, translations: ['The cat sat on the mat.'], nearest: ['a dog'] };
  const values = { direction: 'ja-en', part: 'test' } as TranslationValues;
  const { figures, remarks } = scoreOf(said, values);
  expect(figures.bleu).toBeCloseTo(100, 5);
  expect(figures.baselineBleu as number).toBeLessThan(10);
  expect(remarks?.[0]?.en).toContain('case:lc|eff:no|tok:13a');
  const none = scoreOf({ references: [], translations: [], nearest: [] }, values);
  expect([none.figures.bleu, none.figures.count]).toEqual([Number.NaN, 0]);
});

test('learns to translate in either direction, and shows sentences', async () => {
  const [people, deeds] = [
    [
      ['i', '私'],
      ['you', 'あなた'],
      ['we', '私達'],
      ['he', '彼'],
      ['they', '彼ら'],
    ],
    Array.from({ length: 30 }, (_, i) => [`did thing${i}`, `物${i} を し た`]),
  ];
  const lines = people.flatMap(([who, ja]) =>
    deeds.map(([what, own]) => `${who} ${what} .\t${ja} は ${own} 。`),
  );
  const pairs = await write('made.tsv', lines);
  const before = tf.memory().numTensors;
  for (const direction of ['ja-en', 'en-ja'] as const) {
    const { run, make, close } = await tryLesson(translation, {
      ...{ pairs, direction, hidden: 32, batchTokens: 400, test: 10, dropout: 0 },
      ...{ learningRate: 0.01 },
    });
    const losses = await make(90);
    expect(losses.at(-1) as number).toBeLessThan(0.6 * (losses[0] as number));
    const { bleu, baselineBleu, count } = (await run.score()).figures as Record<string, number>;
    expect(count).toBe(10);
    expect(bleu as number).toBeGreaterThan(50);
    expect(baselineBleu as number).toBeGreaterThan(0);
    const { sentences } = await (run as TranslationRun).view();
    expect(sentences).toHaveLength(5);
    expect(run.about?.map(({ en }) => en).join('\n')).toContain('words: ');
    await close();
  }
  expect(tf.memory().numTensors).toBe(before);
});
