import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Dropout } from '../nn/dropout';
import { Linear } from '../nn/linear';
import { sequential } from '../nn/sequential';
import { gelu } from '../ops/activation/gelu';
import { random } from '../random/random';
import { keepArguments, madeWith, nameOf } from './made-with';

const rng = random(1);

describe('keepArguments', () => {
  test('a layer is printed by its arguments', () => {
    expect(inspect(new Linear(3, 4, { rng }))).toBe('Linear(3, 4)');
    expect(inspect(new Linear(3, 4, { rng, bias: false, activation: gelu }))).toBe(
      'Linear(3, 4, { bias: false, activation: [Function: gelu] })',
    );
    const model = sequential(new Linear(2, 2, { rng, activation: 'relu' }), new Dropout(0.5));
    expect(inspect(model)).toContain("[ Linear(2, 2, { activation: 'relu' }), Dropout(0.5) ]");
  });

  test('one of a class that extends it is nobody’s, and is printed as it is', () => {
    class Wider extends Linear {}
    const wider = new Wider(2, 2, { rng });
    expect(madeWith(wider)).toBeUndefined();
    expect(inspect(wider, { depth: 0 })).toMatch(/^Wider \{/);
  });

  test('a name that bundlers do not shorten comes first', () => {
    expect(nameOf(Linear)).toBe('Linear');
    expect(nameOf(gelu)).toBe('gelu');
  });

  test('refuses what does not fit', () => {
    expect(() => keepArguments(3 as never, Linear, [])).toThrow(
      'keepArguments: made: expected an object, got 3',
    );
    expect(() => keepArguments({}, 3 as never, [])).toThrow(
      'keepArguments: maker: expected a function, got 3',
    );
    expect(() => keepArguments({}, Linear, 3 as never)).toThrow(
      'keepArguments: args: expected an array, got 3',
    );
  });
});
