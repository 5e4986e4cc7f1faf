const WORKERS = import.meta.glob<new (options: { name: string }) => Worker>(
  '../generated/workers/*.ts',
  { query: '?worker', import: 'default', eager: true },
);

/** The topics that have a worker: those whose packages are there. */
export const TOPICS_WITH_WORKER: ReadonlySet<string> = new Set(
  Object.keys(WORKERS).map((file) => file.replace(/^.*\/|\.ts$/g, '')),
);

/** Starts the worker of a topic, which Vite's plugin `topic-workers` has written. */
export function openWorker(topic: string): Worker {
  const Found = WORKERS[`../generated/workers/${topic}.ts`];
  if (Found === undefined) throw new Error(`openWorker: topic: expected a topic, got ${topic}`);
  return new Found({ name: topic });
}
