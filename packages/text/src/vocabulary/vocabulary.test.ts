import { random } from '@dl/core';
import { describe, expect, test } from 'vitest';
import { loadTokenizer } from '../tokenizers/load-tokenizer';
import { buildVocabulary } from './build-vocabulary';
import { Lang } from './lang';
import { segments } from './split';
import { Vocabulary } from './vocabulary';

describe('buildVocabulary', () => {
  test('orders words by how often they stand there, then by when they came', async () => {
    const vocabulary = await buildVocabulary(['b a c a', 'c a b d']);
    expect(vocabulary.toJSON().tokens).toEqual(['a', 'b', 'c', 'd']);
    expect([vocabulary.pad, vocabulary.sos, vocabulary.eos, vocabulary.unk]).toEqual([0, 1, 2, 3]);
  });

  test('takes those that are frequent enough, up to a size, out of a stream', async () => {
    async function* stream() {
      yield 'a a a b b';
      yield 'c c d';
    }
    const few = await buildVocabulary(stream(), { minCount: 2, maxSize: 6 });
    expect(few.toJSON().tokens).toEqual(['a', 'b']);
    const report = await buildVocabulary(['x y'], { special: { sos: 'SOS', eos: 'EOS' } });
    expect([report.size, report.sos, report.eos, report.unk]).toEqual([4, 0, 1, undefined]);
  });

  test('knows characters and the words of Japanese', async () => {
    const characters = await buildVocabulary(['日本🤖'], { unit: 'characters', special: {} });
    expect(characters.decode(characters.encode('🤖本'))).toBe('🤖本');
    const words = await buildVocabulary(['今日は良い天気です。'], {
      unit: 'segments',
      locale: 'ja',
    });
    const text = '今日は良い天気です。';
    expect(words.encode(text).length).toBeLessThan(text.length);
    expect(words.decode(words.encode(text))).toBe(text);
    expect(segments('私は 学生', 'ja').join('')).toBe('私は学生');
  });

  test.each([
    ['text', {}, 'buildVocabulary: texts: expected texts, one after the other, got "text"'],
    [[3], {}, 'buildVocabulary: texts: expected a text, got 3'],
    [
      ['a'],
      { maxSize: 3 },
      'buildVocabulary: maxSize: expected at least 4, the special tokens, got 3',
    ],
    [['a'], { minCount: 0 }, 'buildVocabulary: minCount: expected a positive integer, got 0'],
    [
      ['a'],
      { unit: 'letters' },
      'buildVocabulary: unit: expected "words", "characters" or "segments"',
    ],
    [['a'], { special: { unk: '' } }, 'buildVocabulary: special.unk: expected a text, got ""'],
    [
      ['a'],
      { special: { pad: 'x', unk: 'x' } },
      'buildVocabulary: special: expected different texts',
    ],
    [['a'], { unit: 'segments', locale: '?' }, 'segments: locale: expected a language tag'],
  ])('refuses %j with %j', async (texts, options, message) => {
    await expect(buildVocabulary(texts as never, options as never)).rejects.toThrow(message);
  });
});

