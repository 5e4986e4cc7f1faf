import { addition } from '@dl/lessons/rnn/addition/lesson';
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../command/parse';
import { topic } from '../topics/rnn';
import { optionsOf, valuesFrom } from './lesson-options';

const values = (...args: string[]) => {
  const { options } = parseCommand(['rnn', ...args], new Map([['rnn', topic]]));
  return valuesFrom(addition as never, options);
};

describe('the options of a lesson', () => {
  test('are one a setting that the terminal offers, and a flag a preset', () => {
    const names = Object.keys(optionsOf(addition as never));
    expect(names).toContain('learning-rate');
    expect(names).toContain('as-printed');
    expect(names).toContain('source');
    expect(names).not.toContain('span');
  });

  test('say their defaults, also those of the presets', () => {
    const { init, bias } = optionsOf(addition as never);
    expect(init?.defaultDescription).toBe('xavier, source: plain, page: glorot');
    expect(bias?.defaultDescription).toBe('page: true');
    expect(init?.choices).toEqual(['plain', 'xavier', 'he', 'glorot']);
  });
});

describe('valuesFrom', () => {
  test('gives the defaults, those of a preset, or what is asked for', () => {
    expect(values()).toMatchObject({ bits: 8, init: 'xavier', optimizer: 'adam', steps: 3000 });
    expect(values('--source')).toMatchObject({ init: 'plain', optimizer: 'sgd', steps: 10_000 });
    const asked = ['--init', 'he', '--bits', '5', '--as-printed', '--steps', '7'];
    expect(values('--source', ...asked)).toMatchObject({
      ...{ init: 'he', bits: 5, asPrinted: true, steps: 7, optimizer: 'sgd' },
    });
    expect(values('--page', '--batch', '2')).toMatchObject({ bias: true, batch: 2, heldOut: 256 });
  });

  test('refuses two presets', () => {
    expect(() => values('--source', '--page')).toThrow(
      'tour rnn: expected one of them, got --source and --page',
    );
  });

  test.each([
    ['--bits 13', 'tour rnn: --bits: expected an integer from 2 to 12, got "13"'],
    ['--learning-rate -1', 'tour rnn: --learning-rate: expected a number of at least 0, got "-1"'],
    ['--init best', 'tour rnn: --init: expected plain, xavier, he or glorot, got "best"'],
    ['--span 8', 'tour rnn: expected an option that --help lists, got --span'],
  ])('%s is refused', (args, message) => {
    expect(() => values(...args.split(' '))).toThrow(message);
  });
});
