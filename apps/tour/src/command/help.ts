import { COMMON } from './common-options';
import { parser, shownOptions } from './parser';
import { DEFAULT_TOPIC } from './registry';
import type { Topic } from './topic';

const ENDING =
  'Ctrl-C stops, writes a checkpoint and says how to go on from it; pressed twice it quits at once. NO_COLOR=1 turns colours off.';

/**
 * The text of `--help`: all topics (or the one that was `named`), the options that every topic takes, and
 * those of one topic, the default if none was named.
 */
export async function helpText(
  topics: ReadonlyMap<string, Topic>,
  named: string | undefined,
  columns: number,
): Promise<string> {
  const name = named ?? DEFAULT_TOPIC;
  const topic = topics.get(name) as Topic;
  const blank = () => parser([]).wrap(Math.min(columns, 110));
  const first = blank().options(shownOptions('Options of every topic:', COMMON));
  first.usage(named ? `$0 ${name} [options]\n\n${topic.description}` : '$0 [topic] [options]');
  if (named === undefined) {
    first.updateStrings({ 'Commands:': 'Topics:' });
    for (const [id, { description }] of topics) {
      first.command(id === DEFAULT_TOPIC ? [id, '$0'] : id, description);
    }
  }
  const tasks = Object.entries(topic.tasks);
  const sections = tasks.map(([task, { description, options }], i) => {
    const chosen = tasks.length > 1 ? ` --task ${task}${i === 0 ? ' (the default)' : ''}` : '';
    const heading = `${name}${chosen}: ${description}`;
    const none = Object.keys(options).length === 0;
    return none ? blank().usage(heading) : blank().options(shownOptions(heading, options));
  });
  const last = blank().epilogue(
    named ? ENDING : `$0 TOPIC --help shows the options of another topic.\n\n${ENDING}`,
  );
  const texts = await Promise.all([first, ...sections, last].map((part) => part.getHelp()));
  return texts.join('\n\n');
}
