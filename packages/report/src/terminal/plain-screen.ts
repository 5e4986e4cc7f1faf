import stringWidth from 'string-width';
import { Pace } from './pace';
import { plotLines } from './plot-lines';
import type { Screen } from './screen';
import { tableLines } from './table-lines';
import { columnsOf, type TextStream } from './text-stream';

/** Progress is a line at each tenth of the run. */
const PARTS = 10;

/** Lines of text without colours and without anything that moves: for a pipe or a log. */
export function plainScreen(stream: TextStream): Screen {
  const line = (text: string) => void stream.write(`${text}\n`);
  const lines = (texts: readonly string[]) => {
    for (const text of texts) line(text);
  };
  return {
    shows: true,
    get columns() {
      return columnsOf(stream);
    },
    line,
    note: line,
    title(text) {
      lines(['', text]);
    },
    progress(total, start) {
      const pace = new Pace(total, start);
      let shown = partOf(start, total);
      return {
        update(step, detail) {
          const part = partOf(step, total);
          if (part <= shown) return;
          shown = part;
          const share = total && `${String(Math.floor((100 * step) / total)).padStart(3)} %  `;
          const at = total === undefined ? `step ${step}` : `step ${step} of ${total}`;
          const details = [detail()].flat();
          const text = () => [`${share ?? ''}${at}`, ...details, pace.text(step)].join('  ');
          while (details.length > 1 && stringWidth(text()) > columnsOf(stream)) details.pop();
          line(text());
        },
        stop() {},
      };
    },
    plot(title, points) {
      lines(['', title, ...plotLines(points, { columns: columnsOf(stream) })]);
    },
    table(table) {
      lines(['', ...tableLines(table, { columns: columnsOf(stream) })]);
    },
  };
}

/** Which of the moments that get a line has come: each tenth; without an end, each time that the steps have doubled. */
function partOf(step: number, total: number | undefined): number {
  if (total === undefined) return step === 0 ? 0 : Math.floor(Math.log2(step)) + 1;
  return Math.floor((step / total) * PARTS);
}
