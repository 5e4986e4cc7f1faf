import { expect, test } from 'vitest';
import { cmuPronunciations } from './cmu-pronunciations';

test('cmuPronunciations is the whole dictionary', async () => {
  const { words, from } = await cmuPronunciations();
  expect([...words.values()].reduce((sum, ways) => sum + ways.length, 0)).toBe(135_155);
  expect(words.get('tomato')).toEqual([
    ['T', 'AH0', 'M', 'EY1', 'T', 'OW2'],
    ['T', 'AH0', 'M', 'AA1', 'T', 'OW2'],
  ]);
  expect(words.size).toBe(126_046);
  const phonemes = new Set([...words.values()].flat(2).map((own) => own.replace(/\d$/, '')));
  expect(phonemes.size).toBe(39);
  expect(from.licences[0]?.title).toBe('ISC');
});
