import { describe, expect, test } from 'vitest';
import { lossesOf, runReadme } from './run-readme';

const PROGRAM = `
import * as all from 'a';
import { one, two as zwei, type Two } from 'b';
import type { Three } from 'c';

interface Row<T> { readonly value: T }
const row = <T,>(value: T): Row<T> => ({ value });
const twice = ({ value }: Row<number>, more?: Two | Three): number => 2 * value!;
for await (const step of [1, 2] as const) console.log(step, twice(row(all.base)) satisfies number);
console.log('done', one, zwei);
`;

describe('runReadme', () => {
  test('runs a program with any types, and gives what it prints', async () => {
    const text = `# A\n\n\`\`\`ts${PROGRAM}\`\`\`\n\n\`\`\`ts\nthrow new Error('the second');\n\`\`\`\n`;
    const lines = await runReadme(text, { a: { base: 3 }, b: { one: 1, two: 2 } });
    expect(lines).toEqual([
      [1, 6],
      [2, 6],
      ['done', 1, 2],
    ]);
    expect(lossesOf(lines)).toEqual([6, 6]);
  });

  test('throws what the program throws', async () => {
    await expect(runReadme('```ts\nlet x: number = y;\n```', {})).rejects.toThrow(
      'y is not defined',
    );
  });
});
