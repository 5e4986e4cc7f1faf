import { type Lesson, type LessonRun, pageSettingsOf, type Score, type Specs } from '@dl/lessons';
import { openWorker } from './open-worker';
import { type ExperimentHandle, useExperiment } from './use-experiment';

/** What the page of a lesson draws: its view, or its score where it has none. */
export type ViewOf<R extends LessonRun> = R extends { view(): Promise<infer View> }
  ? View
  : { readonly score: Score };

/** The lesson of a page in the worker that it has, and a `handle` for the kit's parts, which know no lesson. */
export function useLesson<S extends Specs, R extends LessonRun>(lesson: Lesson<S, R>) {
  const experiment = useExperiment<S, ViewOf<R>>({
    settings: pageSettingsOf(lesson as unknown as Lesson<S>),
    open: () => openWorker(`${lesson.topic}/${lesson.id}`),
  });
  return { ...experiment, handle: experiment as unknown as ExperimentHandle };
}
