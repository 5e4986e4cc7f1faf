import { describe, expect, test } from 'vitest';
import { TableEncoder } from './table-encoder';

const ROWS = [
  { id: 1, island: 'Dream', mass: 3, sex: 'male', species: 'B', price: 10 },
  { id: 2, island: 'Biscoe', mass: null, sex: null, species: 'A', price: 20 },
  { id: 3, island: 'Dream', mass: 5, sex: 'female', species: 'B', price: 30 },
];
const FEATURES = ['island', 'mass', 'sex'];

describe('TableEncoder', () => {
  test('standardises numbers, gives an input a text, and says what is missing', () => {
    const encoder = TableEncoder.fit(ROWS, { target: 'species', features: FEATURES });
    expect(encoder.inputs).toEqual([
      ...['island=Biscoe', 'island=Dream', 'mass', 'mass is missing'],
      ...['sex=female', 'sex=male', 'sex=(missing)'],
    ]);
    const { x, y } = encoder.encode(ROWS);
    expect(x.shape).toEqual([3, 7]);
    expect([...x.data]).toEqual([
      ...[0, 1, -1, 0, 0, 1, 0],
      ...[1, 0, 0, 1, 0, 0, 1],
      ...[0, 1, 1, 0, 1, 0, 0],
    ]);
    expect(y).toEqual(Int32Array.of(1, 0, 1));
    expect([encoder.classes, encoder.outputs]).toEqual([['A', 'B'], 2]);
    expect(encoder.decode([1, 0])).toEqual(['B', 'A']);
  });

  test('what the training part has not had is no text of it', () => {
    const encoder = TableEncoder.fit(ROWS, { target: 'species', features: ['island', 'mass'] });
    const { data } = encoder.encodeInputs([{ island: 'Torgersen', mass: 4 }]);
    expect([...data]).toEqual([0, 0, 0, 0]);
  });

  test('numbers to predict are brought back', () => {
    const encoder = TableEncoder.fit(ROWS, { target: 'price', features: ['mass'] });
    const { y } = encoder.encode(ROWS);
    const { data, shape } = y as { data: Float32Array; shape: readonly number[] };
    expect([shape, encoder.outputs, encoder.classes]).toEqual([[3, 1], 1, undefined]);
    expect(encoder.decode(data).map((price) => Math.round(price as number))).toEqual([10, 20, 30]);
  });

  test('numbers may be classes', () => {
    const encoder = TableEncoder.fit(ROWS, {
      target: 'price',
      features: ['mass'],
      predict: 'classes',
    });
    expect(encoder.classes).toEqual(['10', '20', '30']);
    expect(encoder.encode(ROWS).y).toEqual(Int32Array.of(0, 1, 2));
  });

  test('takes all other columns by default', () => {
    const encoder = TableEncoder.fit(ROWS, { target: 'species' });
    expect(encoder.inputs.filter((name) => /^(id|price)$/.test(name))).toEqual(['id', 'price']);
  });

  test('comes back from JSON', () => {
    const encoder = TableEncoder.fit(ROWS, { target: 'species', features: FEATURES });
    const again = TableEncoder.from(JSON.parse(JSON.stringify(encoder)));
    expect(again.encode(ROWS)).toEqual(encoder.encode(ROWS));
  });

  test.each([
    [[], {}, 'TableEncoder.fit: records: expected at least one row, got none'],
    [ROWS, { target: 'kind' }, 'TableEncoder.fit: row 1: expected a column "kind", got id, island'],
    [ROWS, { target: 'mass' }, 'TableEncoder.fit: row 2: mass: expected a value, got none'],
    [
      ROWS,
      { features: ['species'] },
      'features: expected none of them to be the target, got "species"',
    ],
    [ROWS, { features: [] }, 'features: expected at least one column'],
    [ROWS, { predict: 'number' }, 'species: expected numbers, got "A"'],
    [
      [
        { a: null, species: 'A' },
        { a: null, species: 'B' },
      ],
      {},
      'a: expected a column with some values, got none',
    ],
    [
      [
        { a: 1, species: 'A' },
        { a: 'x', species: 'B' },
      ],
      {},
      'a: expected numbers alone or texts alone, got 1 and "x"',
    ],
    [[{ a: 1, species: 'A' }], {}, 'species: expected at least two classes, got "A" alone'],
    [
      Array.from({ length: 1001 }, (_, i) => ({ a: `${i}`, species: i % 2 ? 'A' : 'B' })),
      {},
      'a: expected at most 1000 different texts, got 1001',
    ],
  ])('a table that does not fit is refused: %#', (rows, options, message) => {
    expect(() =>
      TableEncoder.fit(rows as never, { target: 'species', ...options } as never),
    ).toThrow(message);
  });

  test.each([
    [
      { island: 'Dream', mass: 3, species: 'C' },
      'row 2: species: expected a class of the training part (A, B), got "C"',
    ],
    [
      { island: 'Dream', mass: 'heavy', species: 'A' },
      'row 2: mass: expected a finite number, got "heavy"',
    ],
    [{ island: 3, mass: 3, species: 'A' }, 'row 2: island: expected a text, got 3'],
    [{ island: 'Dream', species: 'A' }, 'row 2: expected a column "mass", got island, species'],
    [null, 'row 2: expected an object, got null'],
  ])('a row that does not fit is named: %#', (row, message) => {
    const encoder = TableEncoder.fit(ROWS, { target: 'species', features: ['island', 'mass'] });
    expect(() => encoder.encode([ROWS[0] as never, row as never])).toThrow(
      `TableEncoder.encode: ${message}`,
    );
  });

  test.each([
    [undefined, 'features: expected an array of columns'],
    [
      { features: [{ kind: 'number', name: 'a', mean: 1, deviation: 0, isMissing: true }] },
      'features.0.deviation',
    ],
    [{ features: [{ kind: 'text', name: 'a', values: [3] }] }, 'features.0.values: expected texts'],
    [
      { features: [{ kind: 'other', name: 'a' }] },
      'features.0.kind: expected "number" or "text", got "other"',
    ],
    [
      { features: [{ kind: 'text', name: 'a', values: [] }], target: null },
      'target.name: expected a text',
    ],
  ])('a description of another kind is refused: %#', (state, message) => {
    expect(() => TableEncoder.from(state as never)).toThrow(`TableEncoder.from: ${message}`);
  });
});
