import { expectNoLeaks, expectRefusal } from '@dl/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test, vi } from 'vitest';
import { random } from '../random/random';
import { type BatchLoader, batches } from './batches';

/** Matches a message that begins so. */
const begins = (text: string) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);

const numbers = (count: number) => Int32Array.from({ length: count }, (_, i) => i);

/** The numbers of each batch; frees the tensors. */
async function read(loader: AsyncIterable<tf.Tensor | { id: tf.Tensor }>): Promise<number[][]> {
  const all: number[][] = [];
  for await (const batch of loader) {
    const ids = batch instanceof tf.Tensor ? batch : batch.id;
    all.push([...(await ids.data())]);
    tf.dispose(batch as tf.TensorContainer);
  }
  return all;
}

async function* stream(count: number, closed: string[] = []) {
  try {
    for (let i = 0; i < count; i++) {
      await Promise.resolve();
      yield i;
    }
  } finally {
    closed.push('closed');
  }
}

const sorted = (groups: number[][]) => groups.flat().sort((a, b) => a - b);

/** The same seven numbers from each kind of source. */
const SOURCES: [string, (more?: object) => BatchLoader<tf.Tensor | { id: tf.Tensor }>][] = [
  ['columns', (more) => batches({ id: numbers(7) }, { size: 3, ...more })],
  ['an array', (more) => batches([...numbers(7)], { size: 3, ...more })],
  ['a stream', (more) => batches(() => stream(7), { size: 3, ...more })],
];

describe.each(SOURCES)('batches of %s', (_, make) => {
  test('come in order, the last one short', async () => {
    expect(await read(make())).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    expect(await read(make({ dropLast: true }))).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(await read(make({ size: 7, dropLast: true }))).toEqual([[...numbers(7)]]);
    expect(await read(make({ size: 100 }))).toEqual([[...numbers(7)]]);
  });

  test('hold every example once an epoch, in another order each', async () => {
    const all = await read(make({ shuffle: random(1), epochs: 4 }));
    expect(all.length).toBe(12);
    const epochs = [0, 3, 6, 9].map((at) => all.slice(at, at + 3));
    for (const epoch of epochs) expect(sorted(epoch)).toEqual([...numbers(7)]);
    expect(new Set(epochs.map(String)).size).toBe(4);
  });

  test('come in the order of the seed, anew in each iteration', async () => {
    const loader = make({ shuffle: random(1) });
    const [first, second] = [await read(loader), await read(loader)];
    expect(first).not.toEqual(second);
    const again = make({ shuffle: random(1) });
    expect([await read(again), await read(again)]).toEqual([first, second]);
    expect(await read(make({ shuffle: random(2) }))).not.toEqual(first);
  });

  test.each([0, 2])('can be iterated from any on, prefetch %i', async (prefetch) => {
    const options = () => ({ shuffle: random(1), epochs: 3, prefetch });
    const all = await read(make(options()));
    for (const from of [0, 1, 3, 4, 8, 9, 20]) {
      expect(await read(make(options()).iterateFrom(from))).toEqual(all.slice(from));
    }
  });

  test('belong to who takes them, and nothing else stays', async () => {
    for (const prefetch of [0, 3]) {
      await expectNoLeaks(async () => void (await read(make({ prefetch, epochs: 2 }))));
      await expectNoLeaks(async () => {
        for await (const batch of make({ prefetch, epochs: Number.POSITIVE_INFINITY })) {
          tf.dispose(batch as tf.TensorContainer);
          break;
        }
      });
    }
  });

  test('refuse options that are none', async () => {
    const refuse = (options: object, message: string) =>
      expectRefusal(() => make(options), `batches: ${message}`);
    await refuse({ size: 0 }, 'size: expected a positive integer, got 0');
    await refuse({ size: undefined }, 'size: expected a positive integer, got undefined');
    await refuse({ epochs: 1.5 }, 'epochs: expected a positive integer, got 1.5');
    await refuse({ prefetch: -1 }, 'prefetch: expected an integer from 0 to 65536, got -1');
    await refuse({ shuffle: true }, 'shuffle: expected a generator of random(), got true');
    await expectRefusal(
      () => make().iterateFrom(-1),
      'batches: batch: expected an integer of at least 0, got -1',
    );
  });
});

