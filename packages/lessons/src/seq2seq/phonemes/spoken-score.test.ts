import { describe, expect, test } from 'vitest';
import { commonEntries, entriesOf, partsOf } from './entries';
import { letterByLetter } from './letter-by-letter';
import { spokenScore } from './spoken-score';

describe('spokenScore', () => {
  test('any way that is listed is right, and the nearest counts', () => {
    const ways = [
      [
        ['A', 'B'],
        ['A', 'C', 'D'],
      ],
      [['K']],
    ];
    expect(spokenScore([['A', 'C', 'D'], ['K']], ways)).toEqual({ words: 1, errors: 0 });
    expect(spokenScore([['A', 'C'], ['L']], ways)).toEqual({ words: 0, errors: 2 / 3 });
  });
});

describe('words', () => {
  const words = new Map([
    [
      'tomato',
      [
        ['T', 'AH0', 'M', 'EY1', 'T', 'OW2'],
        ['T', 'AH0', 'M', 'EY2', 'T', 'OW2'],
      ],
    ],
    ["it's", [['IH1', 'T', 'S']]],
  ]);

  test('are spelt in letters, and said without stress', () => {
    expect(entriesOf(words)).toEqual([
      { word: 'tomato', ways: [['T', 'AH', 'M', 'EY', 'T', 'OW']] },
    ]);
  });

  test('those that a page brings along have all their ways', () => {
    const entries = new Map(commonEntries().map(({ word, ways }) => [word, ways]));
    const said = (word: string) => entries.get(word)?.map((way) => way.join(' '));
    expect(entries.size).toBe(4000);
    expect(said('the')).toEqual(['DH AH', 'DH IY']);
    expect(said('thought')).toEqual(['TH AO T']);
    expect(said('tv')).toEqual(['T IY V IY', 'T EH L AH V IH ZH AH N']);
  });

  test('a word is always in the same part', () => {
    const entries = Array.from({ length: 500 }, (_, i) => ({
      ...{ word: i.toString(26).replace(/\d/g, 'z'), ways: [['AH']] },
    }));
    const { train, dev, test: held } = partsOf(entries);
    expect(train.length + dev.length + held.length).toBe(500);
    expect(dev.length).toBeGreaterThan(20);
    expect(partsOf(held).test).toEqual(held);
  });

  test('letter by letter takes what a letter mostly says', () => {
    const say = letterByLetter([
      { word: 'ab', ways: [['AE', 'B']] },
      { word: 'ba', ways: [['B', 'AE']] },
      { word: 'aa', ways: [['AA', 'AE']] },
    ]);
    expect(say('abz')).toEqual(['AE', 'B']);
  });
});
