import { silentScreen } from '@dl/report';
import { expect, test } from 'vitest';
import { integer } from '../command/option';
import { defineTask, type TaskContext } from '../command/topic';
import { runAll } from './run-all';

test('runAll says what will run, runs each task with its defaults, and joins the figures', async () => {
  const size = integer('a size', { fallback: 4 });
  const tasks = Object.fromEntries(
    ['one', 'two'].map((name) => [
      name,
      defineTask({
        description: name,
        options: { size },
        run: async ({ task, options }) => ({ mse: options.size, task, steps: options.steps ?? 0 }),
      }),
    ]),
  );
  const { signal } = new AbortController();
  const said: string[] = [];
  const screen = { ...silentScreen, note: (text: string) => void said.push(text) };
  const context = { topic: 'x', task: 'all', options: { steps: 3 }, signal, screen };
  expect(await runAll(context as unknown as TaskContext, tasks)).toEqual({
    ...{ oneMse: 4, oneTask: 'one', oneSteps: 3 },
    ...{ twoMse: 4, twoTask: 'two', twoSteps: 3 },
  });
  expect(said).toEqual([
    '2 tasks, one after the other: one, two; --task runs one of them',
    'task 1 of 2: one',
    expect.stringMatching(/^task 2 of 2: two, .*s so far$/),
  ]);
});
