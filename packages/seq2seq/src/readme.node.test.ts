import { readFile } from 'node:fs/promises';
import * as core from '@dl/core';
import { backendName } from '@dl/testing';
import { runReadme } from '@dl/testing/readme';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import * as seq2seq from './index';

// `setup()` chooses WASM in Node, whatever this run of the tests is for.
test.skipIf(backendName !== 'wasm')(
  'the program of the README translates what it has not seen',
  async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const modules = { '@dl/seq2seq': seq2seq, '@dl/core': core, '@tensorflow/tfjs-core': tf };
    const printed = await runReadme(readme, modules);
    expect(printed).toHaveLength(9);
    for (const [english, , , verdict] of printed)
      expect([english, verdict]).toEqual([english, '(right)']);
  },
);
