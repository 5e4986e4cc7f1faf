import { expect, test } from 'vitest';
import { alignSounds, MARKS } from './letter-sounds.mjs';

test('letters say their sounds, and a mark where they say something unusual', () => {
  const { sounds, spelt } = alignSounds([
    ['cat', 'KAT'],
    ['tac', 'TAK'],
    ['act', 'AKT'],
    ['acta', 'AKT'],
  ]);
  expect(spelt).toEqual(['cat', 'tac', 'act', `acta${MARKS[1]}`]);
  expect([sounds[0], sounds[2], sounds[19]]).toEqual([['A', ''], ['K'], ['T']]);
  expect(sounds[1]).toEqual(['']);
});

test('a short word with many sounds has some letters with several', () => {
  const { sounds, spelt } = alignSounds([['tv', 'TELEVIZN']]);
  const said = [...spelt[0]].map((letter) => sounds[letter.charCodeAt(0) - 97][0]);
  expect(said.join('')).toBe('TELEVIZN');
});
