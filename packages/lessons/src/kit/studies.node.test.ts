import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { Study } from './study';

const SOURCES = fileURLToPath(new URL('..', import.meta.url));

const FILES = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /\/studies\/[^/]+\.ts$/.test(file) && !/\.test\.ts$/.test(file))
  .sort();

const numbersOf = (figures: object) => Object.values(figures).flat() as number[];

describe('the studies', () => {
  test('have an id each', () => {
    const ids = FILES.map((file) => file.split('/').at(-1));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(FILES)(
    '%s gives numbers, and leaves no tensor',
    async (file) => {
      const { study } = (await import(`${SOURCES}${file}`)) as { study: Study };
      // Kernels and their scratch memory come with the first run.
      const first = await study.run(study.quick);
      const before = tf.memory().numTensors;
      const again = await study.run(study.quick);
      expect(tf.memory().numTensors).toBe(before);
      for (const number of numbersOf(first)) expect(number).toBeTypeOf('number');
      const steady = (figures: object) =>
        Object.entries(figures).filter(([name]) => !study.unsteady?.includes(name));
      expect(steady(again)).toEqual(steady(first));
    },
    120_000,
  );
});
