import type { Runtime } from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { defineExperiment } from './experiment';
import { Host } from './host';
import type { Command, Report } from './protocol';
import { transferables } from './transferables';

interface View {
  readonly values: Float32Array;
  readonly rate: number;
}

/** Counts; its loss is NaN from step `breaks` on. It holds one tensor. */
const counter = defineExperiment({
  settings: {
    rate: { kind: 'number', label: { en: '', ja: '' }, ticks: [1], fallback: 1, live: true },
    breaks: { kind: 'number', label: { en: '', ja: '' }, ticks: [1], fallback: 1 },
  },
  create({ rate, breaks }, { seed }) {
    const held = tf.scalar(seed);
    let now = rate;
    async function* count() {
      for (let step = 1; ; step++) {
        if (step === breaks) throw new Error(`train: step ${step}: expected a finite number`);
        yield { step, loss: async () => 1 / step };
      }
    }
    return {
      steps: count(),
      update: (values) => {
        now = values.rate;
      },
      view: async (): Promise<View> => ({ values: Float32Array.of(now), rate: now }),
      dispose: () => held.dispose(),
    };
  },
});

const runtime = { backend: 'wasm', threads: 1, simd: true, isolated: false, backends: [] } as const;
const start = async () => ({ runtime: {} as Runtime, report: runtime });
type Progress = Extract<Report<View>, { type: 'progress' }>;

let reports: Report<View>[];
let host: Host<typeof counter.settings, View>;
let served: Promise<void>;
let before: number;
let order: number;

const send = (...commands: Command[]) => {
  for (const command of commands) host.receive({ ...command, order: ++order });
};
const last = () =>
  reports.filter((report): report is Progress => report.type === 'progress').at(-1);
const until = (check: (progress: Progress) => boolean) =>
  vi.waitFor(() => {
    const progress = last();
    if (!progress || !check(progress)) throw new Error('not yet');
    return progress;
  });
const OPEN: Command = {
  type: 'open',
  run: 1,
  settings: { rate: 3, breaks: 0 },
  seed: 7,
  backend: 'wasm',
  speed: 0,
};

beforeEach(() => {
  before = tf.memory().numTensors;
  reports = [];
  order = 0;
  host = new Host(counter, (message) => reports.push(message as Report<View>), start);
  served = host.serve();
});
afterEach(async () => {
  host.close();
  await served;
  expect(tf.memory().numTensors).toBe(before);
});

describe('Host', () => {
  test('opens, and says what runs and what is to be drawn', async () => {
    send(OPEN);
    const { progress, view } = await until(() => true);
    expect(reports[0]).toEqual({ type: 'ready', runtime });
    expect(progress).toMatchObject({ running: false, step: 0, loss: undefined, left: 0 });
    expect([progress.tensors, progress.order]).toEqual([before + 1, 1]);
    expect(view?.rate).toBe(3);
  });

  test('makes one step at a time, and runs to a step that it is told', async () => {
    send(OPEN, { type: 'step' }, { type: 'step' });
    expect((await until(({ progress }) => progress.step === 2)).progress.loss).toBe(1 / 2);
    send({ type: 'start', until: 250 });
    const { progress, history } = await until(({ progress }) => progress.step === 250);
    expect(progress.running).toBe(false);
    expect([history.steps.at(-1), history.losses.length]).toEqual([250, 250]);
  });

  test('pauses, and takes over a live setting without a new start', async () => {
    send(OPEN, { type: 'start' });
    await until(({ progress }) => progress.running && progress.step > 0);
    send({ type: 'pause' }, { type: 'update', settings: { rate: 9, breaks: 0 } });
    const { progress } = await until(({ view }) => view?.rate === 9);
    expect(progress.running).toBe(false);
    expect(progress.step).toBeGreaterThan(0);
  });

  test('keeps to a speed', async () => {
    send({ ...OPEN, speed: 50 }, { type: 'start' });
    const { progress } = await until(({ progress }) => progress.step >= 10);
    expect(progress.step).toBeLessThan(40);
    expect(progress.stepsPerSecond).toBeLessThan(100);
  });

  test('a reset leaves nothing of the model before, and numbers its reports', async () => {
    send(OPEN);
    for (let run = 2; run < 12; run++) {
      const again = { type: 'reset', settings: OPEN.settings, seed: run, start: true } as const;
      send({ ...again, run });
      const found = await until((report) => report.run === run && report.progress.step > 0);
      expect([found.progress.left, found.progress.tensors]).toEqual([0, before + 1]);
    }
  });

  test('draws nothing for a page that nobody sees', async () => {
    send(OPEN, { type: 'visible', visible: false }, { type: 'step' });
    expect((await until(({ progress }) => progress.step === 1)).view).toBeUndefined();
    send({ type: 'visible', visible: true });
    expect((await until(({ view }) => view !== undefined)).progress.step).toBe(1);
  });

  test('says that a run diverged and how far it came, and starts anew after a reset', async () => {
    send({ ...OPEN, settings: { rate: 1, breaks: 5 } }, { type: 'start' });
    const failed = await vi.waitFor(() => {
      const found = reports.find(({ type }) => type === 'failed');
      if (!found) throw new Error('not yet');
      return found;
    });
    expect(failed).toMatchObject({ kind: 'diverged', step: 4, run: 1 });
    expect(last()?.progress).toMatchObject({ running: false, step: 4 });
    send({ type: 'reset', run: 2, settings: OPEN.settings, seed: 1, start: false });
    await until(({ run, progress }) => run === 2 && progress.step === 0);
  });

  test('says that a backend did not start', async () => {
    const refusing = new Host(
      counter,
      (message) => reports.push(message as Report<View>),
      () => Promise.reject(new Error('no')),
    );
    const serving = refusing.serve();
    refusing.receive({ ...OPEN, order: 1 });
    await vi.waitFor(() => {
      expect(reports).toContainEqual({
        type: 'failed',
        run: 1,
        kind: 'start',
        step: 0,
        message: 'no',
      });
    });
    refusing.close();
    await serving;
  });
});

describe('transferables', () => {
  test('are the buffers of a tree, each once', () => {
    const [a, b] = [new Float32Array(2), new Uint8Array(3)];
    const tree = { a, deep: [{ b }, a], text: 'x', none: null, missing: undefined };
    expect(transferables(tree)).toEqual([a.buffer, b.buffer]);
  });
});
