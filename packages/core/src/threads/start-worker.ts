import { builtin } from '../engine/builtin';
import { isNode } from '../engine/detect';
import { workerText } from '../generated/worker-text';
import type { Message } from './words';

/** A thread of its own, in Node or in a page. */
export interface Thread {
  tell(message: Message): void;
  end(): void;
}

/**
 * Starts a worker. `lost` is called when it is no more, or does not start: with a reason, and once. It keeps no process alive.
 *
 * @throws Error where there are no workers
 */
export function startWorker(lost: (reason: string) => void): Thread {
  return isNode() ? nodeWorker(lost) : pageWorker(lost);
}

function nodeWorker(lost: (reason: string) => void): Thread {
  const { Worker: NodeWorker } = builtin('node:worker_threads');
  // Not the options of this process: an --import would run in each worker.
  const worker = new NodeWorker(workerText, { eval: true, execArgv: [], stdout: false });
  worker.unref();
  worker.on('error', (error) => lost(String(error)));
  worker.on('exit', (code) => lost(`a worker ended with code ${code}`));
  return {
    tell: (message) => worker.postMessage(message),
    end: () => void worker.terminate(),
  };
}

/** From the file beside core's own, which every policy allows that allows core; else from the text, as of another origin. */
function pageWorker(lost: (reason: string) => void): Thread {
  const said: Message[] = [];
  const ways = [() => new Worker(besideCore()), () => new Worker(blobOf(workerText))];
  let worker: Worker | undefined;
  const next = (): void => {
    worker?.terminate();
    const way = ways.shift();
    if (way === undefined) {
      lost('workers do not start: worker-src of the page forbids them');
      return;
    }
    try {
      worker = way();
    } catch {
      next();
      return;
    }
    worker.onerror = (event) => {
      event.preventDefault();
      next();
    };
    for (const message of said) worker.postMessage(message);
  };
  next();
  return {
    tell(message) {
      said.push(message);
      worker?.postMessage(message);
    },
    end: () => worker?.terminate(),
  };
}

/** Written as bundlers recognise it, so that they emit the file. */
function besideCore(): URL {
  return new URL('./kernel-worker.js', import.meta.url);
}

function blobOf(text: string): string {
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
}
