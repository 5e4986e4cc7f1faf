/** Time limits, in ms, of the steps of a start that wait for something outside. */
export const LIMITS = {
  /** A GPU adapter, or a worker: they answer at once, or not at all. */
  answer: 10_000,
  /** A file of half a megabyte, and a GPU that starts. */
  start: 30_000,
} as const;

/**
 * What `work` resolves with, within `limit` ms.
 *
 * @throws Error `expected an adapter within 10 s, got no answer`, after which nobody waits for `work`
 */
export async function within<T>(limit: number, what: string, work: PromiseLike<T> | T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<never>((_, reject) => {
    const late = () =>
      reject(new Error(`expected ${what} within ${limit / 1000} s, got no answer`));
    timer = setTimeout(late, limit);
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}
