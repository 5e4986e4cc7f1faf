import { describe, expect, test } from 'vitest';
import { findExampleProblems, findExamples } from './examples.mjs';

describe('examples in doc comments', () => {
  test('are there, and the compiler has no word against them', async () => {
    const examples = await findExamples();
    expect(examples.length).toBeGreaterThan(40);
    expect(await findExampleProblems(examples)).toEqual([]);
  }, 120_000);

  test('a wrong one is told of, by file and line', async () => {
    const file = 'packages/core/src/nn/linear.ts';
    const code = "const layer = new Linear(4, 3, { rng: random(1) });\nlayer.forwards('x');";
    const [problem, ...more] = await findExampleProblems([{ file, line: 40, code }]);
    expect(problem).toMatch(
      /^packages\/core\/src\/nn\/linear\.ts:41: Property 'forwards' does not/,
    );
    expect(more).toEqual([]);
  }, 120_000);
});
