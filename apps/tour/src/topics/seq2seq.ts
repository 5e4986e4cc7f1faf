import { translation } from '@dl/lessons/seq2seq/translation/lesson';
import type { Topic } from '../command/topic';
import { taskOf } from '../lesson/run-lesson';

/** One sentence: the topic in the terminal. */
export const topic: Topic = {
  description: 'what the topic trains, in a line',
  tasks: { [translation.id]: taskOf(translation) },
};
