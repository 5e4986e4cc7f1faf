import { expected, expectInteger } from '@dl/core/check';

/** Tokens of several prompts, those that are shorter filled up in front. */
export interface Prompts {
  /** [rows, time], row after row. */
  readonly ids: Int32Array;
  readonly rows: number;
  readonly time: number;
  /** Of each row which are tokens; undefined where all are. */
  readonly real: readonly Uint8Array[] | undefined;
  /** The last token of each row, which is none of `ids`. */
  readonly last: number[];
}

/** Reads prompts; each has a token at least. @throws TypeError, RangeError */
export function readPrompts(
  where: string,
  prompts: readonly ArrayLike<number>[],
  vocabSize: number,
): Prompts {
  if (!Array.isArray(prompts) || prompts.length === 0) {
    throw new TypeError(
      expected(`${where}: prompts`, 'an array of prompts, one at least', prompts),
    );
  }
  let time = 0;
  for (const [row, prompt] of prompts.entries()) {
    const name = `prompts.${row}`;
    const { length } = Object(prompt) as ArrayLike<number>;
    if (typeof prompt === 'string' || !Number.isInteger(length)) {
      throw new TypeError(expected(`${where}: ${name}`, 'an array of ids', prompt));
    }
    if (length === 0)
      throw new RangeError(expected(`${where}: ${name}`, 'a token or more', prompt));
    for (let i = 0; i < length; i++) {
      expectInteger(where, `${name}.${i}`, prompt[i] as number, 0, vocabSize - 1);
    }
    time = Math.max(time, length - 1);
  }
  const rows = prompts.length;
  const ids = new Int32Array(rows * time);
  const real = prompts.map((prompt, row) => {
    const length = prompt.length - 1;
    for (let i = 0; i < length; i++) ids[(row + 1) * time - length + i] = prompt[i] as number;
    return new Uint8Array(time).fill(1, time - length);
  });
  const last = prompts.map((prompt) => prompt[prompt.length - 1] as number);
  const isEven = prompts.every(({ length }) => length === time + 1);
  return { ids, rows, time, real: isEven ? undefined : real, last };
}
