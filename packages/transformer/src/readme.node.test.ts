import { readFile } from 'node:fs/promises';
import * as core from '@dl/core';
import { backendName } from '@dl/testing';
import { runReadme } from '@dl/testing/readme';
import * as text from '@dl/text';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import * as transformer from './index';

// `setup()` chooses WASM in Node, whatever this run of the tests is for.
test.skipIf(backendName !== 'wasm')(
  'the program of the README runs, learns and writes',
  async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const lines = await runReadme(readme, {
      ...{ '@dl/core': core, '@dl/text': text, '@dl/transformer': transformer },
      '@tensorflow/tfjs-core': tf,
    });
    const [[perplexity], [written], ...parts] = lines as [[number], [string], ...[string][]];
    expect(perplexity).toBeLessThan(1.2);
    expect(written).toBe(' piper picked a peck of pickled peppers, a peck of pickled p');
    expect(parts.join('')).toBe(' of pickled peppers,');
  },
);
