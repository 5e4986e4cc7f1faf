import {
  type Frame,
  type Lesson,
  type LessonRun,
  type Spec,
  type Specs,
  settingsFor,
  type Value,
} from '@dl/lessons';
import type { Screen } from '@dl/report';
import { defineTask, type Metrics, type Task, type TaskContext } from '../command/topic';
import { runFrames, type TrainingRun } from '../training/run-frames';
import { optionsOf, valuesFrom } from './lesson-options';
import { tableOf } from './score-table';

/** What the terminal shows of one lesson beside bar, curve and table. */
export interface LessonView<R extends LessonRun> {
  /** Called after every step; the loss of one that is shown is read by it. */
  onFrame?(
    frame: Frame,
    run: R,
    screen: Screen,
    values: Readonly<Record<string, Value>>,
  ): Promise<void>;
  /** Called below the table. */
  onEnd?(run: R, screen: Screen, values: Readonly<Record<string, Value>>): Promise<void>;
}

/** A lesson as a task of the tour. */
export function taskOf<S extends Specs, R extends LessonRun>(
  lesson: Lesson<S, R>,
  view?: LessonView<R>,
): Task {
  const known = lesson as unknown as Lesson<Specs, R>;
  return defineTask({
    description: lesson.summary.en,
    options: optionsOf(known),
    run: (context) => runLesson(known, context as TaskContext, view),
  });
}

/** Trains, with a bar; then draws the loss, and scores what was learned. */
async function runLesson<R extends LessonRun>(
  lesson: Lesson<Specs, R>,
  context: TaskContext,
  view: LessonView<R> | undefined,
): Promise<Metrics> {
  const { options, runtime, screen, signal } = context;
  const values = valuesFrom(lesson, options);
  screen.title(lesson.title.en);
  screen.note(settingsLine(lesson, values));
  const run = await lesson.start(values as never, { seed: options.seed, runtime });
  for (const text of run.about ?? []) screen.note(text.en);
  try {
    const training = await runFrames(context, {
      run,
      onFrame: async (frame) => {
        if (screen.shows) await view?.onFrame?.(frame, run, screen, values);
      },
    });
    screen.note('testing');
    const score = await run.score(signal);
    if (signal.aborted) await training.stop();
    const { loss, seconds, stepsPerSecond } = training;
    plotLosses(screen, run, training);
    screen.table(tableOf(score));
    for (const remark of score.remarks ?? []) screen.line(remark.en);
    if (screen.shows) await view?.onEnd?.(run, screen, values);
    const own = Object.keys(settingsFor(lesson.settings, 'terminal'));
    const asked = Object.fromEntries(own.map((name) => [name, values[name] as Value]));
    return { ...asked, ...score.figures, loss, seconds, stepsPerSecond };
  } finally {
    run.dispose();
  }
}

/** One curve, or one for each in a contest. */
function plotLosses(
  screen: Screen,
  { lossLabel, names }: LessonRun,
  { curve, curves }: TrainingRun,
): void {
  const own = Object.entries(names ?? {}).map(([name, text]) => {
    return [`Loss of the ${text.en}`, curves[name] ?? []] as const;
  });
  for (const [title, points] of own.length > 0 ? own : [['Loss', curve] as const]) {
    if (points.length > 1) screen.plot(`${title} (${lossLabel.en}) by step`, points);
  }
}

/** `bits of the sum 8, hidden units 16, activation sigmoid …`: what is off is left out. */
function settingsLine({ settings }: Lesson, values: Readonly<Record<string, Value>>): string {
  return Object.entries(settingsFor(settings, 'terminal') as Specs)
    .flatMap(([name, spec]) => {
      const value = values[name];
      if (spec.quiet || value === false || value === 0 || value === undefined) return [];
      const label = spec.label.en.charAt(0).toLowerCase() + spec.label.en.slice(1);
      return [value === true ? label : `${label} ${textOf(spec, value)}`];
    })
    .join(', ');
}

function textOf(spec: Spec, value: Value): string {
  if (spec.kind !== 'choice') return String(value);
  return spec.options.find((option) => option.value === value)?.label.en ?? String(value);
}