describe('Vocabulary', () => {
  test('segments keep the language that found them', () => {
    const { locale } = new Intl.Segmenter(undefined).resolvedOptions();
    const file = JSON.parse(JSON.stringify(new Vocabulary(['a'], { unit: 'segments' })));
    expect(file.locale).toBe(locale);
    expect(new Vocabulary(['a']).toJSON()).not.toHaveProperty('locale');
    expect(new Vocabulary(['a'], { unit: 'segments', locale: 'ja' }).locale).toBe('ja');
  });

  test('a text that holds special tokens is ordinary text', () => {
    const vocabulary = new Vocabulary(['a']);
    expect(vocabulary.encode('<sos> a <eos> <pad>', { eos: true })).toEqual([3, 4, 3, 3, 2]);
  });

  const vocabulary = new Vocabulary(['the', 'cat']);

  test('encodes with ends and offsets, and unknown words as unk', () => {
    expect(vocabulary.encode('the  dog', { sos: true, eos: true })).toEqual([1, 4, 3, 2]);
    expect(vocabulary.encodeWithOffsets('the  dog', { eos: true })).toEqual({
      ids: [4, 3, 2],
      tokens: ['the', '<unk>', '<eos>'],
      offsets: [
        [0, 3],
        [5, 8],
        [8, 8],
      ],
    });
    expect(vocabulary.encode('')).toEqual([]);
    expect(vocabulary.decode([1, 4, 5, 3, 2, 0, 0])).toBe('the cat <unk>');
  });

  test('comes back from JSON, and a file of a stranger is checked', () => {
    const file = JSON.parse(JSON.stringify(vocabulary));
    expect(loadTokenizer(file)).toEqual(vocabulary);
    expect(Vocabulary.fromJSON(file).encode('cat')).toEqual([5]);
    for (const [change, message] of [
      [
        { type: 'other' },
        'loadTokenizer: type: expected "vocabulary", "bpe", "word-piece" or "unigram", got "other"',
      ],
      [{ version: 2 }, 'Vocabulary.fromJSON: version: expected 1, got 2'],
      [{ tokens: ['a', 'a'] }, 'Vocabulary: tokens: expected each once, got "a"'],
      [{ tokens: ['a', 3] }, 'Vocabulary.fromJSON: tokens.1: expected a text, got 3'],
      [{ special: undefined }, 'Vocabulary.fromJSON: special: expected texts by pad'],
      [{ special: { end: 'x' } }, 'expected names of pad, sos, eos and unk, got "end"'],
      [{ unit: 'x' }, 'Vocabulary: unit: expected'],
    ] as const) {
      expect(() => loadTokenizer({ ...file, ...change })).toThrow(message);
    }
    expect(() => loadTokenizer(null)).toThrow('loadTokenizer: type');
    const polluting = JSON.parse('{"__proto__": {"type": "vocabulary"}}');
    expect(() => loadTokenizer(polluting)).toThrow('got undefined');
  });

  test('refuses ids and words that it has not', () => {
    expect(() => vocabulary.decode([6])).toThrow(
      'Vocabulary.decode: ids.0: expected an integer from 0 to 5, got 6',
    );
    expect(() => vocabulary.tokenOf(-1)).toThrow('Vocabulary.tokenOf: id: expected');
    const strict = new Vocabulary(['a'], { special: {} });
    expect(() => strict.encode('b')).toThrow(
      'Vocabulary.encode: text: expected known words, without unk, got "b"',
    );
    expect(() => strict.encode('a', { eos: true })).toThrow('a vocabulary that has eos');
  });
});

describe('Lang', () => {
  const lang = new Lang(['I am a cat', 'a dog', '', 'a cat sat on a very long mat']);

  test('counts the words of the lines that are allowed, SOS 0, EOS 1', () => {
    const allowed = lang.allowList(5);
    expect(allowed).toEqual([true, true, true, false]);
    lang.load(allowed);
    expect(lang.indexToWord).toEqual(['SOS', 'EOS', 'I', 'am', 'a', 'cat', 'dog']);
    expect(lang.wordToCount.get('a')).toBe(2);
    expect(lang.ids(1)).toEqual([4, 6, 1]);
    expect(lang.wordsOf([4, 6, 1, 2])).toEqual(['a', 'dog']);
    expect(() => lang.ids(3)).toThrow('Lang.idsOf: expected a known word, got "sat"');
    lang.load();
    expect(lang.size).toBe(12);
  });

  test('draws allowed lines alone', () => {
    lang.load([false, true, false, true]);
    const rng = random(1);
    const drawn = Array.from({ length: 50 }, () => lang.choice(rng));
    expect(new Set(drawn)).toEqual(new Set([1, 3]));
    lang.load([false, false, false, false]);
    expect(() => lang.choice(rng)).toThrow(
      'Lang.choice: expected a line that is allowed, got none',
    );
    const list = [true, undefined, true, true];
    expect(() => lang.load(list as never)).toThrow(
      'Lang.load: allowList.1: expected true or false, got undefined',
    );
    expect(() => lang.load([true])).toThrow(
      'Lang.load: allowList: expected one for each of 4 lines',
    );
  });
});
