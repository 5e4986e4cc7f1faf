import {
  computed,
  onActivated,
  onBeforeUnmount,
  onDeactivated,
  reactive,
  ref,
  shallowRef,
  watch,
} from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { keptQuery } from '../shell/preferences';
import { KIT_SETTINGS, type KitValues } from './kit-settings';
import { type Note, parseSettings, type Query, type Specs, toQuery, type Values } from './settings';
import type { Command, LossArrays, Progress, Report, RuntimeReport } from './worker/protocol';

/** What a page is made of: its settings, and the worker that runs its experiment. */
export interface ExperimentOptions<S extends Specs> {
  readonly settings: S;
  readonly open: () => Worker;
}

/** What went wrong in the worker. */
export type Failure = Omit<Extract<Report<unknown>, { type: 'failed' }>, 'type' | 'run'>;

/** The most steps that a link may ask to be run at once. */
const FURTHEST = 200_000;

/** An experiment in a worker as its page sees it: reactive state, and verbs. Its settings are in the address. */
export function useExperiment<S extends Specs, View>({ settings, open }: ExperimentOptions<S>) {
  const route = useRoute();
  const router = useRouter();
  const specs = { ...settings, ...KIT_SETTINGS };
  const { path } = route;

  const first = parseSettings(specs, route.query);
  const values = reactive({ ...first.values }) as Record<string, string | number>;
  const notes = ref<Note[]>(first.notes);
  const runtime = shallowRef<RuntimeReport>();
  const progress = shallowRef<Progress>();
  const history = shallowRef<LossArrays>({ steps: new Float64Array(), losses: new Float64Array() });
  const view = shallowRef<View>();
  const failure = shallowRef<Failure>();
  const running = ref(false);

  let run = 0;
  let worker: Worker | undefined;
  let active = true;
  let goesOn = false;
  let written = '';

  const kit = () => values as unknown as KitValues;
  const own = () => Object.fromEntries(Object.keys(settings).map((k) => [k, values[k] as string]));
  const send = (command: Command) => worker?.postMessage(command);

  /** A new worker: its predecessor's memory goes with it. */
  function openWorker(): void {
    worker?.terminate();
    worker = open();
    runtime.value = undefined;
    progress.value = undefined;
    const mine = worker;
    mine.addEventListener('message', ({ data }: MessageEvent<Report<View>>) => {
      if (mine === worker) take(data);
    });
    mine.addEventListener('error', (event) => {
      event.preventDefault();
      if (mine !== worker) return;
      fail({ kind: 'start', step: 0, message: event.message ?? '' });
    });
    const { seed, backend, speed } = kit();
    send({ type: 'open', run: ++run, settings: own(), seed, backend, speed });
    send({ type: 'visible', visible: !document.hidden });
  }

  function take(report: Report<View>): void {
    if (report.type === 'ready') {
      runtime.value = report.runtime;
      // The address says what runs, so that the select does too.
      values.backend = report.runtime.backend;
      return;
    }
    if (report.run !== run) return;
    if (report.type === 'failed') {
      fail(report);
      return;
    }
    progress.value = report.progress;
    history.value = report.history;
    running.value = report.progress.running;
    if (report.view !== undefined) view.value = report.view;
  }

  function fail({ kind, step, message }: Failure): void {
    failure.value = { kind, step, message };
    running.value = false;
  }

  function start(until?: number): void {
    if (failure.value) return;
    running.value = true;
    send({ type: 'start', until });
  }

  function pause(): void {
    running.value = false;
    send({ type: 'pause' });
  }

  function step(): void {
    send({ type: 'step' });
  }

  /** A new model of the same settings and seed; it trains on if `on`. */
  function reset(on = false): void {
    const begun = failure.value?.kind === 'start';
    failure.value = undefined;
    running.value = on;
    if (begun) openWorker();
    else send({ type: 'reset', run: ++run, settings: own(), seed: kit().seed, start: on });
  }

  /** Changes settings: those that are live at once, others by a new model, another backend by a new worker. */
  function change(next: Readonly<Record<string, string | number>>): void {
    const changed = Object.keys(next).filter((name) => values[name] !== next[name]);
    if (changed.length === 0) return;
    Object.assign(values, next);
    if (changed.includes('backend')) {
      const on = running.value;
      failure.value = undefined;
      openWorker();
      if (on) start();
    } else if (changed.some((name) => specs[name]?.live !== true)) reset(running.value);
    else {
      if (changed.includes('speed')) send({ type: 'speed', speed: kit().speed });
      if (changed.some((name) => name !== 'speed')) send({ type: 'update', settings: own() });
    }
  }

  /** The address of what is seen now: at the same step. */
  function link(): string {
    const step = Math.min(progress.value?.step ?? 0, FURTHEST);
    const { embed: _, ...kept } = keptQuery(route.query);
    const query = { ...kept, ...toQuery(values), ...(step > 0 && { step: String(step) }) };
    return new URL(router.resolve({ path, query }).href, location.href).href;
  }

  /** The step that an address asks to be run to. */
  function readStep(query: Query): number {
    const step = typeof query.step === 'string' ? Number(query.step) : 0;
    return Number.isSafeInteger(step) && step > 0 ? Math.min(step, FURTHEST) : 0;
  }

  function writeAddress(): void {
    if (!active || route.path !== path) return;
    const query = { ...keptQuery(route.query), ...toQuery(values) };
    written = JSON.stringify(query);
    if (written !== JSON.stringify(route.query)) void router.replace({ path, query });
  }

  function readAddress(query: Query): void {
    const read = parseSettings(specs, { ...toQuery(values), ...query });
    notes.value = [...read.notes];
    change(read.values);
    const until = readStep(query);
    if (until > 0) start(until);
    writeAddress();
  }

  const onVisibility = () => send({ type: 'visible', visible: !document.hidden });
  document.addEventListener('visibilitychange', onVisibility);
  watch(values, writeAddress);
  watch(
    () => route.query,
    (query) => {
      if (!active || route.path !== path || JSON.stringify(query) === written) return;
      readAddress(query);
    },
  );

  openWorker();
  const until = readStep(route.query);
  if (until > 0) start(until);
  void router.isReady().then(writeAddress);

  // A page that is left trains no further, and goes on when one comes back.
  onDeactivated(() => {
    active = false;
    goesOn = running.value;
    if (goesOn) pause();
  });
  onActivated(() => {
    if (active) return;
    active = true;
    readAddress(route.query);
    if (goesOn) start();
  });
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', onVisibility);
    worker?.terminate();
    worker = undefined;
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
    notes,
    runtime,
    progress,
    history,
    view,
    failure,
    running,
    state,
    start: () => start(),
    pause,
    step,
    reset: () => reset(false),
    change,
    link,
  };
}

/** What `useExperiment` gives. */
export type ExperimentHandle<S extends Specs = Specs, View = unknown> = ReturnType<
  typeof useExperiment<S, View>
>;
