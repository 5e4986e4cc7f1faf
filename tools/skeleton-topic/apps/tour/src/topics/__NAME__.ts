import { __LESSON__ } from '@dl/lessons/__NAME__/__FOLDER__/lesson';
import type { Topic } from '../command/topic';
import { taskOf } from '../lesson/run-lesson';

/** One sentence: the topic in the terminal. */
export const topic: Topic = {
  description: 'what the topic trains, in a line',
  tasks: { [__LESSON__.id]: taskOf(__LESSON__) },
};
