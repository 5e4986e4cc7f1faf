import { describe, expect, test } from 'vitest';
import { readCsv, streamCsv } from './csv';

const PENGUINS = `species,island,mass,sex
Adelie,Dream,3700,male
"Gentoo, wild",Biscoe,,female
Adelie,"Tor ""ger""
sen",3200.5,NA
`;

const WANTED = [
  { species: 'Adelie', island: 'Dream', mass: 3700, sex: 'male' },
  { species: 'Gentoo, wild', island: 'Biscoe', mass: null, sex: 'female' },
  { species: 'Adelie', island: 'Tor "ger"\nsen', mass: 3200.5, sex: null },
];

/** All rows of a stream of these parts. */
async function streamed(parts: Iterable<string | Uint8Array>, options = {}) {
  const rows = [];
  for await (const row of streamCsv(parts, options)) rows.push(row);
  return rows;
}

/** A text in parts of a few bytes, which cut characters and line ends. */
function* pieces(text: string, size: number) {
  const bytes = new TextEncoder().encode(text);
  for (let i = 0; i < bytes.length; i += size) yield bytes.slice(i, i + size);
}

describe.each([
  ['readCsv', async (text: string, options = {}) => readCsv(text, options)],
  ['streamCsv', async (text: string, options = {}) => streamed(pieces(text, 7), options)],
])('%s', (name, read) => {
  test('reads columns of numbers and texts, quotes and missing cells', async () => {
    expect(await read(PENGUINS)).toEqual(WANTED);
    expect(await read(PENGUINS.replaceAll('\n', '\r\n').replace('"\r\nsen', '"\nsen'))).toEqual(
      WANTED,
    );
  });

  test.each([
    ['a byte-order mark', '\ufeffa,b\n1,x\n'],
    ['semicolons', 'a;b\n1;x\n'],
    ['tabs', 'a\tb\n1\tx\n'],
    ['no line end', 'a,b\n1,x'],
    ['blank lines', 'a,b\n\n1,x\n\n'],
    ['blanks around', ' a , b\n 1 , x \n'],
  ])('understands %s', async (_, text) => {
    expect(await read(text)).toEqual([{ a: 1, b: 'x' }]);
  });

  test('numbers are decimal, and nothing else is one', async () => {
    const numbers = ['1', '-2.5', '+3', '.5', '4.', '1e3', '1E-3'];
    expect(await read(`x\n${numbers.join('\n')}\n`)).toEqual(
      numbers.map((x) => ({ x: Number(x) })),
    );
    for (const text of ['0x10', 'Infinity', '1 000', '1_000', '12:30', '"1,000"']) {
      expect(await read(`x,y\n${text},1\n2,1\n`)).toMatchObject([
        { x: text.replaceAll('"', '') },
        { x: '2' },
      ]);
    }
  });

  test('takes a decimal comma, with dots between thousands', async () => {
    const text = 'a;b\n1,5;x\n1.234,5;y\n7;z\n';
    const rows = await read(text, { decimal: ',' });
    expect(rows.map(({ a }) => a)).toEqual([1.5, 1234.5, 7]);
    expect((await read('a;b\n1.5;x\n', { decimal: ',' }))[0]).toEqual({ a: '1.5', b: 'x' });
  });

  test('takes columns, types and what is missing from the options', async () => {
    const options = { columns: ['code', 'n'], types: { code: 'text' }, missing: ['-'] };
    expect(await read('007,-\n010,2\n', options)).toEqual([
      { code: '007', n: null },
      { code: '010', n: 2 },
    ]);
  });

  test('keeps hostile names apart from the object', async () => {
    const [row] = await read('__proto__,constructor\n1,2\n');
    expect(Object.keys(row as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('gives a column without a name one', async () => {
    expect(await read(',a\n0,5\n')).toEqual([{ column1: 0, a: 5 }]);
  });

  test.each([
    ['a,b\n1,2\n3\n', {}, ': row 2: expected 2 cells as in the head line, got 1'],
    ['a,b\n1,2,3\n', {}, ': row 1: expected 2 cells as in the head line, got 3'],
    ['a,b\n1,"2\n', {}, ': row 1: expected a closing quote, got none'],
    ['a,a\n1,2\n', {}, ': columns: expected different names, got "a" twice'],
    ['', {}, ': expected a head line, got an empty text'],
    ['a\nx\n', { types: { a: 'number' } }, ': row 1: a: expected a number, got "x"'],
    ['a\nx\n', { types: { b: 'number' } }, ': types: expected a column of a, got "b"'],
    ['a\nx\n', { delimiter: '' }, ': delimiter: expected one character'],
    ['a\nx\n', { decimals: ',' }, ': expected an option of'],
  ])('refuses %j', async (text, options, message) => {
    if (text === '' && name === 'streamCsv') expect(await read(text)).toEqual([]);
    else await expect(read(text, options)).rejects.toThrow(name + message);
  });
});

describe('streamCsv', () => {
  test('is as readCsv, however the text is cut', async () => {
    const rows = Array.from(
      { length: 3000 },
      (_, i) => `${i},"é ${i}\n",${i % 7 === 0 ? '' : i / 3}`,
    );
    const text = `i,text,x\n${rows.join('\n')}\n`;
    const whole = readCsv(text);
    for (const size of [1000, 65537]) expect(await streamed(pieces(text, size))).toEqual(whole);
    expect(await streamed([text])).toEqual(whole);
  });

  test('says where a later cell is no number', async () => {
    const rows = Array.from({ length: 2000 }, (_, i) => (i === 1500 ? 'none' : i));
    const read = streamed([`x\n${rows.join('\n')}`]);
    await expect(read).rejects.toThrow('streamCsv: row 1501: x: expected a number, got "none"');
  });

  test('refuses parts that are none', async () => {
    await expect(streamed([3] as never)).rejects.toThrow(
      'streamCsv: source: expected texts or bytes, got 3',
    );
  });
});

test('readCsv refuses what is no text', () => {
  expect(() => readCsv(new Uint8Array(3) as never)).toThrow('readCsv: text: expected a text');
});
