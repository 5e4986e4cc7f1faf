export { Contest, type Contestant, type ContestOptions } from './kit/contest';
export {
  defineLesson,
  type Frame,
  type Lesson,
  type LessonContext,
  type LessonRun,
  type Preset,
  pageSettingsOf,
  type RunOptions,
  valuesOf,
} from './kit/lesson';
export type { Score, ScoreColumn, ScoreRow } from './kit/score';
export {
  type ChoiceSpec,
  choice,
  type FlagSpec,
  fallbacksOf,
  type IntegerSpec,
  type NumberSpec,
  rangeOf,
  type Spec,
  type Specs,
  settingsFor,
  span,
  type TextSpec,
  type Value,
  type Values,
} from './kit/settings';
export { fill, LANGUAGES, type Language, type Text } from './kit/text';
export { type TrainingOptions, trainingRun } from './kit/training';
