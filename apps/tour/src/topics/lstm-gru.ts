import { adding } from '@dl/lessons/lstm-gru/adding/lesson';
import { counts } from '@dl/lessons/lstm-gru/counts/lesson';
import { tagging } from '@dl/lessons/lstm-gru/tagging/lesson';
import { text } from '@dl/lessons/lstm-gru/text/lesson';
import { defineTask, type Task, type Topic } from '../command/topic';
import { taskOf } from '../lesson/run-lesson';
import { textView } from '../views/text';

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
      run: async (context) => (await import('../lstm-gru/all')).runAll(context, TASKS),
    }),
    ...TASKS,
  },
};
