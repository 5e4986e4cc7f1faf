import { LIMITS, within } from './within';

const SOURCE =
  'onmessage = ({ data }) => { importScripts(URL.createObjectURL(data)); postMessage(0); };';

/**
 * Resolves if a worker starts from a blob and loads another one, as those of tfjs's threads do. A page's policy may
 * forbid it without any event.
 *
 * @throws Error with the reason if no worker starts
 */
export async function expectBlobWorker(): Promise<void> {
  if (typeof Worker === 'undefined') throw new Error('expected workers, got none');
  const url = URL.createObjectURL(new Blob([SOURCE], { type: 'text/javascript' }));
  let worker: Worker | undefined;
  try {
    const answer = new Promise<unknown>((resolve, reject) => {
      worker = new Worker(url);
      worker.onmessage = resolve;
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error('expected a worker from a blob, got none: worker-src blob: allows it'));
      };
      worker.postMessage(new Blob([''], { type: 'text/javascript' }));
    });
    await within(LIMITS.answer, 'a worker from a blob', answer);
  } finally {
    worker?.terminate();
    URL.revokeObjectURL(url);
  }
}
