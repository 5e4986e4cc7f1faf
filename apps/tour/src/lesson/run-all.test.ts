import { expect, test } from 'vitest';
import { integer } from '../command/option';
import { defineTask, type TaskContext } from '../command/topic';
import { runAll } from './run-all';

test('runAll runs each task with its defaults, and joins the figures', async () => {
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
  const context = { topic: 'x', task: 'all', options: { steps: 3 }, signal };
  expect(await runAll(context as unknown as TaskContext, tasks)).toEqual({
    ...{ oneMse: 4, oneTask: 'one', oneSteps: 3 },
    ...{ twoMse: 4, twoTask: 'two', twoSteps: 3 },
  });
});
