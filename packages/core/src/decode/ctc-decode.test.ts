import { backendName, expectNoLeaks, expectRefusal, seededTensor } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../check/shape';
import { ctcLoss } from '../ops/loss/ctc-loss';
import { adam } from '../optim/adam';
import { valueAndGrads } from '../tape/value-and-grads';
import { ctcBeamSearch } from './ctc-beam-search';
import { ctcGreedyDecode } from './ctc-greedy-decode';

/** Logits that make a path of classes nearly certain. */
const sure = (paths: number[][], classes: number) =>
  tf.mul(
    tf.oneHot(
      tf.tensor(paths.flat(), [paths.length, (paths[0] as number[]).length], 'int32'),
      classes,
    ),
    50,
  );

describe('ctcGreedyDecode', () => {
  test('merges repetitions, then leaves out blanks', async () => {
    const x = sure(
      [
        [1, 1, 0, 1, 2, 2],
        [0, 0, 0, 0, 0, 0],
        [2, 0, 0, 2, 0, 1],
      ],
      3,
    );
    const found = await ctcGreedyDecode(x);
    expect(found.map(({ labels }) => labels)).toEqual([[1, 1, 2], [], [2, 2, 1]]);
    for (const { logProbability } of found) expect(logProbability).toBeCloseTo(0, 5);
  });

  test('takes lengths and another blank', async () => {
    const x = sure(
      [
        [1, 1, 0, 1, 2, 2],
        [0, 2, 0, 1, 1, 0],
      ],
      3,
    );
    const found = await ctcGreedyDecode(x, { lengths: [4, 0], blank: 2 });
    expect(found.map(({ labels }) => labels)).toEqual([[1, 0, 1], []]);
    expect(found[1]?.logProbability).toBe(0);
  });

  test('of equal classes takes the first; its probability is that of one path', async () => {
    const [found] = await ctcGreedyDecode(tf.zeros([1, 3, 4]));
    expect(found?.labels).toEqual([]);
    expect(found?.logProbability).toBeCloseTo(-3 * Math.log(4), 6);
  });
});

describe('ctcBeamSearch', () => {
  test('finds labels that no single path shows', async () => {
    // p(blank) = 0.6 twice: the likeliest path is empty (0.36), the likeliest labels are [1] (0.64).
    const x = tf.log(
      tf.tensor([
        [
          [0.6, 0.4],
          [0.6, 0.4],
        ],
      ]),
    );
    expect((await ctcGreedyDecode(x))[0]?.labels).toEqual([]);
    const [found] = await ctcBeamSearch(x, { best: 2 });
    expect(found?.map(({ labels }) => labels)).toEqual([[1], []]);
    expect(found?.[0]?.logProbability).toBeCloseTo(Math.log(0.64), 6);
    expect(found?.[1]?.logProbability).toBeCloseTo(Math.log(0.36), 6);
  });

  test('gives the probabilities that the loss has', async () => {
    const x = seededTensor([2, 5, 3], 1, 3);
    const found = await ctcBeamSearch(x, { lengths: [5, 4], blank: 1, beams: 500, best: 500 });
    for (const [b, row] of found.entries()) {
      expect(
        row.reduce((sum, { logProbability }) => sum + Math.exp(logProbability), 0),
      ).toBeCloseTo(1, 6);
      for (const { labels, logProbability } of row.slice(0, 9)) {
        const own = tf.slice(x, [b, 0, 0], [1, 5, 3]);
        const wanted = tf.tensor(labels, [1, labels.length], 'int32');
        const loss = ctcLoss(own, wanted, [5 - b], [labels.length], { blank: 1, reduction: 'sum' });
        expect(loss).toBeClose(-logProbability);
      }
    }
  });

  test('gives what there is, of no frames and no rows too', async () => {
    expect(await ctcBeamSearch(tf.zeros([0, 3, 2]))).toEqual([]);
    expect(await ctcGreedyDecode(tf.zeros([0, 3, 2]))).toEqual([]);
    expect(await ctcBeamSearch(tf.zeros([1, 0, 2]), { best: 3 })).toEqual([
      [{ labels: [], logProbability: 0 }],
    ]);
    expect(await ctcBeamSearch(tf.zeros([1, 4, 1]), { best: 3 })).toEqual([
      [{ labels: [], logProbability: 0 }],
    ]);
  });

  test('leaves no tensor', async () => {
    const x = seededTensor([2, 5, 3]);
    await expectNoLeaks(() => ctcBeamSearch(x));
    await expectNoLeaks(() => ctcGreedyDecode(x));
  });
});

