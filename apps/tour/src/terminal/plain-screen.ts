import { curveLines } from './curve';
import { Pace } from './pace';
import type { Screen } from './screen';
import { tableLines } from './table';

/** Progress is a line at each tenth of the run. */
const PARTS = 10;

/** Lines of text without colours and without anything that moves: for a pipe or a log. */
export function plainScreen(stream: { write(text: string): unknown }): Screen {
  const line = (text: string) => void stream.write(`${text}\n`);
  return {
    shows: true,
    line,
    note: line,
    title(text) {
      line('');
      line(text);
    },
    progress(total, start) {
      const pace = new Pace(total, start);
      let shown = Math.floor((start / total) * PARTS);
      return {
        update(step, detail) {
          const part = Math.floor((step / total) * PARTS);
          if (part <= shown) return;
          shown = part;
          const share = String(Math.floor((100 * step) / total)).padStart(3);
          line(`${share} %  step ${step} of ${total}  ${detail()}  ${pace.text(step)}`);
        },
        stop() {},
      };
    },
    plot(title, curve) {
      line('');
      line(title);
      for (const text of curveLines(curve, 80)) line(text);
    },
    table(table) {
      line('');
      for (const text of tableLines(table)) line(text);
    },
  };
}
