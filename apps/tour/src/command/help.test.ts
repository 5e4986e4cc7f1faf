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
  test('lists all topics, and the options of the default', async () => {
    const text = await helpText(topics, undefined, 100);
    expect(text).toMatch(/Topics:\n.* rnn +a topic +\[default\]\n.* vision +a second\n/);
    expect(text).toMatch(/--seed +everything random comes from it +\[number\] \[default: 1\]/);
    expect(text).toMatch(/rnn: one thing\n +--size +a size +\[number\] \[default: 4\]\n/);
    expect(text).toMatch(/--quick +be quick +\[boolean\]\n/);
    expect(text).toMatch(
      /--backend .*\[choices: "auto", "wasm", "webgpu", "cpu"\] \[default: auto\]/,
    );
  });

  test('shows the tasks of the topic that is named', async () => {
    const text = await helpText(topics, 'vision', 100);
    expect(text).toContain('vision --task two (the default): another thing');
    expect(text).toContain('vision --task one: one thing');
    expect(text).not.toContain('Topics:');
  });

  test('fits the terminal', async () => {
    for (const line of (await helpText(topics, undefined, 60)).split('\n')) {
      expect(line.length).toBeLessThanOrEqual(60);
    }
  });
});
