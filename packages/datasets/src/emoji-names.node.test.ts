import { expect, test } from 'vitest';
import { emojiNames } from './emoji-names';

test('emojiNames has the names of each character in both languages', async () => {
  const { names, from } = await emojiNames();
  expect(names.size).toBe(1966);
  expect(names.get('🐗')).toEqual(['boar', 'イノシシ']);
  expect(names.get('∞')).toEqual(['infinity sign', '無限大記号']);
  expect([...names.values()].flat().every((name) => name.trim() !== '')).toBe(true);
  expect(from.licences[0]?.title).toBe('Unicode-3.0');
});

test('emojiNames has English words by which people look for them', async () => {
  const { names, keywords } = await emojiNames();
  expect([...keywords.keys()]).toEqual([...names.keys()]);
  expect(keywords.get('🐳')).toEqual(['animal', 'beach', 'face', 'ocean', 'spouting', 'whale']);
});
