import { type EpochData, type FitOptions, type FitProgress, fit } from '@dl/core';
import { onScopeDispose, shallowRef } from 'vue';

/** How far a run is, and functions that start and stop it. */
export function useTraining<B>(model: unknown, data: EpochData<B>) {
  const progress = shallowRef<FitProgress>();
  let run = new AbortController();
  const stop = () => run.abort();
  const show = (now: FitProgress) => {
    progress.value = now;
  };
  const start = (options: FitOptions<B>) => {
    stop();
    run = new AbortController();
    return fit(model, data, { ...options, signal: run.signal, progress: show });
  };
  onScopeDispose(stop); // the run ends with the component
  return { progress, start, stop };
}
