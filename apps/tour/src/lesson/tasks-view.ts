import { percent } from '@dl/lessons';
import type { Example } from '@dl/lessons/transformer/tasks/example';
import { type Measured, shareOf } from '@dl/lessons/transformer/tasks/measure';
import type { TasksRun } from '@dl/lessons/transformer/tasks/tasks-run';
import type { Screen } from '@dl/report';
import type { LessonView } from './run-lesson';

/** Accuracy by distance and a row by letters; of modular addition, both shares while it trained. */
export const tasksView: LessonView<TasksRun> = {
  async onEnd(run, screen) {
    showHistory(run, screen);
    showDistances(run, screen);
    const example = await run.example();
    if (example !== undefined) showExample(example, run, screen);
  },
};

/** What was known of pairs to learn from and of others, step by step. */
function showHistory({ history, names }: TasksRun, screen: Screen): void {
  if (history.length < 2) return;
  for (const [name, { en }] of Object.entries(names)) {
    for (const [side, what] of [
      ['train', 'learnt from'],
      ['held', 'held out'],
    ] as const) {
      const points = history.map((moment) => [moment.step, moment[side][name] ?? 0] as const);
      screen.plot(`Share of right sums, ${what}, by step: ${en}`, points);
    }
  }
}

/** Right symbols by how far away lies what they depend on. */
function showDistances({ found, names }: TasksRun, screen: Screen): void {
  const rows = Object.entries(names).flatMap(([name, { en }]) => {
    const measured = found[name];
    return measured === undefined ? [] : [{ en, measured }];
  });
  const distances = rows[0]?.measured.byDistance ?? [];
  const shown = distances.flatMap(({ all }, bucket) => (all > 0 ? [bucket] : []));
  if (shown.length < 2) return;
  screen.line('');
  screen.title('Right symbols, by the distance to what they depend on');
  screen.table({
    head: ['distance', ...shown.map(rangeOf)],
    rows: rows.map(({ en, measured }) => [en, ...shown.map((bucket) => cell(measured, bucket))]),
  });
}

function cell({ byDistance }: Measured, bucket: number): string {
  const tally = byDistance[bucket];
  return tally === undefined ? '–' : percent(shareOf(tally));
}

/** Distances of a power of two: `4–7`. */
function rangeOf(bucket: number): string {
  const low = bucket === 0 ? 0 : 2 ** (bucket - 1);
  const high = bucket === 0 ? 0 : 2 ** bucket - 1;
  return low === high ? String(low) : `${low}–${high}`;
}

/** A row by letters; what is wrong stands in brackets of its own. */
function showExample({ read, wanted, said }: Example, { names }: TasksRun, screen: Screen): void {
  const labels = ['reads', 'to say', ...Object.keys(said).map((name) => names[name]?.en ?? name)];
  const width = Math.max(...labels.map((label) => label.length));
  const places = Math.max(1, Math.floor((screen.columns - width - 2) / 3));
  const first = Math.max(0, read.length - places);
  const line = (label: string, letters: readonly string[]) =>
    screen.line(`${label.padEnd(width)}  ${letters.slice(first).join('').trimEnd()}`);
  const plain = (letters: readonly string[]) => letters.map((letter) => ` ${letter || ' '} `);
  screen.line('');
  screen.title('A row that it was not trained on; what is wrong stands between < and >');
  line('reads', plain(read));
  line('to say', plain(wanted));
  for (const [name, letters] of Object.entries(said)) {
    const marked = letters.map((letter, i) =>
      letter === wanted[i] ? ` ${letter || ' '} ` : `<${letter}>`,
    );
    line(names[name]?.en ?? name, marked);
  }
}