test('what is trained by the loss is what is decoded', async () => {
  const wanted = [
    [1, 1, 2],
    [3, 1],
  ];
  const logits = tf.variable(seededTensor([2, 9, 4], 1));
  const labels = tf.tensor([1, 1, 2, 3, 1, 0], [2, 3], 'int32');
  const optimizer = adam({ learningRate: 0.3 });
  for (let step = 0; step < 30; step++) {
    const { value, grads } = valueAndGrads(() => ctcLoss(logits, labels, [9, 7], [3, 2]), [logits]);
    optimizer.update(grads);
    tf.dispose([value, ...grads.values()]);
  }
  const lengths = [9, 7];
  expect((await ctcGreedyDecode(logits, { lengths })).map((own) => own.labels)).toEqual(wanted);
  const found = await ctcBeamSearch(logits, { lengths });
  expect(found.map(([best]) => best?.labels)).toEqual(wanted);
  expect(found[0]?.[0]?.logProbability).toBeGreaterThan(-0.1);
  optimizer.dispose();
});

describe('CTC decoding refuses', () => {
  test('shapes and options that do not fit', async () => {
    const [x, flat, bare] = [tf.zeros([2, 3, 4]), tf.zeros([2, 3]), tf.zeros([2, 3, 0])];
    for (const [name, decode] of Object.entries({ ctcGreedyDecode, ctcBeamSearch })) {
      const error = await expectRefusal(
        () => decode(flat),
        `${name}: logits: expected [batch, time, classes], got [2, 3]`,
      );
      expect(error).toBeInstanceOf(ShapeError);
      await expectRefusal(
        () => decode(bare),
        `${name}: logits: expected [batch, time, classes] with no empty axis, got [2, 3, 0]`,
      );
      await expectRefusal(
        () => decode(x, { blank: 4 }),
        `${name}: blank: expected an integer from 0 to 3, got 4`,
      );
      await expectRefusal(
        () => decode(x, { lengths: [3, 4] }),
        `${name}: lengths.1: expected an integer from 0 to 3, got 4`,
      );
    }
    for (const value of [null, 3, 'x', [], new Map(), Number.NaN] as never[]) {
      await expectRefusal(
        () => ctcBeamSearch(x, value),
        /^ctcBeamSearch: expected an object of options/,
      );
      for (const option of ['lengths', 'blank', 'beams', 'best']) {
        if (value === 3 && option !== 'lengths' && option !== 'blank') continue;
        const hostile = { blank: 1, beams: 2, [option]: value === 3 ? 99 : value };
        await expectRefusal(
          () => ctcBeamSearch(x, hostile as never),
          new RegExp(`^ctcBeamSearch: ${option}: expected `),
        );
      }
    }
    await expectRefusal(() => ctcBeamSearch(x, { beam: 3 } as never), /is it beams\?/);
    await expectRefusal(() => ctcBeamSearch(x, { beams: 0 }), /beams: expected a positive integer/);
    await expectRefusal(
      () => ctcBeamSearch(x, { beams: 3, best: 4 }),
      'ctcBeamSearch: best: expected at most 3 beams, got 4',
    );
  });

  test.skipIf(backendName === 'webgpu')('a frame that has no softmax, if it counts', async () => {
    const inf = Number.POSITIVE_INFINITY;
    for (const row of [
      [0, Number.NaN],
      [inf, 0],
      [-inf, -inf],
    ]) {
      const x = tf.tensor([[[0, 1], row]]);
      await expectRefusal(
        () => ctcGreedyDecode(x),
        'ctcGreedyDecode: logits: expected numbers that have a softmax, got NaN, ∞ or −∞ only at [0, 1]',
      );
      expect((await ctcBeamSearch(x, { lengths: [1] }))[0]?.[0]?.labels).toEqual([1]);
    }
  });
});
