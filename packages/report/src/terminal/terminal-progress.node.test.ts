import { adam, batches, fit, Linear, mse, random } from '@dl/core';
import { expectRefusal } from '@dl/testing';
import type * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeStream, seenLines } from '../fixtures/fake-stream';
import type { RunProgress } from '../run-progress';
import { terminalProgress } from './terminal-progress';

const report = (epoch: number): NonNullable<RunProgress['reports']>[number] => ({
  ...{ epoch, step: 50 * epoch, loss: 1 / epoch, learningRate: 0.1, seconds: 0.5 },
  validation: { loss: 2 / epoch, accuracy: 1 - 1 / (2 * epoch) },
});

/** Two epochs of 50 steps, 10 ms each, as `fit` tells of them. */
function run(show: (progress: RunProgress) => void, until = 100): void {
  const common = { steps: 100, epochs: 2 };
  show({ ...common, state: 'running', step: 0, epoch: 1, loss: Number.NaN, reports: [] });
  for (let step = 1; step <= until; step++) {
    vi.advanceTimersByTime(10);
    const epoch = Math.ceil(step / 50);
    const before = epoch === 1 ? [] : [report(1)];
    show({ ...common, state: 'running', step, epoch, loss: 1 / step, reports: before });
    if (step % 50 === 0) {
      const reports = epoch === 1 ? [report(1)] : [report(1), report(2)];
      show({ ...common, state: 'running', step, epoch, loss: 1 / step, reports });
    }
  }
}
const reports = [report(1), report(2)];
const done: RunProgress = {
  state: 'done',
  step: 100,
  steps: 100,
  epoch: 2,
  epochs: 2,
  loss: 0.01,
  reports,
};

describe('terminalProgress', () => {
  beforeEach(() => vi.useFakeTimers({ now: 0 }));
  afterEach(() => vi.useRealTimers());

  test('writes plain lines now and then where there is no terminal', () => {
    const { stream, text } = fakeStream();
    const show = terminalProgress({ stream, env: {} });
    run(show);
    show(done);
    expect(text().split('\n')).toEqual([
      ' 10 %  step 10 of 100  loss 0.293  epoch 1/2  100 steps/s, 0.9 s left',
      ' 20 %  step 20 of 100  loss 0.18  epoch 1/2  100 steps/s, 0.8 s left',
      ' 30 %  step 30 of 100  loss 0.123  epoch 1/2  100 steps/s, 0.7 s left',
      ' 40 %  step 40 of 100  loss 0.0851  epoch 1/2  100 steps/s, 0.6 s left',
      ' 50 %  step 50 of 100  loss 0.0597  epoch 1/2  100 steps/s, 0.5 s left',
      ' 60 %  step 60 of 100  loss 0.043  validation loss 2  100 steps/s, 0.4 s left',
      ' 70 %  step 70 of 100  loss 0.0318  validation loss 2  100 steps/s, 0.3 s left',
      ' 80 %  step 80 of 100  loss 0.0243  validation loss 2  100 steps/s, 0.2 s left',
      ' 90 %  step 90 of 100  loss 0.0193  validation loss 2  100 steps/s, 0.1 s left',
      '100 %  step 100 of 100  loss 0.0157  validation loss 2  100 steps/s, 0.0 s left',
      'trained 100 steps in 1.0 s: loss 0.0157, validation loss 1, accuracy 0.75',
      '',
    ]);
  });

  const BARS: Record<number, string> = {
    80: '━━━━━━━━━━······ 60 %  loss 0.043  validation loss 2  accuracy 0.5  86/s, 0.5 s',
    40: '━━━━━···· 60 %  loss 0.043  86/s, 0.5 s',
  };

  const ENDS: Record<number, string[]> = {
    80: [
      'stopped after 60 of 100 steps in 0.7 s: loss 0.043, validation loss 2,',
      '  accuracy 0.5',
    ],
    40: [
      'stopped after 60 of 100 steps in 0.7 s:',
      '  loss 0.043, validation loss 2,',
      '  accuracy 0.5',
    ],
  };

  test.each([80, 40])('draws a bar of %i columns in a terminal', (columns) => {
    const { stream, text } = fakeStream({ isTTY: true, columns });
    const show = terminalProgress({ stream, env: { NO_COLOR: '1' } });
    run(show, 60);
    vi.advanceTimersByTime(100);
    const [bar] = seenLines(text());
    expect(bar).toBe(BARS[columns]);
    expect(bar?.length).toBeLessThan(columns);
    show.line('a line above');
    show({ ...done, state: 'aborted', step: 60, reports: [report(1)] });
    expect(seenLines(text())).toEqual(['a line above', bar, ...(ENDS[columns] as string[]), '']);
  });

  test('draws the losses at the end where that is asked for', () => {
    const { stream, text } = fakeStream();
    const show = terminalProgress({ stream, env: {}, plot: true });
    run(show);
    show(done);
    expect(text()).toMatch(/\nLoss by step\n(.*[┤│▲└].*\n)+ .*\n\nValidation loss by step\n/);
  });

  test('takes what a loop of one’s own gives, and begins again', () => {
    const { stream, text } = fakeStream();
    const show = terminalProgress({ stream, env: {} });
    for (const _ of [1, 2])
      for (let step = 1; step <= 4; step++) show({ step, steps: 4, loss: 0.5 });
    show({ step: 4, state: 'done' });
    const lines = text().trim().split('\n');
    expect(lines.filter((line) => line.startsWith('100 %'))).toHaveLength(2);
    expect(lines.at(-1)).toMatch(/^trained 4 steps in .*: loss 0\.5$/);
  });

  test('says how many steps there were where nobody knew', () => {
    const { stream, text } = fakeStream();
    const show = terminalProgress({ stream, env: {} });
    for (let step = 0; step <= 9; step++) show({ step, steps: undefined });
    show({ step: 9, state: 'failed' });
    expect(text()).toMatch(/^step 8 .* steps\/s, .*\nfailed after 9 steps in .* s\n$/m);
  });

  test('refuses options that do not fit', async () => {
    const refuse = (options: unknown, message: string) =>
      expectRefusal(() => terminalProgress(options as never), message);
    await refuse(
      { stream: {} },
      'terminalProgress: stream: expected a stream with write, got an Object',
    );
    await refuse({ plot: 1 }, 'terminalProgress: plot: expected true or false, got 1');
  });
});

test('is what progress of fit takes, and shows its end when it fails', async () => {
  const { stream, text } = fakeStream({ isTTY: true });
  const progress = terminalProgress({ stream, env: { NO_COLOR: '1' } });
  const model = new Linear(1, 1, { rng: random(1) });
  const data = batches({ x: [[1], [2], [3]], y: [[2.5], [4.5], [6.5]] }, { size: 1 });
  const loss = (output: tf.Tensor, { y }: { y: tf.Tensor }) => mse(output, y);
  const options = { optimizer: adam({ learningRate: 0.1 }), loss, epochs: 4, progress };
  await fit(model, data, options);
  expect(seenLines(text()).join('\n')).toMatch(/━ 100 % .*\ntrained 12 steps in .* s: loss /);
  const onStep = () => {
    throw new Error('mine');
  };
  await expect(fit(model, data, { ...options, onStep })).rejects.toThrow('mine');
  const [, afterwards] = text().split(/\?25h(?!.*\?25h)/s);
  expect(afterwards).toMatch(/failed after 1 of 12 steps/);
});
