import type { Runtime } from '@dl/core';
import { type Lesson, type LessonRun, valuesOf } from './lesson';
import type { Specs, Values } from './settings';

/** For tests: a lesson with its default settings, or those of a preset, but for `changes`. */
export async function tryLesson<S extends Specs, R extends LessonRun>(
  lesson: Lesson<S, R>,
  { preset, seed = 1, ...changes }: { preset?: string; seed?: number } & Partial<Values<S>>,
) {
  const all = valuesOf(lesson, changes as unknown as Partial<Values<S>>, preset);
  const run = await lesson.start(all, { seed, runtime: {} as Runtime });
  const steps = run.run({ steps: Number.MAX_SAFE_INTEGER });
  return {
    run,
    all,
    /** Makes steps, and gives their losses. */
    async make(count: number): Promise<number[]> {
      const losses: number[] = [];
      for (let i = 0; i < count; i++) {
        const { value } = await steps.next();
        losses.push((await value?.loss()) as number);
      }
      return losses;
    },
    async close(): Promise<void> {
      await steps.return();
      run.dispose();
    },
  };
}
