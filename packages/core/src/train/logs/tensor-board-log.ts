import { expected } from '../../check/describe';
import { builtin } from '../../files/node-files';
import type { FitLog } from '../fit-options';
import { scalarsEvent, versionEvent } from './events';
import { figuresOf } from './report-figures';
import { type LogTarget, openSink, type Sink } from './sink';

/** Files of one moment have different numbers. */
let made = 0;

/**
 * A log of `fit` for TensorBoard: a file of events in a directory, one a run (`tensorboard --logdir runs`). Losses of training and
 * validation are one chart, `loss/train` and `loss/validation`, so are other figures.
 *
 * ```ts
 * await fit(model, data, { log: [tensorBoardLog('runs/first')], … });
 * ```
 *
 * @param target a directory, made if it is not there, in Node; or a function that takes the bytes of the file as they come
 * @throws TypeError for another target, Error for a path outside of Node
 */
export function tensorBoardLog(target: LogTarget): FitLog {
  const where = 'tensorBoardLog';
  if (target === '' || (typeof target !== 'string' && typeof target !== 'function')) {
    throw new TypeError(expected(`${where}: target`, 'a path or a function', target));
  }
  const open =
    typeof target === 'string'
      ? openerOf(where, target)
      : () => Promise.resolve(openSink(where, target));
  let sink: Promise<Sink> | undefined;
  return {
    async epoch(report) {
      sink ??= open().then(async (fresh) => {
        await fresh.write(versionEvent(Date.now() / 1000));
        return fresh;
      });
      const { epoch: _, step, ...figures } = figuresOf(report);
      const scalars = Object.entries(figures).map(([name, value]) => [tagOf(name), value] as const);
      await (await sink).write(scalarsEvent(Date.now() / 1000, step as number, scalars));
    },
  };
}

/** `loss` → `loss/train`, `validation.loss` → `loss/validation`. */
function tagOf(name: string): string {
  const held = 'validation.';
  if (name.startsWith(held)) return `${name.slice(held.length)}/validation`;
  return name === 'loss' ? 'loss/train' : name;
}

function openerOf(where: string, directory: string): () => Promise<Sink> {
  const [files, paths] = [builtin('node:fs/promises'), builtin('node:path')];
  if (files === undefined || paths === undefined) {
    throw new Error(`${where}: target: expected a function outside of Node, got a path`);
  }
  return async () => {
    await files.mkdir(directory, { recursive: true });
    const name = `events.out.tfevents.${Math.floor(Date.now() / 1000)}.dl.${process.pid}.${made++}`;
    return openSink(where, paths.join(directory, name));
  };
}
