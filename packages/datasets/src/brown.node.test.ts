import { describe, expect, test } from 'vitest';
import { brown, parseTagged } from './brown';
import { universalTag } from './universal-tag';

describe('brown', () => {
  test('is every text, and every tag has a universal one', async () => {
    const { documents, from } = await brown();
    expect(documents.length).toBe(500);
    expect(documents.filter(({ category }) => category === 'news').length).toBe(44);
    const sentences = documents.flatMap(({ sentences }) => sentences);
    expect(sentences.length).toBe(57_340);
    expect(sentences.reduce((sum, { words }) => sum + words.length, 0)).toBe(1_161_192);
    const [first] = sentences;
    expect(first?.words.slice(0, 4)).toEqual(['The', 'Fulton', 'County', 'Grand']);
    expect(first?.tags.slice(0, 4)).toEqual(['at', 'np-tl', 'nn-tl', 'jj-tl']);
    for (const tag of new Set(sentences.flatMap(({ tags }) => tags))) universalTag(tag);
    expect(from.licences[0]?.title).toContain('redistribution permitted');
  });
});

describe('parseTagged', () => {
  test('reads a sentence a line, and a word with a slash', () => {
    expect(parseTagged('x', '\n\n\tAbout/in 1/2/cd ./.\n\n\n\tYes/rb\n')).toEqual([
      { words: ['About', '1/2', '.'], tags: ['in', 'cd', '.'] },
      { words: ['Yes'], tags: ['rb'] },
    ]);
  });

  test.each(['word', 'word/', '/nn'])('refuses %j', (token) => {
    expect(() => parseTagged('x', `The/at ${token}`)).toThrow(
      `x: expected word/tag, got ${JSON.stringify(token)}`,
    );
  });
});

describe('universalTag', () => {
  test.each([
    ['nn', 'NOUN'],
    ['np$-tl', 'NOUN'],
    ['bedz*', 'VERB'],
    ['ppss+bem', 'PRON'],
    ['pp$', 'DET'],
    ['pp$$', 'PRON'],
    ['wp$', 'DET'],
    ['ap', 'ADJ'],
    ['*', 'ADV'],
    ['to-hl', 'PRT'],
    ['cs', 'ADP'],
    ['--', '.'],
    [')-hl', '.'],
    ['fw-in+at-tl', 'X'],
  ] as const)('of %s is %s', (tag, expected) => {
    expect(universalTag(tag)).toBe(expected);
  });

  test('refuses what is no tag of the corpus', () => {
    expect(() => universalTag('verb')).toThrow(
      'universalTag: tag: expected one of the Brown corpus, got "verb"',
    );
  });
});
