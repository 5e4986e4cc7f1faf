import type { Specs, Value, Values } from '@dl/lessons';
import {
  computed,
  onActivated,
  onBeforeUnmount,
  onDeactivated,
  reactive,
  ref,
  shallowRef,
} from 'vue';
import { KIT_SETTINGS, type KitValues } from './kit-settings';
import { parseSettings } from './settings';
import { useAddress } from './use-address';
import { useRates } from './use-rates';
import { useSelfStart } from './use-self-start';
import type { LossArrays, Progress, Report, RuntimeReport } from './worker/protocol';
import { WorkerLink } from './worker-link';

/** What a page is made of: its settings, and the worker that runs its experiment. */
export interface ExperimentOptions<S extends Specs> {
  readonly settings: S;
  readonly open: () => Worker;
}

/** What went wrong in the worker. */
export type Failure = Omit<Extract<Report<unknown>, { type: 'failed' }>, 'type' | 'run'>;

/** An experiment in a worker as its page sees it: reactive state, and verbs. Its settings are in the address. */
export function useExperiment<S extends Specs, View>({ settings, open }: ExperimentOptions<S>) {
  const specs = { ...settings, ...KIT_SETTINGS };
  const values = reactive({ ...parseSettings(specs, {}).values }) as Record<string, Value>;
  const runtime = shallowRef<RuntimeReport>();
  const progress = shallowRef<Progress>();
  const history = shallowRef<LossArrays>({
    ...{ steps: new Float64Array(), losses: new Float64Array(), each: {} },
  });
  const view = shallowRef<View>();
  const failure = shallowRef<Failure>();
  const running = ref(false);
  const rates = useRates();
  /** Not on its way to a link's step, as fast as it goes. */
  let atSpeed = true;

  const worker = new WorkerLink<View>(open, take);
  const kit = () => values as unknown as KitValues;
  const own = () => Object.fromEntries(Object.keys(settings).map((k) => [k, values[k] as string]));

  function take(report: Report<View>): void {
    if (report.type === 'ready') {
      runtime.value = report.runtime;
      // What runs, not what was wanted: in the select and in the address.
      values.backend = report.runtime.backend;
    } else if (report.type === 'failed') {
      const { kind, step, message } = report;
      failure.value = { kind, step, message };
      running.value = false;
    } else {
      progress.value = report.progress;
      history.value = report.history;
      if (worker.isCurrent(report.progress)) running.value = report.progress.running;
      if (report.view !== undefined) view.value = report.view;
      if (atSpeed) rates.mark(kit().backend, report.progress.stepsPerSecond);
    }
  }

  function openWorker(): void {
    failure.value = undefined;
    runtime.value = undefined;
    progress.value = undefined;
    const { seed, backend, speed } = kit();
    worker.open({ settings: own(), seed, backend, speed });
  }

  function start(until?: number): void {
    if (failure.value) return;
    running.value = true;
    atSpeed = until === undefined;
    worker.send({ type: 'start', until });
  }

  function pause(): void {
    running.value = false;
    worker.send({ type: 'pause' });
  }

  /** A new model of the same settings and seed; it trains on if `on`. */
  function reset(on: boolean): void {
    running.value = on;
    if (failure.value?.kind === 'start') openWorker();
    else worker.reset({ settings: own(), seed: kit().seed, start: on });
    failure.value = undefined;
  }

  /** Changes settings: those that are live at once, others by a new model, another backend by a new worker. */
  function change(next: Readonly<Record<string, Value>>): void {
    const changed = Object.keys(next).filter((name) => values[name] !== next[name]);
    if (changed.length === 0) return;
    Object.assign(values, next);
    if (changed.some((name) => name !== 'backend')) rates.clear();
    if (changed.includes('backend')) {
      openWorker();
      if (running.value) start();
    } else if (changed.some((name) => specs[name]?.live !== true)) {
      reset(running.value);
    } else {
      if (changed.includes('speed')) worker.send({ type: 'speed', speed: kit().speed });
      if (changed.some((name) => name !== 'speed')) {
        worker.send({ type: 'update', settings: own() });
      }
    }
  }

  const address = useAddress(specs, values, ({ values: asked, step }) => {
    change(asked);
    if (step) begin(step);
  });
  const first = address.asked();
  Object.assign(values, first.values);
  openWorker();
  const self = useSelfStart({ start, pause, running, failure });
  if (first.step === undefined) self.arm();
  else if (first.step > 0) start(first.step);

  /** What a person asks for ends what the page does by itself. */
  function begin(until?: number): void {
    self.disarm();
    start(until);
  }

  const onVisibility = () => worker.send({ type: 'visible', visible: !document.hidden });
  document.addEventListener('visibilitychange', onVisibility);

  // A page that is left trains no further, and goes on when one comes back.
  let left = false;
  let goesOn = false;
  onDeactivated(() => {
    left = true;
    self.disarm();
    goesOn = running.value;
    if (goesOn) pause();
    address.leave();
  });
  onActivated(() => {
    if (!left) return;
    left = false;
    address.enter();
    if (goesOn) start();
  });
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', onVisibility);
    worker.close();
  });

  const state = computed(() => {
    if (failure.value) return 'failed' as const;
    if (!runtime.value || !progress.value) return 'loading' as const;
    if (running.value) return 'running' as const;
    return progress.value.step > 0 ? ('paused' as const) : ('ready' as const);
  });

  return {
    specs,
    values: values as Values<S & typeof KIT_SETTINGS>,
    notes: address.notes,
    runtime,
    progress,
    history,
    view,
    failure,
    running,
    state,
    /** How many times slower WebGPU has been here than WASM was, if it is worth a word. */
    slower: computed(() => (runtime.value?.backend === 'webgpu' ? rates.slower() : undefined)),
    /** Told what is drawn, and whether anybody sees it: a page that has not been touched trains while it is seen. */
    watch: self.watch,
    start: () => begin(),
    pause: () => {
      self.disarm();
      pause();
    },
    step: () => worker.send({ type: 'step' }),
    reset: () => {
      self.disarm();
      reset(false);
    },
    change,
    link: () => address.link(progress.value?.step ?? 0),
  };
}

/** What `useExperiment` gives. */
export type ExperimentHandle<S extends Specs = Specs, View = unknown> = ReturnType<
  typeof useExperiment<S, View>
>;
