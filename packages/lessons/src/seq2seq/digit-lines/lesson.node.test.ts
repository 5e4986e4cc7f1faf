import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { tryLesson } from '../../kit/try-lesson';
import { digitLines } from './lesson';
import { FRAME, type Line, SIDE } from './lines';
import { HIGH, inkOfText } from './view';

describe('digit-lines', () => {
  test('learns to read digits whose places nobody said, better than by cutting', async () => {
    const before = tf.memory().numTensors;
    const sizes = { hidden: 48, batch: 16, test: 100, steps: 400 };
    const { run, make, all, close } = await tryLesson(digitLines, { ...sizes, part: 'dev' });
    const first = (await make(1))[0] as number;
    await make(399);
    const figures = (await run.score()).figures as Record<string, number>;
    expect(first).toBeGreaterThan(5);
    expect(figures.baselineDigitErrors as number).toBeGreaterThan(0.2);
    expect(figures.digitErrors as number).toBeLessThan(
      0.9 * (figures.baselineDigitErrors as number),
    );
    const { line, classes, read } = await run.view();
    expect(classes.length).toBe(line.frames);
    const spelled = Array.from(classes).filter((own, i) => own !== 10 && own !== classes[i - 1]);
    expect(read).toEqual(spelled);
    run.update({ ...all, beams: 5 });
    expect((await run.view()).line.digits).toEqual(line.digits);
    await close();
    expect(tf.memory().numTensors).toBe(before);
  }, 120_000);
});

test('a line as text has a character a frame', () => {
  const ink = new Float32Array(3 * FRAME);
  ink.fill(1, FRAME, FRAME + SIDE / HIGH);
  const line: Line = { ink, frames: 3, digits: [1] };
  const shares = inkOfText(line);
  expect(shares.length).toBe(HIGH * 3);
  expect(shares.findIndex((share) => share > 0)).toBe(1);
  expect(shares[1]).toBe(0.5);
});
