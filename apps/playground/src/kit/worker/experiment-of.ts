import { type Lesson, type LessonRun, type Specs, type Values, valuesOf } from '@dl/lessons';
import { defineExperiment, type ExperimentDefinition } from './experiment';

/**
 * A lesson as a page's worker runs it: without an end, with the preset `page` for what the page does not offer, and with its
 * score to be drawn where it has no view.
 */
export function experimentOf<S extends Specs, R extends LessonRun>(
  lesson: Lesson<S, R>,
): ExperimentDefinition<S, unknown> {
  return defineExperiment({
    settings: lesson.settings,
    async create(values, context) {
      const all = (asked: Values<S>) => valuesOf(lesson, asked, 'page');
      const run = await lesson.start(all(values), context);
      return {
        steps: run.run({ steps: Number.MAX_SAFE_INTEGER }),
        update: (next) => run.update?.(all(next)),
        view: async () => (run.view ? run.view() : { score: await run.score() }),
        dispose: () => run.dispose(),
      };
    },
  });
}
