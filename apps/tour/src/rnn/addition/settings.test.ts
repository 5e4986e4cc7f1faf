import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../command/parse';
import { topic } from '../../topics/rnn';
import { BEST, SOURCE, settingsOf } from './settings';

const settings = (...args: string[]) => {
  const { options } = parseCommand(['rnn', ...args], new Map([['rnn', topic]]));
  return settingsOf(options as unknown as Parameters<typeof settingsOf>[0]);
};

describe('settingsOf', () => {
  test('gives the best that were found, or the source its own', () => {
    expect(settings()).toEqual({ ...BEST, bits: 8, asPrinted: false });
    expect(settings('--source')).toEqual({ ...SOURCE, bits: 8, asPrinted: false });
    expect(SOURCE).toMatchObject({ hidden: 16, learningRate: 0.1, batch: 1, steps: 10_000 });
    expect(SOURCE).toMatchObject({
      activation: 'sigmoid',
      init: 'plain',
      bias: false,
      optimizer: 'sgd',
    });
  });

  test('lets an option change one of them', () => {
    const changed = settings(
      '--source',
      '--init',
      'he',
      '--bits',
      '5',
      '--as-printed',
      '--steps',
      '7',
    );
    expect(changed).toEqual({ ...SOURCE, init: 'he', bits: 5, asPrinted: true, steps: 7 });
  });
});
