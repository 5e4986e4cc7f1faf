import { describe, expect, test } from 'vitest';
import { trainBpe } from './train-bpe';

const corpus = [
  'low lower lowest new newer newest',
  'the newest and the lowest, 日本語と日本人 🤖🤖',
];

describe('trainBpe', () => {
  test('stops at a signal, and tells how far it is', async () => {
    const controller = new AbortController();
    const told: number[] = [];
    const options = {
      size: 300,
      minCount: 1,
      signal: controller.signal,
      onProgress: (tokens: number) => {
        told.push(tokens);
        if (tokens === 260) controller.abort(new Error('enough'));
      },
    };
    await expect(trainBpe(corpus, options)).rejects.toThrow('enough');
    expect(told).toEqual([257, 258, 259, 260]);
  });

  test.each([
    [
      corpus,
      { size: 100 },
      'trainBpe: size: expected at least 256, special tokens and bytes, got 100',
    ],
    [corpus, {}, 'trainBpe: size: expected a positive integer of at most 2097152, got undefined'],
    ['corpus', { size: 300 }, 'trainBpe: texts: expected texts, one after the other'],
    [corpus, { size: 300, sise: 1 }, '(is it size?)'],
  ])('refuses', async (texts, options, message) => {
    await expect(trainBpe(texts as never, options as never)).rejects.toThrow(message);
  });

  test.each([
    [{ words: 'whitespace' }, 'words: expected none for bytes, got "whitespace"'],
    [{ unknown: '?' }, 'unknown: expected none for bytes, got "?"'],
    [{ special: ['<s>', '<s>'] }, 'special: expected each token once, got "<s>"'],
    [{ special: ['a'] }, 'special: expected tokens that are no bytes, got "a"'],
    [{ size: 256, special: ['<s>'] }, 'size: expected at least 257, special tokens and bytes'],
    [
      { size: 1, unit: 'characters', special: ['<s>', '</s>'] },
      'size: expected at least 2, special tokens and characters, got 1',
    ],
  ])('refuses %j before it reads a text', async (options, message) => {
    let isRead = false;
    function* texts() {
      isRead = true;
      yield 'text';
    }
    await expect(trainBpe(texts(), { size: 300, ...options } as never)).rejects.toThrow(
      `trainBpe: ${message}`,
    );
    expect(isRead).toBe(false);
  });

  test('refuses a special token that is a character of the texts', async () => {
    const options = { size: 20, unit: 'characters', unknown: '?' } as const;
    await expect(trainBpe(['why?'], options)).rejects.toThrow(
      'trainBpe: special: expected tokens that are no characters of the texts, got "?"',
    );
  });

  test('a text that holds </w> is no end of a word', async () => {
    const texts = ['a</w>b a</w>b </w> a</w> x</w></w>', 'a a</w> b</w>b'];
    const options = { size: 60, minCount: 1, unit: 'characters', words: 'whitespace' } as const;
    const bpe = await trainBpe(texts, options);
    for (const text of texts) expect(bpe.decode(bpe.encode(text))).toBe(text);
    expect(bpe.encode('a</w>b').length).toBe(bpe.encodeWithOffsets('a</w>b').ids.length);
  });

  test('ordinary text never becomes a special token', async () => {
    for (const unit of ['bytes', 'characters'] as const) {
      const bpe = await trainBpe(['<s><s><s>'], { size: 300, minCount: 1, unit, special: ['<s>'] });
      expect(bpe.encode('<s>')).not.toContain(bpe.idOf('<s>'));
      expect(bpe.encode('<s>', { special: true })).toEqual([bpe.idOf('<s>')]);
      expect(bpe.decode(bpe.encode('<s><s>'))).toBe('<s><s>');
    }
  });
});
