import { expect, test } from 'vitest';
import { editorMessages } from './editor-messages';

test('editorMessages pairs English, its letters put back, with Japanese', async () => {
  const { pairs, from } = await editorMessages();
  expect(pairs.length).toBe(14_610);
  const japanese = new Map(pairs);
  expect(japanese.get('Failed to open {0} in a code editor.')).toBe(
    'コード エディターで {0} を開けませんでした。',
  );
  // Of an extension; and of a menu, with a key that opens it.
  expect(japanese.get('A branch named "{0}" already exists')).toBe(
    'ブランチ名 "{0}" は既に存在します',
  );
  expect(japanese.get('Group Above')).toBe('グループ (上)');
  expect(new Set(pairs.map((pair) => pair.join('\n'))).size).toBe(pairs.length);
  expect(pairs.flat().every((text) => text.trim() !== '')).toBe(true);
  expect(pairs.filter(([english]) => /[A-Za-z]*[ÆÇÐËÏÑØÝßæçëïðñøµÿþ]/.test(english))).toEqual([]);
  expect(from.licences[0]?.title).toBe('MIT');
});
