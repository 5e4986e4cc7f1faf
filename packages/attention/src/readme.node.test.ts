import { readFile } from 'node:fs/promises';
import * as core from '@dl/core';
import { backendName } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import * as attention from './index';

const MODULES: Record<string, object> = {
  '@dl/attention': attention,
  '@dl/core': core,
  '@tensorflow/tfjs-core': tf,
};

const AsyncFunction = (async () => undefined).constructor as new (
  ...parts: string[]
) => (modules: object, console: object) => Promise<void>;

// `setup()` chooses WASM in Node, whatever this run of the tests is for.
describe.skipIf(backendName !== 'wasm')('the program of the README', () => {
  test('runs and learns', async () => {
    const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const [, program = ''] = /```ts\n([\s\S]*?)```/.exec(text) ?? [];
    const body = program
      .replace(
        /^import (?:\* as (\w+)|(\{[^}]*\})) from '(.*)';$/gm,
        (_, all, names, id) => `const ${all ?? names} = modules[${JSON.stringify(id)}];`,
      )
      .replace('xs: tf.Tensor', 'xs');
    const reports: [number, number][] = [];
    const log = (...values: [number, number]) => reports.push(values);
    await new AsyncFunction('modules', 'console', body)(MODULES, { log });
    expect(reports.length).toBeGreaterThan(1);
    expect(reports.at(-1)?.[1]).toBeLessThan(0.5 * (reports[0]?.[1] as number));
  });
});
