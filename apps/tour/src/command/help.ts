import { COMMON } from './common-options';
import type { OptionTable } from './option';
import { DEFAULT_TOPIC } from './registry';
import type { Topic } from './topic';

/**
 * The text of `--help`: all topics (or the one that was `named`), the options that every topic takes, and
 * those of one topic, the default if none was named.
 */
export function helpText(
  topics: ReadonlyMap<string, Topic>,
  named: string | undefined,
  columns: number,
): string {
  const name = named ?? DEFAULT_TOPIC;
  const topic = topics.get(name) as Topic;
  const tasks = Object.entries(topic.tasks);
  const width = Math.min(columns, 110);
  const sections = [
    'npm start -- [TOPIC] [OPTIONS]',
    named ? `${name}: ${topic.description}` : ['Topics:', ...topicLines(topics)].join('\n'),
    ['Options of every topic:', ...optionLines(COMMON, width)].join('\n'),
    ...tasks.map(([task, { description, options }], i) => {
      const chosen = tasks.length > 1 ? ` --task ${task}${i === 0 ? ' (the default)' : ''}` : '';
      return [`${name}${chosen}: ${description}`, ...optionLines(options, width)].join('\n');
    }),
    ...(named ? [] : ['npm start -- TOPIC --help shows the options of another topic.']),
    wrap(ENDING, width).join('\n'),
  ];
  return sections.join('\n\n');
}

const ENDING =
  'Ctrl-C stops, writes a checkpoint and says how to go on from it; pressed twice it quits at once. NO_COLOR=1 turns colours off.';

function topicLines(topics: ReadonlyMap<string, Topic>): string[] {
  const width = Math.max(...[...topics.keys()].map((name) => name.length));
  return [...topics].map(([name, { description }]) => {
    const mark = name === DEFAULT_TOPIC ? ' (the default)' : '';
    return `  ${name.padEnd(width)}  ${description}${mark}`;
  });
}

function optionLines(options: OptionTable, width: number): string[] {
  const rows = Object.entries(options).map(([name, { help, flag, fallback, choices }]) => {
    const value = choices ? choices.join('|') : 'VALUE';
    const rest = flag || fallback === undefined ? help : `${help} (default: ${fallback})`;
    return { left: `  --${name}${flag ? '' : ` ${value}`}`, help: rest };
  });
  const column = Math.min(30, Math.max(...rows.map(({ left }) => left.length)) + 2);
  return rows.flatMap(({ left, help }) => {
    const lines = wrap(help, width - column);
    const [first, ...more] = left.length + 2 > column ? ['', ...lines] : lines;
    return [
      `${left.padEnd(column)}${first}`.trimEnd(),
      ...more.map((line) => ' '.repeat(column) + line),
    ];
  });
}

/** `text` in lines of at most `width` characters, broken at spaces. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line += line !== '' ? ` ${word}` : word;
  }
  return [...lines, line];
}
