import { adam, batches, fit, Linear, mse, random } from '@dl/core';
import type * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import type { RunProgress } from '../run-progress';
import { curve } from './curve';
import type { CurveElement } from './curve-element';
import { linearBounds } from './curve-plot';
import { COLORS } from './theme-style';

describe.skipIf(typeof document === 'undefined')('curve', () => {
  afterEach(() => document.body.replaceChildren());
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  function box(): HTMLElement {
    return document.body.appendChild(document.createElement('div'));
  }
  const shownIn = (target: Element) => (target.firstElementChild as CurveElement).data;

  test('is what progress of fit takes: both losses, drawn when the run is over', async () => {
    const target = box();
    const model = new Linear(1, 1, { rng: random(1) });
    const data = batches({ x: [[1], [2], [3]], y: [[2.5], [4.5], [6.5]] }, { size: 1 });
    await fit(model, data, {
      optimizer: adam({ learningRate: 0.1 }),
      loss: (output: tf.Tensor, { y }: { y: tf.Tensor }) => mse(output, y),
      epochs: 3,
      validation: data,
      progress: curve(target),
    });
    const shown = shownIn(target);
    expect(Array.from(shown?.x ?? []).at(-1)).toBe(9);
    expect(shown?.series.map(({ label, color }) => [label, color])).toEqual([
      ['training loss', 1],
      ['validation loss', 2],
    ]);
    const judged = Array.from(shown?.series[1]?.values ?? [], (value, i) => [shown?.x[i], value]);
    expect(judged.filter(([, value]) => Number.isFinite(value)).map(([x]) => x)).toEqual([3, 6, 9]);
  });

  test('draws once a frame, and a run that begins again from its beginning', async () => {
    const target = box();
    const show = curve(target, { label: 'Error', log: true });
    for (let step = 1; step <= 100; step++) show({ step, loss: 1 / step });
    expect(shownIn(target)?.x.length).toBe(0);
    await frame();
    expect(shownIn(target)).toMatchObject({ label: 'Error', log: true, x: { length: 100 } });
    show({ step: 0 });
    show({ step: 1, loss: 3, state: 'done' });
    expect(Array.from(shownIn(target)?.x ?? [])).toEqual([0, 1]);
    show({ step: 1, loss: 3, state: 'done' });
    expect(Array.from(shownIn(target)?.x ?? [])).toEqual([1]);
  });

  test('draws other figures by name, and takes an element that is there', async () => {
    const element = document.body.appendChild(document.createElement('dl-curve')) as CurveElement;
    const show = curve(element, { figures: ['accuracy'] });
    const report = { epoch: 1, step: 2, loss: 1, learningRate: 0.1, seconds: 1 };
    const reports: RunProgress['reports'] = [
      { ...report, validation: { loss: 2, accuracy: 0.75 } },
    ];
    show({ step: 1, loss: 1 });
    show({ step: 2, loss: 1, reports, state: 'done' });
    expect(element.data?.series.map(({ label, values }) => [label, values[1]])).toEqual([
      ['accuracy', 0.75],
    ]);
    const target = box();
    curve(target);
    curve(target);
    expect(target.childElementCount).toBe(1);
  });

  test('draws more figures than there are colours', async () => {
    const target = box();
    const names = Array.from({ length: 9 }, (_, i) => `metric ${i}`);
    const validation = { loss: 1, ...Object.fromEntries(names.map((name, i) => [name, i])) };
    const show = curve(target, { figures: names });
    const reports = [{ epoch: 1, step: 1, loss: 1, learningRate: 0.1, seconds: 1, validation }];
    show({ step: 1, loss: 1, reports, state: 'done' });
    const colors = shownIn(target)?.series.map(({ color }) => color);
    expect(colors).toEqual(names.map((_, i) => (i % COLORS) + 1));
  });

  test('refuses what is no element', () => {
    expect(() => curve(null)).toThrow('curve: target: expected an element of the page, got null');
    expect(() => curve('#loss' as never)).toThrow('got "#loss"');
  });
});

test.each([
  [null, null, [0, 1]],
  [0, 0, [0, 1]],
  [2, 4, [0, 4.2]],
  [-4, -2, [-4.2, 0]],
  [-2, -2, [-2.1, 0]],
  [-2, 4, [-2.1, 4.2]],
])('values from %s to %s lie within an axis that rises', (low, high, bounds) => {
  expect(linearBounds(low, high)).toEqual(bounds);
});
