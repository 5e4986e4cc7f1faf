import type { Optimizer, Runtime } from '@dl/core';
import type { Score } from './score';
import { fallbacksOf, type Spec, type Specs, settingsFor, type Values } from './settings';
import type { Text } from './text';

/** One thing that the course trains, described once: a terminal, a page, a chapter and the benches show it. */
export interface Lesson<S extends Specs = Specs, R extends LessonRun = LessonRun> {
  /** Its name among those of its topic, as `--task` takes it. */
  readonly id: string;
  readonly topic: string;
  /** What happens, as a heading. */
  readonly title: Text;
  /** The same in a line of a list. */
  readonly summary: Text;
  readonly settings: S;
  /** Settings that belong together, by name: `source` is `--source` in the terminal; a page begins with `page`. */
  readonly presets?: Readonly<Record<string, Preset<S>>>;
  /** What keeps its steps short, for tests. */
  readonly small?: Partial<Values<S>>;
  /** Makes what is trained. */
  start(values: Values<S>, context: LessonContext): R | Promise<R>;
}

/** Values of some settings, and where they come from. */
export interface Preset<S extends Specs> {
  readonly about: Text;
  readonly values: Partial<Values<S>>;
}

/** What a lesson gets when it starts. */
export interface LessonContext {
  /** Everything random comes from it. */
  readonly seed: number;
  readonly runtime: Runtime;
}

/** One step that was made: a `TrainReport` of `train` fits. */
export interface Frame {
  readonly step: number;
  /** On a GPU it waits for the step. */
  loss(): Promise<number>;
  /** Of a contest: the loss of each by name, NaN of one that has diverged. */
  losses?(): Promise<Readonly<Record<string, number>>>;
}

/** How far a run goes. */
export interface RunOptions {
  /** Steps that were made before, by a run whose state was loaded. Default 0. */
  readonly start?: number | undefined;
  /** The last step. Default: that of the settings. */
  readonly steps?: number | undefined;
  /** Ends the run after the step in progress. */
  readonly signal?: AbortSignal | undefined;
}

/** A lesson that has started. */
export interface LessonRun<View = unknown> {
  /** What a checkpoint holds. */
  readonly state: { readonly model: unknown; readonly optimizer: Optimizer };
  /** Steps that the settings ask for. */
  readonly steps: number;
  /** What the loss is. */
  readonly lossLabel: Text;
  /** What else is to be known before it begins: where the data come from, how many there are. */
  readonly about?: readonly Text[];
  /** Of a contest: what people call those whose losses a frame has. */
  readonly names?: Readonly<Record<string, Text>>;
  /** One step each time that it is asked. */
  run(options?: RunOptions): AsyncGenerator<Frame, void, void>;
  /** Takes over settings that are `live`, between two steps. */
  update?(values: Values<Specs>): void;
  /** What a page is to draw now. Typed arrays are moved, not copied: new ones each time. */
  view?(): Promise<View>;
  /** What was learned, against what it is compared with. Ends early, with what was counted, if `signal` aborts. */
  score(signal?: AbortSignal): Promise<Score>;
  /** Frees every tensor; the run has been ended before. */
  dispose(): void;
}

/** What a lesson's `run.ts` exports. */
export interface RunModule<S extends Specs, R extends LessonRun> {
  start: Lesson<S, R>['start'];
}

/**
 * A lesson with its types found by the compiler. `load` brings its `run.ts` when it starts, so that what lists lessons loads
 * no network and no data.
 */
export function defineLesson<S extends Specs, R extends LessonRun>({
  load,
  ...lesson
}: Omit<Lesson<S, R>, 'start'> & { load(): Promise<RunModule<S, R>> }): Lesson<S, R> {
  return { ...lesson, start: async (values, context) => (await load()).start(values, context) };
}

/** All values of a lesson's settings: those given, else those of a preset, else the defaults. */
export function valuesOf<S extends Specs>(
  { settings, presets }: Pick<Lesson<S>, 'settings' | 'presets'>,
  given: Partial<Values<S>> = {},
  preset?: string,
): Values<S> {
  const chosen = preset === undefined ? undefined : presets?.[preset]?.values;
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...fallbacksOf(settings), ...chosen, ...Object.fromEntries(present) };
}

/** The settings that a page offers, which begin as the preset `page` has them. */
export function pageSettingsOf<S extends Specs>(
  lesson: Pick<Lesson<S>, 'settings' | 'presets'>,
): S {
  const first: Readonly<Record<string, unknown>> = valuesOf(lesson, {}, 'page');
  const offered = Object.entries(settingsFor(lesson.settings, 'page')) as [string, Spec][];
  return Object.fromEntries(
    offered.map(([name, spec]) => [name, { ...spec, fallback: first[name] }]),
  ) as unknown as S;
}
