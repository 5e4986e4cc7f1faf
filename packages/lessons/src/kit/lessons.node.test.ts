import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { Lesson } from './lesson';
import { tryLesson } from './try-lesson';

const SOURCES = fileURLToPath(new URL('..', import.meta.url));

const FILES = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /^[^/]+\/[^/]+\/lesson\.ts$/.test(file))
  .sort();

/** The lesson of a file as its page begins it, small. */
async function start(file: string, seed = 1) {
  const module = (await import(`${SOURCES}${file}`)) as Record<string, Lesson>;
  const [lesson] = Object.values(module) as [Lesson];
  return tryLesson(lesson, { preset: 'page', seed, ...lesson.small } as never);
}

describe.each(FILES)('the lesson of %s', (file) => {
  test('runs alike with one seed, and otherwise with another', async () => {
    const losses: number[][] = [];
    for (const seed of [5, 5, 6]) {
      const { make, close } = await start(file, seed);
      losses.push(await make(4));
      await close();
    }
    expect(losses[0]).toEqual(losses[1]);
    expect(losses[2]).not.toEqual(losses[0]);
  }, 120_000);

  test('is not changed by drawing it, and keeps no tensor', async () => {
    const plain = await start(file);
    const losses = await plain.make(6);
    await plain.close();
    const before = tf.memory().numTensors;
    const { run, make, close } = await start(file);
    const first = await make(1);
    await run.view?.();
    const once = tf.memory().numTensors;
    const more = await make(5);
    await run.view?.();
    expect([...first, ...more]).toEqual(losses);
    expect(tf.memory().numTensors).toBe(once);
    await close();
    expect(tf.memory().numTensors).toBe(before);
  }, 120_000);
});
