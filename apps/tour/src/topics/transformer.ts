import { search } from '@dl/lessons/transformer/search/lesson';
import type { SearchResult, SearchRun } from '@dl/lessons/transformer/search/run';
import { oneTask } from '@dl/lessons/transformer/tasks/one-task';
import { SETTINGS } from '@dl/lessons/transformer/tasks/settings';
import { writing } from '@dl/lessons/transformer/writing/lesson';
import type { WritingRun } from '@dl/lessons/transformer/writing/run';
import type { Topic } from '../command/topic';
import { type LessonView, taskOf } from '../lesson/run-lesson';
import { tasksView } from '../lesson/tasks-view';

/** What it writes on from the prompt, in the text's own lines. */
const writingView: LessonView<WritingRun> = {
  async onEnd(run, screen, { prompt, sample }) {
    if (sample === 0) return;
    screen.title('What it writes on from the prompt');
    let text = String(prompt);
    for await (const letter of run.passage()) text += letter;
    const { columns } = screen;
    for (const line of text.split('\n')) {
      const letters = [...line];
      for (let at = 0; at === 0 || at < letters.length; at += columns) {
        screen.line(letters.slice(at, at + columns).join(''));
      }
    }
  },
};

/** What a query finds, before and after. */
const searchView: LessonView<SearchRun> = {
  async onEnd(run, screen, { query }) {
    const { published, trained } = await run.results();
    const list = (title: string, results: readonly SearchResult[]) => {
      screen.title(title);
      for (const { text, cosine } of results) {
        const line = [...`${cosine.toFixed(2)}  ${text}`];
        screen.line(line.slice(0, screen.columns).join(''));
      }
    };
    list(`What “${query}” finds, by the encoder as published`, published);
    list('And fine-tuned', trained);
  },
};

/** One lesson, a task of the tour for each of its own. */
const madeUp = SETTINGS.problem.options.map(({ value }) => {
  return [value, taskOf(oneTask(value), tasksView)] as const;
});

/** All positions at once. */
export const topic: Topic = {
  description:
    'a GPT learns a text letter by letter, and writes on from a prompt; search by meaning; made-up tasks, beside other networks',
  tasks: {
    [writing.id]: taskOf(writing, writingView),
    [search.id]: taskOf(search, searchView),
    ...Object.fromEntries(madeUp),
  },
};
