import { readFile } from 'node:fs/promises';
import * as core from '@dl/core';
import { backendName } from '@dl/testing';
import { lossesOf, runReadme } from '@dl/testing/readme';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import * as lstmGru from './index';

// `setup()` chooses WASM in Node, whatever this run of the tests is for.
test.skipIf(backendName !== 'wasm')('the program of the README runs and learns', async () => {
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const modules = {
    '@dl/core': core,
    '@dl/lstm-gru': lstmGru,
    '@tensorflow/tfjs-core': tf,
  };
  const losses = lossesOf(await runReadme(text, modules));
  expect(losses.length).toBeGreaterThan(1);
  expect(losses.at(-1)).toBeLessThan(0.2 * (losses[0] as number));
});
