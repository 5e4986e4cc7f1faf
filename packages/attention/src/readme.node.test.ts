import { readFile } from 'node:fs/promises';
import * as core from '@dl/core';
import { backendName } from '@dl/testing';
import { runReadme } from '@dl/testing/readme';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import * as attention from './index';

// `setup()` chooses WASM in Node, whatever this run of the tests is for.
test.skipIf(backendName !== 'wasm')('the program of the README runs and learns', async () => {
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const modules = { '@dl/attention': attention, '@dl/core': core, '@tensorflow/tfjs-core': tf };
  const losses = (await runReadme(text, modules)).map(([, loss]) => loss as number);
  expect(losses.length).toBeGreaterThan(1);
  expect(losses.at(-1)).toBeLessThan(0.5 * (losses[0] as number));
});
