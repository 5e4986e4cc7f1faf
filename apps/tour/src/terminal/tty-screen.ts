import type { WriteStream } from 'node:tty';
import { MultiBar } from 'cli-progress';
import picocolors from 'picocolors';
import { curveLines } from './curve';
import { Pace } from './pace';
import type { Progress, Screen } from './screen';
import { tableLines } from './table';

/** The bar takes a new value after so many ms; it is asked at every step. */
const REDRAW = 50;

/** A terminal: a bar that moves under the lines, colours if they are wanted. */
export function ttyScreen(stream: WriteStream, coloured: boolean): Screen {
  const { bold, cyan, dim, green } = picocolors.createColors(coloured);
  const columns = () => stream.columns || 80;
  let bars: MultiBar | undefined;
  const line = (text: string) => {
    if (bars) bars.log(`${text}\n`);
    else stream.write(`${text}\n`);
  };
  return {
    shows: true,
    line,
    note: (text) => line(dim(text)),
    title(text) {
      line('');
      line(bold(text));
    },
    progress(total, start): Progress {
      const pace = new Pace(total, start);
      const format = `${cyan('{bar}')} {percentage} %  {value}/{total}  {detail}  ${dim('{pace}')}`;
      const running = new MultiBar({
        stream,
        format,
        barsize: Math.max(8, Math.min(30, columns() - 70)),
        barCompleteChar: '━',
        barIncompleteChar: coloured ? ' ' : '·',
        hideCursor: true,
        fps: 1000 / REDRAW,
        // A stop is handled by the run, which still has a checkpoint to write.
        gracefulExit: false,
      });
      const payload = { detail: '', pace: pace.text(start) };
      const bar = running.create(total, start, payload);
      bars = running;
      let drawn = 0;
      return {
        update(step, detail) {
          const now = performance.now();
          if (now - drawn < REDRAW && step < total) return;
          drawn = now;
          bar.update(step, { detail: detail(), pace: pace.text(step) });
        },
        stop() {
          if (bars !== running) return;
          running.update();
          running.stop();
          bars = undefined;
        },
      };
    },
    plot(title, curve) {
      line('');
      line(bold(title));
      for (const text of curveLines(curve, columns())) line(text);
    },
    table(table) {
      line('');
      for (const text of tableLines(table, { head: bold, strong: green })) line(text);
    },
  };
}
