import type * as tf from '@tensorflow/tfjs-core';
import { gpuLimits } from '../gpu/gpu-limits';
import { ownOnGpu } from '../gpu/own-on-gpu';
import { ELEMENT_THREADS, ELEMENTS_EACH, elementGroups } from '../gpu/per-element';
import { type Made, runProgram } from '../gpu/run-program';
import type { GpuUpdate } from './update-rule';

/** What one parameter's update needs. */
export interface UpdateJob {
  readonly parameter: tf.Variable;
  readonly gradient: tf.Tensor;
  readonly slots: readonly tf.Variable[];
  /** `floats` of the rule. */
  readonly floats: Readonly<Record<string, number>>;
}

/**
 * Updates parameters and their slots in place: as many in one program as it may have buffers, if their floats are the same.
 */
export function updateOnGpu(rule: GpuUpdate, jobs: readonly UpdateJob[]): void {
  const [first] = jobs;
  if (first === undefined) return;
  const { buffers } = gpuLimits();
  const most = Math.max(1, Math.floor(buffers / (2 + first.slots.length)));
  const alike = new Map<string, UpdateJob[]>();
  for (const job of jobs) {
    if (job.parameter.size === 0) continue;
    const key = Object.values(job.floats).join();
    const group = alike.get(key);
    if (group === undefined) alike.set(key, [job]);
    else group.push(job);
  }
  for (const group of alike.values()) {
    for (let at = 0; at < group.length; at += most) runJobs(rule, group.slice(at, at + most));
  }
}

/** Makes all that `updateOnGpu` changes a parameter's own. */
export function ownAll(parameter: tf.Variable, slots: readonly tf.Variable[]): void {
  ownOnGpu(parameter);
  for (const slot of slots) ownOnGpu(slot);
}

function runJobs({ key, code }: GpuUpdate, jobs: readonly UpdateJob[]): void {
  const [{ floats, slots: named }] = jobs as [UpdateJob];
  const changes: Record<string, tf.Tensor> = {};
  const reads: Record<string, tf.Tensor> = {};
  const ints: Record<string, number> = {};
  let groups = 0;
  jobs.forEach(({ parameter, gradient, slots }, j) => {
    changes[`p${j}`] = parameter;
    reads[`g${j}`] = gradient;
    slots.forEach((slot, s) => {
      changes[`s${j}_${s}`] = slot;
    });
    ints[`first${j}`] = groups;
    ints[`size${j}`] = parameter.size;
    groups += elementGroups(parameter.size);
  });
  ints.groups = groups;
  runProgram<never>({
    key: `update/${key}/${jobs.length}`,
    reads,
    changes,
    makes: {} as Record<never, Made>,
    ints,
    floats,
    groups,
    threads: ELEMENT_THREADS,
    code: () => codeOf(code, jobs.length, named.length),
  });
}

/** Each group goes over a part of one parameter. */
function codeOf(body: string, count: number, slots: number): string {
  const numbers = Array.from({ length: count }, (_, j) => j);
  const places = Array.from({ length: slots }, (_, s) => s);
  const functions = numbers.map(
    (j) => `
fn update${j}(i : i32) {
  let g = g${j}[i];
  var p = p${j}[i];
${places.map((s) => `  var s${s} = s${j}_${s}[i];`).join('\n')}
${body}
  p${j}[i] = p;
${places.map((s) => `  s${j}_${s}[i] = s${s};`).join('\n')}
}`,
  );
  const choices = numbers.map(
    (j) => `
  if (group >= ints.first${j} && group < ${j + 1 < count ? `ints.first${j + 1}` : 'ints.groups'}) {
    for (var at = 0; at < ${ELEMENTS_EACH}; at++) {
      let i = ((group - ints.first${j}) * ${ELEMENTS_EACH} + at) * THREADS + thread;
      if (i < ints.size${j}) { update${j}(i); }
    }
  }`,
  );
  return `${functions.join('\n')}
fn main(group : i32, thread : i32) {${choices.join('')}
}`;
}
