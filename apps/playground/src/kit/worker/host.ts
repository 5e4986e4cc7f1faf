import type { Specs, Values } from '@dl/lessons';
import { RunHistory } from '@dl/report/history';
import * as tf from '@tensorflow/tfjs-core';
import type { Experiment, ExperimentDefinition } from './experiment';
import type { LossArrays, Ordered, Report, Settings } from './protocol';
import { Pace, Rate } from './rate';
import type { startBackend } from './start-backend';
import { transferables } from './transferables';

/** Between two reports of numbers, and between two with what is drawn, in ms. */
const REPORT_EVERY = 80;
const VIEW_EVERY = 160;
/** How long steps run before commands are looked at, in ms. */
const SLICE = 12;

/** Where reports go: the worker's global, or a test's. */
export type Post = (message: unknown, transfer: ArrayBuffer[]) => void;

/** Runs one experiment at a time as its page commands, in a worker. */
export class Host<S extends Specs, View> {
  readonly #queue: Ordered[] = [];
  #wake: (() => void) | undefined;
  #experiment: Experiment<S, View> | undefined;
  #context: Parameters<ExperimentDefinition<S, View>['create']>[1] | undefined;
  #history = new RunHistory();
  readonly #rate = new Rate();
  #pace = new Pace(0);
  #speed = 0;
  #until: number | undefined;
  #running = false;
  #visible = true;
  #run = 0;
  #order = 0;
  #step = 0;
  #loss: number | undefined;
  #base = 0;
  #left = 0;
  #reported = 0;
  /** When the next view is due. */
  #nextView = 0;
  #closed = false;

  constructor(
    readonly definition: ExperimentDefinition<S, View>,
    readonly post: Post,
    readonly start: typeof startBackend,
  ) {}

  /** Takes a command; it is obeyed between two steps. */
  receive(command: Ordered): void {
    this.#queue.push(command);
    this.#wake?.();
  }

  /** Obeys until `close`. */
  async serve(): Promise<void> {
    while (!this.#closed) {
      const command = this.#queue.shift();
      try {
        if (command) await this.#obey(command);
        else if (this.#running) await this.#advance();
        else await this.#sleep();
      } catch (error) {
        await this.#fail(error as Error, command?.type === 'open' ? 'start' : 'stopped');
      }
    }
    await this.#end();
  }

  /** Ends `serve`, and frees what there is. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  async #obey(command: Ordered): Promise<void> {
    this.#order = command.order;
    switch (command.type) {
      case 'open': {
        this.#run = command.run;
        const { runtime, report } = await this.start(command.backend);
        this.#context = { runtime, seed: command.seed };
        this.#speed = command.speed;
        this.#send({ type: 'ready', runtime: report });
        this.#base = tf.memory().numTensors;
        await this.#create(command.settings);
        return this.#report(true);
      }
      case 'reset': {
        if (!this.#context) return;
        this.#running = false;
        this.#run = command.run;
        this.#context = { ...this.#context, seed: command.seed };
        await this.#create(command.settings);
        await this.#report(true);
        if (command.start) this.#go(undefined);
        return;
      }
      case 'start':
        return this.#go(command.until);
      case 'pause':
        this.#running = false;
        return this.#report(true);
      case 'step':
        if (this.#running || !this.#experiment) return;
        this.#loss = await this.#next(true);
        return this.#report(true);
      case 'update':
        this.#experiment?.update?.(command.settings as Values<S>);
        if (!this.#running) await this.#report(true);
        return;
      case 'speed':
        this.#speed = command.speed;
        if (this.#running && this.#until === undefined) this.#setPace(command.speed);
        return;
      case 'visible':
        this.#visible = command.visible;
        if (command.visible) await this.#report(true);
    }
  }

  /** A new model in place of the one that there is. */
  async #create(settings: Settings): Promise<void> {
    await this.#end();
    this.#left = tf.memory().numTensors - this.#base;
    this.#history = new RunHistory();
    this.#step = 0;
    this.#loss = undefined;
    if (!this.#context) return;
    this.#experiment = await this.definition.create(settings as Values<S>, this.#context);
  }

  async #end(): Promise<void> {
    const experiment = this.#experiment;
    this.#experiment = undefined;
    await experiment?.steps.return();
    experiment?.dispose();
  }

  #go(until: number | undefined): void {
    if (!this.#experiment || (until !== undefined && until <= this.#step)) return;
    this.#running = true;
    this.#until = until;
    this.#rate.clear();
    this.#setPace(until === undefined ? this.#speed : 0);
  }

  #setPace(speed: number): void {
    this.#pace = new Pace(speed);
    this.#pace.begin(performance.now());
  }

  /** The steps that are due, for a slice of time at most. */
  async #advance(): Promise<void> {
    const from = performance.now();
    let due = this.#pace.due(from);
    if (due < 1) return this.#sleep(8);
    while (this.#running && due-- > 0 && performance.now() - from < SLICE) {
      await this.#next(tf.getBackend() !== 'webgpu' || from - this.#reported >= REPORT_EVERY);
      this.#pace.count();
      if (this.#step === this.#until) this.#running = false;
    }
    const now = performance.now();
    this.#rate.mark(now, this.#step);
    if (!this.#running) await this.#report(true);
    else if (now - this.#reported >= REPORT_EVERY) {
      await this.#report(now >= this.#nextView);
    }
    // A command can only arrive between two tasks.
    await new Promise((resolve) => setTimeout(resolve));
  }

  /** One step. A GPU is made to wait only for a loss that is asked for. */
  async #next(readLoss: boolean): Promise<number | undefined> {
    const { value, done } = (await this.#experiment?.steps.next()) ?? { done: true };
    if (done || !value) {
      this.#running = false;
      return this.#loss;
    }
    this.#step = value.step;
    if (!readLoss) return this.#loss;
    this.#loss = await value.loss();
    this.#history.add(value.step, { ...(await value.losses?.()), loss: this.#loss });
    return this.#loss;
  }

  async #report(withView: boolean): Promise<void> {
    if (!this.#experiment) return;
    this.#reported = performance.now();
    const draws = withView && this.#visible;
    const view = draws ? await this.#experiment.view() : undefined;
    // However long a view takes, most of the time is the training's.
    if (draws)
      this.#nextView =
        performance.now() + Math.max(VIEW_EVERY, 3 * (performance.now() - this.#reported));
    const { numTensors, numBytes } = tf.memory();
    this.#send({
      type: 'progress',
      run: this.#run,
      progress: {
        running: this.#running,
        step: this.#step,
        loss: this.#loss,
        stepsPerSecond: this.#running ? this.#rate.perSecond() : undefined,
        tensors: numTensors,
        bytes: numBytes,
        left: this.#left,
        order: this.#order,
      },
      history: lossesOf(this.#history),
      view,
    });
  }

  async #fail(error: Error, kind: 'start' | 'stopped'): Promise<void> {
    this.#running = false;
    // How far it came; what would be drawn may be what fails.
    await this.#report(false);
    const { message } = error;
    const diverged = /expected a finite number/.test(message);
    const what = diverged ? 'diverged' : kind;
    this.#send({ type: 'failed', run: this.#run, kind: what, step: this.#step, message });
  }

  #send(report: Report<View>): void {
    this.post(report, transferables(report));
  }

  /** Until a command comes, or for `ms`. */
  #sleep(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => this.#wake?.(), ms);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}

/** The loss of training, and those of each in a contest. */
function lossesOf(history: RunHistory): LossArrays {
  const { steps, values } = history.arrays();
  const { loss = new Float64Array(), ...each } = values;
  return { steps, losses: loss, each };
}
