import type { Browser, Page } from 'playwright';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Its time on the processor, in µs. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/**
 * Tasks of pages' main threads in `ms`, and the longest, in ms of its time on the processor: what else runs on this
 * machine does not count.
 */
export async function mainThreadTasks(
  browser: Browser,
  page: Page,
  ms: number,
): Promise<{ tasks: number; longest: number }> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await page.waitForTimeout(ms);
  const trace = await browser.stopTracing();
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const durations = traceEvents
    .filter(({ name, pid, tid }) => name.endsWith('RunTask') && threads.has(`${pid} ${tid}`))
    .flatMap(({ tdur }) => (tdur === undefined ? [] : [tdur / 1000]));
  return { tasks: durations.length, longest: Math.max(...durations) };
}
