import type { Runtime } from '@dl/core';
import { type Lesson, type LessonRun, valuesOf } from './lesson';
import type { Specs } from './settings';

/** The final figures of a run, by name. */
export type RunFigures = Readonly<Record<string, number>>;

/** What a lesson comes to, to be held against a bar: the benches have a row a claim. */
export interface Claim {
  /** `topic/name` */
  readonly id: string;
  /** What is claimed, in a line of a table. */
  readonly what: string;
  readonly lesson: Lesson;
  /** Settings that are not those of the terminal. */
  readonly preset?: string;
  readonly values?: Readonly<Record<string, number | string | boolean>>;
  /** It is run with the seeds from 1 to this one. */
  readonly seeds: number;
  readonly unit: string;
  readonly lessIsBetter?: boolean;
  /** At least this: for the ratio, or for the figure itself where there is no peer. */
  readonly atLeast?: number;
  /** Our figure and, if any, what it is held against, of the figures of all seeds. */
  figure(runs: readonly RunFigures[]): Claimed;
}

/** A figure and, if any, what it is held against. */
export interface Claimed {
  readonly ours: number;
  readonly peer?: number;
  readonly peerName?: string;
}

/** A lesson whose types are not known: what claims hold. */
export function anyLesson<S extends Specs, R extends LessonRun>(lesson: Lesson<S, R>): Lesson {
  return lesson as unknown as Lesson;
}

/** The figure of the middle seed. */
export function middle(runs: readonly RunFigures[], name: string): number {
  const values = runs.map((figures) => figures[name] as number).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] as number;
}

const running = new Map<string, Promise<RunFigures[]>>();

/** The figures of a claim's runs, whole ones; several claims of one lesson with one setting run once. */
export function figuresOf(claim: Claim, say: (text: string) => void): Promise<RunFigures[]> {
  const { lesson, preset, values, seeds } = claim;
  const key = JSON.stringify([lesson.topic, lesson.id, preset, values, seeds]);
  const found = running.get(key) ?? runSeeds(claim, say);
  running.set(key, found);
  return found;
}

async function runSeeds(claim: Claim, say: (text: string) => void): Promise<RunFigures[]> {
  const { lesson, preset, values, seeds } = claim;
  const all: RunFigures[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const run = await lesson.start(valuesOf(lesson, values as never, preset), {
      ...{ seed, runtime: {} as Runtime },
    });
    try {
      for await (const _ of run.run()) {
        // Nothing is read while it trains.
      }
      all.push((await run.score()).figures as RunFigures);
    } finally {
      run.dispose();
    }
    say(`${lesson.id}, seed ${seed}: done`);
  }
  return all;
}
