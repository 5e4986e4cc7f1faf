import { expectNoLeaks } from '@dl/testing';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../kit/text';
import { tryLesson } from '../../kit/try-lesson';
import { tasks } from './lesson';
import { oneTask } from './one-task';
import { PRESETS } from './presets';
import { SETTINGS, type TaskName, type TasksValues } from './settings';

const NAMES = SETTINGS.problem.options.map(({ value }) => value);
const SMALL = { width: 8, layers: 1, longest: 4, batch: 4, test: 8 } as const;

const start = (changes: Partial<TasksValues>) => tryLesson(tasks, { ...SMALL, ...changes });

describe('the made-up tasks', () => {
  test.each(NAMES.filter((name) => name !== 'modular'))(
    '%s: six networks of one size beside the most frequent answer',
    async (problem) => {
      await expectNoLeaks(async () => {
        const { run, make, close } = await start({ problem });
        expect(await make(2)).toHaveLength(2);
        const { rows, columns, figures } = await run.score();
        expect(rows).toHaveLength(7);
        for (const { values } of rows) expect(values).toHaveLength(columns.length);
        const sizes = Object.entries(figures).filter(([name]) => name.endsWith('Parameters'));
        expect(sizes).toHaveLength(6);
        const example = await run.example();
        expect(example?.wanted.join('')).not.toBe('');
        for (const said of Object.values(example?.said ?? {})) {
          expect(said.length).toBe(example?.read.length);
        }
        await close();
      });
    },
    60_000,
  );

  test('the most frequent answer is worth what chance is', async () => {
    for (const [problem, share] of [
      ['copy', 1 / 8],
      ['parity', 1 / 2],
      ['dyck', 1 / 3],
    ] as const) {
      const { run, close } = await start({ problem, model: 'rnn', test: 300, longest: 8 });
      const { figures } = await run.score();
      expect(Math.abs((figures.baseline8 as number) - share)).toBeLessThan(0.05);
      await close();
    }
  });

  test('an RNN learns parity, and says it of longer rows', async () => {
    const own = {
      problem: 'parity',
      model: 'rnn',
      width: 16,
      batch: 32,
      learningRate: 0.01,
    } as const;
    const { run, make, close } = await start({ ...own, longest: 8, test: 50, steps: 300 });
    await make(300);
    const { figures } = await run.score();
    expect(figures.rnn8).toBeGreaterThan(0.95);
    expect(figures.rnn12).toBeGreaterThan(0.9);
    await close();
  }, 60_000);

  test('modular addition: known pairs come first, and a pair and its mirror are on one side', async () => {
    await expectNoLeaks(async () => {
      const own = { ...PRESETS.modular.values, modulus: 7, share: 0.5, width: 16, batch: 64 };
      const { run, make, close } = await start({ ...own, learningRate: 0.01, steps: 150 });
      await make(150);
      expect(run.history.length).toBe(75);
      const { rows, figures } = await run.score();
      expect(rows.map(({ label }) => label.en)).toEqual(['most frequent answer', 'plain RNN']);
      expect(figures.rnnTrain).toBeGreaterThan(0.9);
      expect(figures.rnnHeld).toBeLessThan(0.9);
      expect(figures.rnnKnownAt).toBeGreaterThan(0);
      expect(await run.example()).toBeUndefined();
      await close();
    });
  }, 60_000);

  test('heads that do not divide the width are refused', async () => {
    await expect(start({ width: 10, heads: 4 })).rejects.toThrow(
      'tasks: width: expected a multiple of the 4 heads, got 10',
    );
  });

  test.each(NAMES)('%s as a lesson of its own offers what it has, in both languages', (name) => {
    const { settings, summary, title } = oneTask(name as TaskName);
    for (const language of LANGUAGES) {
      expect(summary[language]).not.toBe('');
      expect(title[language]).not.toBe('');
    }
    expect(settings.problem).toMatchObject({ fallback: name, only: 'page' });
    expect('only' in settings.modulus).toBe(name !== 'modular');
    expect('only' in settings.longest).toBe(name === 'modular');
  });
});
