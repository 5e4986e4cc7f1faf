import { percent } from '@dl/lessons';
import { pronouns } from '@dl/lessons/attention/pronouns/lesson';
import type { PronounRun } from '@dl/lessons/attention/pronouns/run';
import { reversal } from '@dl/lessons/attention/reversal/lesson';
import type { ReversalRun } from '@dl/lessons/attention/reversal/run';
import { letterOf } from '@dl/lessons/attention/reversal/sequences';
import { heatMapLines } from '@dl/report';
import type { Topic } from '../command/topic';
import { type LessonView, taskOf } from '../lesson/run-lesson';

/** What each word of the sentence stands for, and where the first head looks. */
const pronounsView: LessonView<PronounRun> = {
  async onEnd(run, screen) {
    const { words, weights } = await run.view();
    if (words.length === 0) return;
    screen.title('What each word stands for, and where the first head looks');
    for (const { word, known, answer, share } of words) {
      screen.line(`${word}${known ? '' : ' (unknown)'}: ${answer} (${percent(share)})`);
    }
    screen.line('');
    const names = words.map(({ word }) => word.slice(0, 1));
    const values = weights.subarray(0, words.length ** 2);
    for (const line of heatMapLines(
      { rows: names, columns: names, values },
      { columns: screen.columns },
    ))
      screen.line(line);
  },
};

/** Accuracy by length, and where the decoder looks while it says each symbol of a sequence. */
const reversalView: LessonView<ReversalRun> = {
  async onEnd(run, screen) {
    for (const name of ['fixed', 'attention'] as const) {
      const points = run.found.map((entry) => [entry.length, entry[name].exact] as const);
      screen.plot(`Share of sequences that are right, by length: ${run.names[name].en}`, points);
    }
    const { read, spoken, weights } = await run.look();
    screen.title('Where it looks: a row is what it says, a column what it has read');
    const [columns, rows] = [Array.from(read, letterOf), Array.from(spoken, letterOf)];
    for (const line of heatMapLines(
      { rows, columns, values: weights },
      { columns: screen.columns },
    ))
      screen.line(line);
  },
};

/** Attention. */
export const topic: Topic = {
  description: 'attention against a code of fixed length, as sequences grow',
  tasks: { reversal: taskOf(reversal, reversalView), pronouns: taskOf(pronouns, pronounsView) },
};
