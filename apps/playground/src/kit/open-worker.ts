const WORKERS = import.meta.glob<new (options: { name: string }) => Worker>(
  '../generated/workers/*/*.ts',
  { query: '?worker', import: 'default', eager: true },
);

/** Starts the worker of a lesson, which Vite's plugin `topic-workers` has written: `seq2seq/phonemes`. */
export function openWorker(lesson: string): Worker {
  const Found = WORKERS[`../generated/workers/${lesson}.ts`];
  if (Found === undefined) {
    throw new Error(`openWorker: lesson: expected that of a page, got ${lesson}`);
  }
  return new Found({ name: lesson });
}
