import { describe, expect, test } from 'vitest';
import { choice, flag, integer, number, text, UsageError } from './option';
import { parseCommand } from './parse';
import { defineTask, type Topic } from './topic';

const one = defineTask({
  description: 'one thing',
  options: {
    size: integer('a size', { low: 1, high: 9, fallback: 4 }),
    rate: number('a rate', { low: 0 }),
    kind: choice('a kind', ['a', 'b', 'c'], { fallback: 'a' }),
    quick: flag('be quick'),
    name: text('a name'),
  },
  run: async () => ({}),
});
const two = defineTask({
  description: 'another thing',
  options: { width: integer('a width', { fallback: 2 }) },
  run: async () => ({}),
});
const topics = new Map<string, Topic>([
  ['rnn', { description: 'a topic', tasks: { one, two } }],
  ['vision', { description: 'a second', tasks: { two } }],
]);
const parse = (line: string) => parseCommand(line === '' ? [] : line.split(' '), topics);

describe('parseCommand', () => {
  test('runs the default topic and its first task', () => {
    const { topic, task, options } = parse('');
    expect([topic, task]).toEqual(['rnn', 'one']);
    expect(options).toEqual({
      ...{ seed: 1, steps: undefined, backend: 'auto', json: false },
      ...{ checkpoint: undefined, resume: undefined },
      ...{ size: 4, rate: undefined, kind: 'a', quick: false, name: undefined },
    });
  });

  test('reads every kind of option', () => {
    const { options } = parse('--seed 3 --size=9 --rate 1e-3 --kind b --quick --name=--x --json');
    expect(options).toMatchObject({ seed: 3, size: 9, rate: 0.001, kind: 'b', quick: true });
    expect(options).toMatchObject({ name: '--x', json: true });
  });

  test('takes a topic and a task by name', () => {
    expect(parse('vision --width 7')).toMatchObject({ topic: 'vision', options: { width: 7 } });
    expect(parse('rnn --width 7 --task two')).toMatchObject({ task: 'two', options: { width: 7 } });
  });

  test.each([
    ['cnn', 'tour: topic: expected rnn or vision, got "cnn" (is it rnn?)'],
    ['chess', 'tour: topic: expected rnn or vision, got "chess"'],
    ['rnn cnn', 'tour rnn: expected options only, got "cnn"'],
    ['rnn -- cnn', 'tour rnn: expected options only, got "cnn"'],
    ['--json cnn', 'tour rnn: --json: expected no value, got "cnn"'],
    ['--sise 3', 'tour rnn: expected an option that --help lists, got --sise (is it --size?)'],
    [
      '--widt 3',
      'tour rnn: expected an option that --help lists, got --widt (is it --width of --task two?)',
    ],
    ['-s 3', 'tour rnn: expected an option that --help lists, got -s (is it --seed?)'],
    [
      '--no-quick',
      'tour rnn: expected an option that --help lists, got --no-quick (is it --quick?)',
    ],
    ['--constructor 1', 'tour rnn: expected options that --help lists, got --constructor 1'],
    ['--seed', 'tour rnn: --seed: expected an integer of at least 0, got none'],
    ['--seed --json', 'tour rnn: --seed: expected an integer of at least 0, got none'],
    ['--seed 1 --seed 2', 'tour rnn: --seed: expected it once, got it again'],
    ['--quick=no', 'tour rnn: --quick: expected no value, got "no"'],
    ['--seed=', 'tour rnn: --seed: expected an integer of at least 0, got none'],
    ['--seed 1.5', 'tour rnn: --seed: expected an integer of at least 0, got "1.5"'],
    ['--seed -1', 'tour rnn: --seed: expected an integer of at least 0, got "-1"'],
    ['--seed 0x10', 'tour rnn: --seed: expected an integer of at least 0, got "0x10"'],
    ['--size 10', 'tour rnn: --size: expected an integer from 1 to 9, got "10"'],
    ['--steps 0', 'tour rnn: --steps: expected an integer of at least 1, got "0"'],
    ['--rate fast', 'tour rnn: --rate: expected a number of at least 0, got "fast"'],
    ['--rate Infinity', 'tour rnn: --rate: expected a number of at least 0, got "Infinity"'],
    ['--kind d', 'tour rnn: --kind: expected a, b or c, got "d"'],
    ['--name=', 'tour rnn: --name: expected a text, got none'],
    ['--backend gpu', 'tour rnn: --backend: expected auto, wasm, webgpu or cpu, got "gpu"'],
    ['--task three', 'tour rnn: --task: expected one or two, got "three"'],
    ['--width 2', 'tour rnn: --width: expected an option of --task one, got one of --task two'],
    [
      '--task two --quick',
      'tour rnn: --quick: expected an option of --task two, got one of --task one',
    ],
  ])('refuses %j', (line, message) => {
    expect(() => parse(line)).toThrow(new UsageError(message));
  });
});
