import { describe, expect, test } from 'vitest';
import { helpText } from './help';
import { flag, integer } from './option';
import { defineTask, type Topic } from './topic';

const run = async () => ({});
const one = defineTask({
  description: 'one thing',
  options: { size: integer('a size', { fallback: 4 }), quick: flag('be quick') },
  run,
});
const two = defineTask({ description: 'another thing', options: {}, run });
const topics = new Map<string, Topic>([
  ['rnn', { description: 'a topic', tasks: { one } }],
  ['vision', { description: 'a second', tasks: { two, one } }],
]);

describe('helpText', () => {
  test('lists all topics, and the options of the default', () => {
    const text = helpText(topics, undefined, 100);
    expect(text).toContain('rnn     a topic (the default)\n  vision  a second\n');
    expect(text).toMatch(/--seed VALUE +everything random comes from it \(default: 1\)/);
    expect(text).toMatch(
      /rnn: one thing\n {2}--size VALUE {2}a size \(default: 4\)\n {2}--quick {6} be quick/,
    );
  });

  test('shows the tasks of the topic that is named', () => {
    const text = helpText(topics, 'vision', 100);
    expect(text).toContain('vision --task two (the default): another thing');
    expect(text).toContain('vision --task one: one thing');
    expect(text).not.toContain('Topics:');
  });

  test('fits the terminal', () => {
    for (const line of helpText(topics, undefined, 60).split('\n')) {
      expect(line.length).toBeLessThanOrEqual(65);
    }
  });
});
