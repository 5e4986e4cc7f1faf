import { type Lesson, type LessonRun, type Specs, type Values, valuesOf } from '@dl/lessons';
import { defineExperiment, type ExperimentDefinition } from './experiment';

/** A lesson as a page's worker runs it: without an end, and with the preset `page` for what the page does not offer. */
export function experimentOf<S extends Specs, View>(
  lesson: Lesson<S, LessonRun<View> & { view(): Promise<View> }>,
): ExperimentDefinition<S, View> {
  return defineExperiment({
    settings: lesson.settings,
    async create(values, context) {
      const all = (asked: Values<S>) => valuesOf(lesson, asked, 'page');
      const run = await lesson.start(all(values), context);
      return {
        steps: run.run({ steps: Number.MAX_SAFE_INTEGER }),
        update: (next) => run.update?.(all(next)),
        view: () => run.view(),
        dispose: () => run.dispose(),
      };
    },
  });
}
