import type { Lesson, LessonRun, Specs } from '@dl/lessons';
import { experimentOf } from './experiment-of';
import { Host } from './host';
import type { Ordered } from './protocol';
import { startBackend } from './start-backend';

interface WorkerGlobal {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<Ordered>) => void): void;
}

/**
 * Makes this worker run a lesson as its page commands. The worker of a topic calls it, and does nothing else.
 *
 * @param start the lesson's own, with what it loads imported: a worker of one file is smaller than of two
 */
export function serve<S extends Specs, R extends LessonRun>(
  lesson: Lesson<S, R>,
  start: Lesson<S, R>['start'],
): void {
  const worker = globalThis as unknown as WorkerGlobal;
  const post = (message: unknown, transfer: ArrayBuffer[]) => worker.postMessage(message, transfer);
  const host = new Host(experimentOf({ ...lesson, start }), post, startBackend);
  worker.addEventListener('message', ({ data }) => host.receive(data));
  void host.serve();
}
