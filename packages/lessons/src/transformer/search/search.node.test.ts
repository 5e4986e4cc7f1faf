import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { random } from '@dl/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tryLesson } from '../../kit/try-lesson';
import { descriptions } from './descriptions';
import { search } from './lesson';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dl-search-'));
});
afterAll(() => rm(folder, { recursive: true }));

const written = async (name: string, text: string) => {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
};

test('descriptions share no word with their names, and no emoji is in two parts', async () => {
  const { all, parts } = await descriptions();
  for (const { name, description } of random(1).choice(all, { size: 200 })) {
    const own = new Set(name.toLowerCase().split(/\W+/));
    expect(description.split(/\W+/).some((word) => word !== '' && own.has(word))).toBe(false);
  }
  const signs = Object.values(parts).flatMap((part) => part.map(({ sign }) => sign));
  expect(new Set(signs).size).toBe(all.length);
  expect(signs.length).toBe(all.length);
});

test('the published encoder finds more than letters do, and a step of training changes it', async () => {
  const { run, make, close } = await tryLesson(search, { batch: 8, part: 'dev' });
  const [loss] = await make(1);
  expect(loss).toBeLessThan(Math.log(8));
  const { figures } = await run.score();
  expect(figures.publishedTen).toBeGreaterThan(figures.lettersTen as number);
  expect(figures.reciprocal).not.toBe(figures.publishedReciprocal);
  await close();
}, 120_000);

test('searches the lines of a text of your own', async () => {
  const lines = ['The kettle is broken.', '', 'He plays the violin.', 'Two dogs ran away.'];
  const text = await written('own.txt', lines.join('\r\n'));
  const asked = { text, query: 'music', shown: 2 };
  const { run, close } = await tryLesson(search, { batch: 2, ...asked });
  const { published, trained } = await run.results();
  expect(published.map(({ text }) => text)[0]).toBe('He plays the violin.');
  expect(published.length).toBe(2);
  expect(trained).toEqual(published);
  await close();
});

test('refuses a text without words', async () => {
  const text = await written('none.txt', '\n---\n');
  const rule = 'expected from 1 to 20,000 lines with words, got 0';
  await expect(tryLesson(search, { text })).rejects.toThrow(`--text ${text}: ${rule}`);
  await expect(tryLesson(search, { text: path.join(folder, 'missing') })).rejects.toThrow(
    'expected a file that can be read, got ENOENT',
  );
});
