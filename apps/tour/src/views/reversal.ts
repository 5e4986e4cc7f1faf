import type { ReversalRun } from '@dl/lessons/attention/reversal/run';
import { letterOf } from '@dl/lessons/attention/reversal/sequences';
import type { LessonView } from '../lesson/run-lesson';
import { heatMapLines } from '../terminal/heat-map';

/** Accuracy by length, and where the decoder looks while it says each symbol of a sequence. */
export const reversalView: LessonView<ReversalRun> = {
  async onEnd(run, screen) {
    for (const name of ['fixed', 'attention'] as const) {
      const points = run.found.map((entry) => [entry.length, entry[name].exact] as const);
      screen.plot(`Share of sequences that are right, by length: ${run.names[name].en}`, points);
    }
    const { read, spoken, weights } = await run.look();
    screen.title('Where it looks: a row is what it says, a column what it has read');
    const [columns, rows] = [Array.from(read, letterOf), Array.from(spoken, letterOf)];
    for (const line of heatMapLines({ rows, columns, values: weights })) screen.line(line);
  },
};
