import { readFile } from 'node:fs/promises';
import * as core from '@dl/core';
import { backendName } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import * as rnn from './index';

const MODULES: Record<string, object> = {
  '@dl/core': core,
  '@dl/rnn': rnn,
  '@tensorflow/tfjs-core': tf,
};

const AsyncFunction = (async () => undefined).constructor as new (
  ...parts: string[]
) => (modules: object, console: object) => Promise<void>;

/** Runs the first program of a README; gives what it printed, a list a line. */
async function runProgram(path: string): Promise<unknown[][]> {
  const text = await readFile(new URL(path, import.meta.url), 'utf8');
  const [, program = ''] = /```ts\n([\s\S]*?)```/.exec(text) ?? [];
  const body = program.replace(
    /^import (?:\* as (\w+)|(\{[^}]*\})) from '(.*)';$/gm,
    (_, all, names, id) => `const ${all ?? names} = modules[${JSON.stringify(id)}];`,
  );
  const lines: unknown[][] = [];
  const log = (...values: unknown[]) => lines.push(values);
  await new AsyncFunction('modules', 'console', body)(MODULES, { log });
  return lines;
}

// `setup()` chooses WASM in Node, whatever this run of the tests is for.
describe.skipIf(backendName !== 'wasm').each(['rnn', 'core'])(
  'the program of the README of @dl/%s',
  (name) => {
    test('runs and learns', async () => {
      const lines = await runProgram(`../../${name}/README.md`);
      const reports = lines.filter(([step]) => typeof step === 'number') as [number, number][];
      expect(reports.length).toBeGreaterThan(1);
      expect(reports.at(-1)?.[1]).toBeLessThan(0.5 * (reports[0]?.[1] as number));
    });
  },
);
