import { pronouns } from '@dl/lessons/attention/pronouns/lesson';
import { reversal } from '@dl/lessons/attention/reversal/lesson';
import type { Topic } from '../command/topic';
import { taskOf } from '../lesson/run-lesson';
import { pronounsView } from '../views/pronouns';
import { reversalView } from '../views/reversal';

/** Attention. */
export const topic: Topic = {
  description: 'attention against a code of fixed length, as sequences grow',
  tasks: { reversal: taskOf(reversal, reversalView), pronouns: taskOf(pronouns, pronounsView) },
};
