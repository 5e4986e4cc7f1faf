import type { Runtime } from '@dl/core';
import type { Frame, Specs, Values } from '@dl/lessons';

/** What an experiment gets when it is made. */
export interface ExperimentContext {
  readonly seed: number;
  readonly runtime: Runtime;
}

/** One step that was made: a `TrainReport` of `train` fits. */
export type StepReport = Frame;

/** A model in training, in the worker. */
export interface Experiment<S extends Specs, View> {
  /** One step each time that it is asked: `train(…)` as it is. */
  readonly steps: AsyncGenerator<StepReport, void, void>;
  /** Takes over settings that are `live`, between two steps. */
  update?(values: Values<S>): void;
  /** What the page is to draw now. Typed arrays are moved, not copied: make new ones each time. */
  view(): Promise<View>;
  /** Frees every tensor; `steps` has been ended before. */
  dispose(): void;
}

/** How an experiment is made: the one thing that a topic's worker says. */
export interface ExperimentDefinition<S extends Specs, View> {
  readonly settings: S;
  create(
    values: Values<S>,
    context: ExperimentContext,
  ): Experiment<S, View> | Promise<Experiment<S, View>>;
}

/** An experiment's definition, with its types found by the compiler. */
export function defineExperiment<S extends Specs, View>(
  definition: ExperimentDefinition<S, View>,
): ExperimentDefinition<S, View> {
  return definition;
}
