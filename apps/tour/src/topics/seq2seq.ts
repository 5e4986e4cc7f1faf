import { dialogue } from '@dl/lessons/seq2seq/dialogue/lesson';
import type { DialogueRun } from '@dl/lessons/seq2seq/dialogue/run';
import { translation } from '@dl/lessons/seq2seq/translation/lesson';
import type { Topic } from '../command/topic';
import { type LessonView, taskOf } from '../lesson/run-lesson';

/** What each model answers to the same dialogue. */
const dialogueView: LessonView<DialogueRun> = {
  async onEnd(run, screen) {
    const { context, truth, replies } = await run.answers();
    if (context.length === 0) return;
    screen.title('The same dialogue, answered by each');
    context.forEach((text, i) => {
      screen.line(`${i % 2 === 0 ? 'user' : 'system'}: ${text}`);
    });
    screen.line(`in truth: ${truth}`);
    for (const [name, { likeliest, drawn }] of Object.entries(replies)) {
      screen.line('');
      screen.line(`${run.names[name as keyof typeof run.names].en}: ${likeliest}`);
      for (const text of drawn) screen.line(`  drawn: ${text}`);
    }
  },
};

/** One sentence: the topic in the terminal. */
export const topic: Topic = {
  description: 'what the topic trains, in a line',
  tasks: {
    [translation.id]: taskOf(translation),
    [dialogue.id]: taskOf(dialogue, dialogueView),
  },
};
