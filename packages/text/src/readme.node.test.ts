import { readFile } from 'node:fs/promises';
import * as core from '@dl/core';
import { backendName } from '@dl/testing';
import { runReadme } from '@dl/testing/readme';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import * as text from './index';

// `setup()` chooses WASM in Node, whatever this run of the tests is for.
test.skipIf(backendName !== 'wasm')('the program of the README runs', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const modules = { '@dl/text': text, '@dl/core': core, '@tensorflow/tfjs-core': tf };
  const printed = await runReadme(readme, modules);
  expect(printed.length).toBe(5);
  expect(printed[0]?.[0]).toMatch(/^the (cat|dog)/);
  // (5/6 · 3/5 · 2/4 · 1/3)^¼, as long as the reference.
  expect(printed[3]?.[0]).toBeCloseTo(100 * (1 / 12) ** 0.25, 9);
  expect(printed[4]?.[0]).toMatch(/^(cat|dog)$/);
});
