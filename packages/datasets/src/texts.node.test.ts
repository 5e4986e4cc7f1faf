import { expect, test } from 'vitest';
import { mobyDick } from './moby-dick';
import { stateOfTheUnion } from './state-of-the-union';

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '').length;

test('mobyDick is the whole book', async () => {
  const { text, from } = await mobyDick();
  expect(text).toMatch(/^CHAPTER 1\. Loomings\.\n\nCall me Ishmael\./);
  expect(text).toMatch(/as it rolled five thousand years ago\.\n$/);
  expect(text.match(/^CHAPTER \d+\./gm)?.length).toBe(135);
  expect(words(text)).toBe(208_160);
  expect(from.file).toMatch(/^data\/data\.txt of @stdlib\/datasets-moby-dick \d/);
  expect(from.licences[0]?.title).toContain('Public Domain');
});

test('stateOfTheUnion is every address in order', async () => {
  const { addresses, from } = await stateOfTheUnion();
  expect(addresses.length).toBe(233);
  const years = addresses.map(({ year }) => year);
  expect(years).toEqual([...years].sort((a, b) => a - b));
  expect(addresses[0]).toMatchObject({ year: 1790, president: 'George Washington' });
  expect(addresses.at(-1)?.year).toBe(2021);
  expect(addresses.reduce((sum, { text }) => sum + words(text), 0)).toBe(1_794_884);
  expect(from.sources.map(({ path }) => path)).toContain(
    'https://github.com/stdlib-js/datasets-sotu',
  );
});
