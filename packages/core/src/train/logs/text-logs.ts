import type { EpochReport } from '../epoch-report';
import type { FitLog } from '../fit-options';
import { figuresOf } from './report-figures';
import { type LogTarget, openSink } from './sink';

/**
 * A log of `fit` as CSV: a line an epoch, after a head line, which a file that is there already keeps: a run that goes on appends to it.
 *
 * ```ts
 * await fit(model, data, { log: [csvLog('run.csv')], … });
 * ```
 *
 * @param target a path, in Node; or a function that takes the bytes of each line
 * @throws TypeError for another target, Error for a path outside of Node
 */
export function csvLog(target: LogTarget): FitLog {
  const sink = openSink('csvLog', target);
  let names: string[] | undefined;
  return {
    async epoch(report) {
      const figures = figuresOf(report);
      if (names === undefined) {
        names = Object.keys(figures);
        if (await sink.isFresh()) await sink.write(lineOf(names.map(cellOf).join(',')));
      }
      await sink.write(lineOf(names.map((name) => figures[name] ?? '').join(',')));
    },
  };
}

/**
 * A log of `fit` as JSON lines: an object an epoch. NaN and infinities are null.
 *
 * @param target a path, in Node; or a function that takes the bytes of each line
 * @throws TypeError for another target, Error for a path outside of Node
 */
export function jsonLinesLog(target: LogTarget): FitLog {
  const sink = openSink('jsonLinesLog', target);
  return { epoch: (report: EpochReport) => sink.write(lineOf(JSON.stringify(report))) };
}

function lineOf(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\n`);
}

/** A name as CSV has it. */
function cellOf(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
