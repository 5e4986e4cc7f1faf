import type { TextRun } from '@dl/lessons/lstm-gru/text/run';
import type { LessonView } from '../lesson/run-lesson';

/** A passage that the network writes. */
export const textView: LessonView<TextRun> = {
  async onEnd(run, screen, { temperature }) {
    const passage = await run.passage();
    if (passage === '') return;
    screen.title(`What it writes, at temperature ${temperature}`);
    for (const line of passage.split('\n')) screen.line(line);
  },
};
