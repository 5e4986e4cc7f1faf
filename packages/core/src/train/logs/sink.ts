import { expected } from '../../check/describe';
import { builtin } from '../../files/node-files';

/** Where a log goes: a file's path, in Node; or a function that is given what comes next. */
export type LogTarget = string | ((chunk: Uint8Array) => void | Promise<void>);

/** Takes what comes next. */
export interface Sink {
  /** Whether something is there already: a run that goes on. */
  isFresh(): Promise<boolean>;
  write(chunk: Uint8Array): Promise<void>;
}

/** @throws TypeError for another target, Error for a path where there are no files */
export function openSink(where: string, target: LogTarget): Sink {
  if (typeof target === 'function') {
    return {
      isFresh: () => Promise.resolve(true),
      async write(chunk) {
        await target(chunk);
      },
    };
  }
  if (typeof target !== 'string' || target === '') {
    throw new TypeError(expected(`${where}: target`, 'a path or a function', target));
  }
  const files = builtin('node:fs/promises');
  if (files === undefined)
    throw new Error(`${where}: target: expected a function outside of Node, got a path`);
  return {
    async isFresh() {
      // A file that is not there is fresh; one that cannot be looked at says so when it is written.
      const found = await files.stat(target).catch(() => undefined);
      return found === undefined || found.size === 0;
    },
    // Opened for each epoch: nothing is left open, and nothing lost where the process ends.
    write: (chunk) => files.appendFile(target, chunk),
  };
}
