export { type Contest, type ContestOptions, contestRun } from './kit/contest';
export { count, digits, percent } from './kit/format';
export {
  defineLesson,
  type Frame,
  type Lesson,
  type LessonContext,
  type LessonRun,
  type Preset,
  pageSettingsOf,
  type RunModule,
  type RunOptions,
  valuesOf,
} from './kit/lesson';
export { cellOf, type Score, type ScoreColumn, type ScoreRow } from './kit/score';
export {
  type ChoiceSpec,
  choice,
  type FlagSpec,
  fallbacksOf,
  flag,
  type IntegerSpec,
  type NumberSpec,
  number,
  rangeOf,
  type Spec,
  type Specs,
  settingsFor,
  span,
  type TextSpec,
  type Value,
  type Values,
} from './kit/settings';
export { fill, LANGUAGES, type Language, type Text, textOf, type Words } from './kit/text';
export { type RunCore, type TrainingOptions, trainingRun } from './kit/training';