describe('batches of columns', () => {
  const x = { data: Float32Array.from({ length: 30 }, (_, i) => i / 2), shape: [5, 2, 3] };
  const y = Int32Array.of(10, 11, 12, 13, 14);

  test('are the rows of each, in their shape and dtype', async () => {
    const b = { data: Uint8Array.of(255, 0, 1, 2, 3), shape: [5, 1] };
    const loader = batches(
      { x, y, b, d: Float64Array.of(0, 1, 2, 3, 4) },
      { size: 5, shuffle: random(3) },
    );
    expect(loader.batchesPerEpoch).toBe(1);
    for await (const batch of loader) {
      expect(batch.x.shape).toEqual([5, 2, 3]);
      expect(batch.b.shape).toEqual([5, 1]);
      expect([batch.x, batch.y, batch.b, batch.d].map(({ dtype }) => dtype)).toEqual([
        'float32',
        'int32',
        'int32',
        'float32',
      ]);
      const order = [...(await batch.y.data())].map((label) => label - 10);
      expect(order).not.toEqual([0, 1, 2, 3, 4]);
      expect(await batch.d.data()).toEqual(Float32Array.from(order));
      expect([...(await batch.b.data())]).toEqual(order.map((i) => b.data[i]));
      expect(batch.x).toBeClose(order.flatMap((i) => [...x.data.subarray(i * 6, i * 6 + 6)]));
    }
  });

  test('do not change with the data, nor the data with them', async () => {
    const data = Float32Array.of(1, 2);
    for await (const batch of batches({ data }, { size: 2 })) {
      data.fill(9);
      expect(batch.data).toBeClose([1, 2]);
    }
  });

  test('refuse what disagrees, before anything is made', async () => {
    const refuse = (source: object, message: string) =>
      expectNoLeaks(() =>
        expectRefusal(() => batches(source as never, { size: 2 }), begins(`batches: ${message}`)),
      );
    await refuse({ x, y: numbers(4) }, 'source.y: expected 5 examples as in x, got 4');
    await refuse(
      { x: { data: numbers(7), shape: [2, 3] } },
      'source.x: expected data of [2, 3], got 7 values',
    );
    await refuse(
      { x: { data: numbers(7), shape: [-7, -1] } },
      'source.x: shape: expected [examples, …], got [-7, -1]',
    );
    await refuse({ x: { data: numbers(7) } }, 'source.x: shape: expected [examples, …]');
    const column =
      'source.x: expected a typed array, an array of numbers, a tensor, or { data, shape }';
    await refuse({ x: 'text' }, column);
    await refuse({ x: null }, column);
    await refuse({}, 'source: expected at least one column, got none');
    await refuse({ x: numbers(0) }, 'source: expected at least one example, got none');
    await expectRefusal(
      () => batches({ y }, { size: 6, dropLast: true }),
      'batches: size: expected at most the 5 examples that there are, with dropLast, got 6',
    );
    await expectRefusal(
      () => batches({ y }, { size: 6, collate: () => 1 } as never),
      'batches: collate: expected none with columns, got one',
    );
  });
});

describe('batches of examples', () => {
  test('are mapped and collated as one says', async () => {
    const mapped: number[] = [];
    const loader = batches([1, 2, 3, 4, 5], {
      size: 2,
      map: async (x) => {
        mapped.push(x);
        return x * 10;
      },
      collate: (group) => group.join('+'),
    });
    const seen: string[] = [];
    for await (const batch of loader.iterateFrom(1)) seen.push(batch);
    expect(seen).toEqual(['30+40', '50']);
    expect(mapped).toEqual([3, 4, 5]);
  });

  test('give the errors of their transforms to the consumer', async () => {
    const map = (x: number) => {
      if (x === 3) throw new Error('of the map');
      return x;
    };
    for (const prefetch of [0, 1, 4]) {
      let seen: number[][] = [];
      const run = async () => {
        seen = [];
        for await (const batch of batches([1, 2, 3, 4], { size: 1, map, prefetch })) {
          seen.push([...(await batch.data())]);
          batch.dispose();
        }
      };
      await expectNoLeaks(() => expectRefusal(run, 'of the map'));
      expect(seen).toEqual([[1], [2]]);
    }
  });

  test('refuse an empty array, and what does not iterate', async () => {
    await expectRefusal(
      () => batches([], { size: 1 }),
      'batches: source: expected at least one example, got none',
    );
    await expectRefusal(
      () => batches(3 as never, { size: 1 }),
      begins('batches: source: expected columns'),
    );
    await expectRefusal(
      () => batches('text' as never, { size: 1 }),
      begins('batches: source: expected columns'),
    );
  });
});

