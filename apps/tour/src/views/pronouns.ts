import type { PronounRun } from '@dl/lessons/attention/pronouns/run';
import type { LessonView } from '../lesson/run-lesson';
import { percent } from '../terminal/format';
import { heatMapLines } from '../terminal/heat-map';

/** What each word of the sentence stands for, and where the first head looks. */
export const pronounsView: LessonView<PronounRun> = {
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
    for (const line of heatMapLines({ rows: names, columns: names, values })) screen.line(line);
  },
};
