import { readFile } from 'node:fs/promises';
import * as core from '@dl/core';
import { backendName } from '@dl/testing';
import { runReadme } from '@dl/testing/readme';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import * as report from './index';

// `setup()` chooses WASM in Node, whatever this run of the tests is for.
test.skipIf(backendName !== 'wasm')(
  'the program of the README runs, learns, and shows it',
  async () => {
    const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const written: string[] = [];
    const write = vi
      .spyOn(process.stdout, 'write')
      .mockImplementation((chunk) => written.push(String(chunk)) > 0);
    const modules = { '@dl/core': core, '@dl/report': report, '@tensorflow/tfjs-core': tf };
    await runReadme(text, modules).finally(() => write.mockRestore());
    const shown = written.join('');
    expect(shown).toMatch(/^trained 600 steps in .*: loss 0\.00\d+$/m);
    expect(shown).toContain('Loss by step');
  },
);
