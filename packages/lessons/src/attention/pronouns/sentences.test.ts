import { random } from '@dl/core';
import { describe, expect, test } from 'vitest';
import { drawSentence, encode } from './sentences';
import { isPronoun, KINDS, NAMES, NOUNS, PRONOUNS, tokensOf, UNKNOWN } from './vocabulary';
import { idOf, VOCABULARY } from './word-ids';

const kindsOf = (word: string) =>
  KINDS.filter((kind) =>
    [...NOUNS[kind], ...(kind === 'she' || kind === 'he' ? NAMES[kind] : [])].includes(word),
  );

describe('sentences', () => {
  const drawn = Array.from({ length: 300 }, (_, i) => drawSentence(random(1).fold(i)));

  test('have a pronoun stand for the last noun before it that it fits', () => {
    let pronouns = 0;
    for (const { words, standsFor } of drawn) {
      words.forEach((word, at) => {
        const noun = standsFor[at] as number;
        if (!isPronoun(word)) {
          expect(noun).toBe(at);
          return;
        }
        pronouns++;
        const fits = (other: string) =>
          kindsOf(other).some((kind) => PRONOUNS[kind].includes(word));
        const last = words.slice(0, at).map(fits).lastIndexOf(true);
        expect([words.join(' '), noun]).toEqual([words.join(' '), last]);
      });
    }
    expect(pronouns).toBeGreaterThan(300);
  });

  test('are of known words, and not too long', () => {
    const lengths = drawn.map(({ words }) => words.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(30);
    for (const { words } of drawn) for (const word of words) expect(idOf(word)).toBeGreaterThan(0);
    expect(idOf(UNKNOWN)).toBe(0);
    expect(VOCABULARY.size).toBe(99);
  });

  test('become rows of ids, filled up; hidden words hide what stands for them too', () => {
    const one = { words: ['anna', 'met', 'ben', '.'], standsFor: [0, 1, 2, 3] };
    const two = { words: ['he', 'was'], standsFor: [0, 1] };
    const { rows, time, ids, wanted, lengths, pronouns } = encode([one, two]);
    expect([rows, time, ...lengths]).toEqual([2, 4, 4, 2]);
    expect([...ids.slice(4)]).toEqual([idOf('he'), idOf('was'), 0, 0]);
    expect([...wanted.slice(4)]).toEqual([idOf('he'), idOf('was'), -100, -100]);
    expect([...pronouns]).toEqual([0, 0, 0, 0, 1, 0, 0, 0]);
    const hiding = encode(drawn, random(2));
    const unknown = idOf(UNKNOWN);
    const hidden = hiding.ids.filter((id, at) => id === unknown && hiding.wanted[at] !== -100);
    expect(hidden.length / hiding.lengths.reduce((a, b) => a + b)).toBeGreaterThan(0.01);
    expect(hiding.wanted.filter((id) => id === unknown).length).toBeGreaterThanOrEqual(
      hidden.length,
    );
  });
});

describe('tokensOf', () => {
  test('has words and marks in lower case, and no more than the most', () => {
    expect(tokensOf('Anna’s dog, he said: “Wow!”')).toEqual([
      'anna’s',
      'dog',
      ',',
      'he',
      'said',
      'wow',
      '!',
    ]);
    expect(tokensOf('猫は 寝た')).toEqual(['猫は', '寝た']);
    expect(tokensOf(' … <b>')).toEqual(['b']);
    expect(tokensOf('a '.repeat(99))).toHaveLength(24);
  });
});
