import { MultiBar } from 'cli-progress';
import picocolors from 'picocolors';
import { onExit } from 'signal-exit';
import { Pace } from './pace';
import { plotLines } from './plot-lines';
import { progressLine } from './progress-line';
import type { Screen, ScreenProgress } from './screen';
import { tableLines } from './table-lines';
import { columnsOf, type TextStream } from './text-stream';

/** The bar takes a new value after so many ms; it is asked at every step. */
const REDRAW = 50;
/** Shows the cursor, and lets lines wrap: what the bar has turned off. */
const AS_BEFORE = '\u001b[?25h\u001b[?7h\n';

/** A terminal: a bar that moves under the lines, colours if they are wanted. */
export function ttyScreen(stream: TextStream, color: boolean): Screen {
  const { bold, cyan, dim } = picocolors.createColors(color);
  const paint = { bar: cyan, pace: dim, empty: color ? ' ' : '·' };
  let bars: MultiBar | undefined;
  const line = (text: string) => {
    if (bars) bars.log(`${text}\n`);
    else stream.write(`${text}\n`);
  };
  return {
    shows: true,
    get columns() {
      return columnsOf(stream);
    },
    line,
    note: (text) => line(dim(text)),
    title(text) {
      line('');
      line(bold(text));
    },
    progress(total, start): ScreenProgress {
      const pace = new Pace(total, start);
      let [done, details] = [start, [] as readonly string[]];
      const running = new MultiBar({
        stream: stream as NodeJS.WritableStream,
        format: () => {
          const paces = { pace: pace.text(done), shortPace: pace.short(done) };
          // A column is left: some terminals wrap a full line.
          return progressLine(
            { step: done, total, details, ...paces },
            columnsOf(stream) - 1,
            paint,
          );
        },
        hideCursor: true,
        // A line above it has taken its row.
        forceRedraw: true,
        fps: 1000 / REDRAW,
        // A stop is handled by the run, which may have a checkpoint to write.
        gracefulExit: false,
      });
      // A program that forgets the bar still ends.
      running.on('update-post', () => {
        (running as unknown as { timer?: { unref?(): void } }).timer?.unref?.();
      });
      const forget = onExit(() => void stream.write(AS_BEFORE));
      const bar = running.create(total ?? 1, start);
      bars = running;
      let drawn = Number.NEGATIVE_INFINITY;
      return {
        update(step, detail) {
          const now = performance.now();
          if (now - drawn < REDRAW && step !== total) return;
          drawn = now;
          [done, details] = [step, [detail()].flat()];
          bar.update(step);
        },
        stop() {
          if (bars !== running) return;
          running.update();
          running.stop();
          forget();
          bars = undefined;
        },
      };
    },
    plot(title, points) {
      line('');
      line(bold(title));
      for (const text of plotLines(points, { columns: columnsOf(stream) })) line(text);
    },
    table(table) {
      line('');
      for (const text of tableLines(table, { columns: columnsOf(stream), color })) line(text);
    },
  };
}
