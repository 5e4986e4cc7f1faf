import { type EpochData, type FitOptions, type FitProgress, fit } from '@dl/core';
import { useCallback, useEffect, useRef, useState } from 'react';

/** How far a run is, and functions that start and stop it. */
export function useTraining<B>(model: unknown, data: EpochData<B>) {
  const [progress, setProgress] = useState<FitProgress>();
  const run = useRef(new AbortController());
  const stop = useCallback(() => run.current.abort(), []);
  const start = (options: FitOptions<B>) => {
    stop();
    run.current = new AbortController();
    const { signal } = run.current;
    return fit(model, data, { ...options, signal, progress: setProgress });
  };
  useEffect(() => stop, [stop]); // the run ends with the component
  return { progress, start, stop };
}
