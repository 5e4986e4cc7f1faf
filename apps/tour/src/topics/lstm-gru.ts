import { adding } from '@dl/lessons/lstm-gru/adding/lesson';
import { counts } from '@dl/lessons/lstm-gru/counts/lesson';
import { tagging } from '@dl/lessons/lstm-gru/tagging/lesson';
import { text } from '@dl/lessons/lstm-gru/text/lesson';
import type { TextRun } from '@dl/lessons/lstm-gru/text/run';
import { defineTask, type Task, type Topic } from '../command/topic';
import { type LessonView, taskOf } from '../lesson/run-lesson';

/** A passage that the network writes. */
const textView: LessonView<TextRun> = {
  async onEnd(run, screen, { temperature }) {
    const passage = await run.passage();
    if (passage === '') return;
    screen.title(`What it writes, at temperature ${temperature}`);
    for (const line of passage.split('\n')) screen.line(line);
  },
};

const TASKS: Readonly<Record<string, Task>> = {
  adding: taskOf(adding),
  text: taskOf(text, textView),
  tagging: taskOf(tagging),
  counts: taskOf(counts),
};

/** Recurrent networks with gates. */
export const topic: Topic = {
  description: 'gates: the adding problem, text by characters, parts of speech',
  tasks: {
    all: defineTask({
      description: 'all of the following, one after the other, with their defaults',
      options: {},
      run: async (context) => (await import('../lesson/run-all')).runAll(context, TASKS),
    }),
    ...TASKS,
  },
};
