import { expect, test } from 'vitest';
import { typescriptMessages } from './typescript-messages';

test('typescriptMessages pairs each English message with its translation', async () => {
  const { pairs, from } = await typescriptMessages();
  expect(pairs.length).toBe(2070);
  const english = "A '{0}' modifier cannot be used with an import declaration.";
  const japanese = "'{0}' 修飾子とインポート宣言は同時に使用できません。";
  expect(pairs.find(([own]) => own === english)).toEqual([english, japanese]);
  expect(pairs.flat().every((text) => text.trim() !== '')).toBe(true);
  expect(from.licences[0]?.title).toBe('Apache-2.0');
});