describe('batches of a stream', () => {
  test('are shuffled through a buffer', async () => {
    const shuffle = random(1);
    const order = (await read(batches(() => stream(100), { size: 100, shuffle, buffer: 10 })))[0];
    expect(sorted([order as number[]])).toEqual([...numbers(100)]);
    expect(order).not.toEqual([...numbers(100)]);
    // Nothing comes before the buffer could have held it.
    for (const [at, value] of order?.entries() ?? []) expect(value).toBeLessThanOrEqual(at + 10);
    expect(await read(batches(stream(4), { size: 4, shuffle, buffer: 1 }))).toEqual([[0, 1, 2, 3]]);
  });

  test('close it when they are left', async () => {
    const closed: string[] = [];
    for await (const batch of batches(stream(9, closed), { size: 2, prefetch: 2 })) {
      batch.dispose();
      break;
    }
    expect(closed).toEqual(['closed']);
  });

  test('of nothing are none, also without end', async () => {
    const epochs = Number.POSITIVE_INFINITY;
    expect(await read(batches(() => stream(0), { size: 2, epochs }))).toEqual([]);
    expect(batches(stream(0), { size: 2 }).batchesPerEpoch).toBeUndefined();
  });

  test('that ends once is refused for two epochs', async () => {
    await expectRefusal(
      () => batches(stream(3), { size: 2, epochs: 2 }),
      begins('batches: source: expected a function that opens the stream for each epoch'),
    );
    const set = new Set([1, 2]);
    expect(await read(batches(set, { size: 2, epochs: 2 }))).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});

test('a map that fails loses no tensor of its neighbours, those that come later neither', async () => {
  const mine = tf.scalar(7);
  const made: tf.Tensor[] = [];
  const loader = batches([0, 1, 2, 3], {
    size: 4,
    map: async (example: number) => {
      if (example === 0) return mine;
      if (example === 1) throw new Error('of the map');
      await new Promise((resolve) => setTimeout(resolve, example));
      const x = tf.scalar(example);
      made.push(x);
      return { x: [x] };
    },
    collate: (examples: unknown[]) => examples,
  });
  await expectRefusal(() => read(loader as never), 'of the map');
  await vi.waitFor(() => expect(made.length).toBe(2));
  await vi.waitFor(() => expect(made.every((x) => x.isDisposed)).toBe(true));
  expect(mine.isDisposed).toBe(false);
  const tensors = batches([1, 2], { size: 2, map: (example: number) => tf.scalar(example) });
  await expectRefusal(() => read(tensors as never), /^collate: examples: expected /);
});

describe('columns of plain arrays and tensors', () => {
  const first = async (columns: object, options = {}) => {
    for await (const batch of batches(columns as never, { size: 2, ...options })) {
      const read = await Promise.all(
        Object.entries(batch as Record<string, tf.Tensor>).map(async ([name, x]) => {
          return [name, { dtype: x.dtype, shape: x.shape, values: await x.array() }];
        }),
      );
      tf.dispose(batch as tf.TensorContainer);
      return Object.fromEntries(read);
    }
  };

  test('rows are float32; whole numbers, one an example, are class indices', async () => {
    const columns = {
      x: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      y: [2, 0, 1],
      z: [0.5, 1, 2],
      flag: [true, false, true],
      deep: [
        [[1], [2]],
        [[3], [4]],
        [Float64Array.of(5), [6]],
      ],
    };
    expect(await first(columns)).toEqual({
      x: {
        dtype: 'float32',
        shape: [2, 2],
        values: [
          [1, 2],
          [3, 4],
        ],
      },
      y: { dtype: 'int32', shape: [2], values: [2, 0] },
      z: { dtype: 'float32', shape: [2], values: [0.5, 1] },
      flag: { dtype: 'int32', shape: [2], values: [1, 0] },
      deep: {
        dtype: 'float32',
        shape: [2, 2, 1],
        values: [
          [[1], [2]],
          [[3], [4]],
        ],
      },
    });
  });

  test('tensors are read where they lie, and stay', async () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const y = tf.tensor1d([7, 8, 9], 'int32');
    await expectNoLeaks(async () => {
      const batch = await first({ x, y }, { shuffle: random(3) });
      const rows = batch?.x?.values as number[][];
      expect(batch?.y).toMatchObject({ dtype: 'int32', shape: [2] });
      // A row and its label stay together.
      const labels = batch?.y?.values as number[];
      expect(labels.map((label) => 2 * label - 13)).toEqual(rows.map(([a]) => a));
    });
    expect(x.isDisposed).toBe(false);
  });

  test.each([
    [{ x: [[1, 2], [3]] }, 'batches: source.x.1: expected a row of 2, got 1'],
    [{ x: [[1, 2], 3] }, 'batches: source.x.1: expected a row of 2, got 3'],
    [{ x: [[1], ['a']] }, 'batches: source.x.1.0: expected a number, got "a"'],
    [{ x: ['a', 'b'] }, 'batches: source.x.0: expected a number, got "a"'],
    [{ x: [1, null] }, 'batches: source.x.1: expected a number, got null'],
    [{ x: [[[[[[[1]]]]]]] }, 'batches: source.x: expected at most 6 axes, got'],
    [{ x: [1, 2], y: [1] }, 'batches: source.y: expected 2 examples as in x, got 1'],
    [{ x: [] }, 'expected at least one example, got none'],
  ])('%j is refused', (columns, message) => {
    expect(() => batches(columns as never, { size: 1 })).toThrow(message);
  });

  test('a disposed tensor, or one without an axis, is refused', async () => {
    const x = tf.zeros([3, 2]);
    const loader = batches({ x }, { size: 2 });
    x.dispose();
    await expect(loader.iterateFrom(0).next()).rejects.toThrow('expected a tensor that is alive');
    expect(() => batches({ x: tf.scalar(1) as never }, { size: 2 })).toThrow('[examples, …]');
  });
});
