import { REVERSAL_OPTIONS } from '../attention/settings';
import { defineTask, type Topic } from '../command/topic';

/** Attention. */
export const topic: Topic = {
  description: 'attention against a code of fixed length, as sequences grow',
  tasks: {
    reversal: defineTask({
      description: 'say a sequence backwards, with attention and without',
      options: REVERSAL_OPTIONS,
      run: async (context) => (await import('../attention/run')).runReversal(context),
    }),
  },
};
