import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What the bench gives to a row that it does not time. */
export interface Tools {
  root: string;
  load<T>(file: string): Promise<T>;
  progress(text: string): void;
}

/** Final figures of a run, by name. */
export type Figures = Record<string, number>;

const running = new Map<string, Promise<Figures[]>>();

/**
 * The figures of seeds 1 to 3 of what the terminal tour is asked for (`lstm-gru --task adding`), trained with its defaults;
 * that is run once for all its rows.
 */
export function tourFigures(tools: Tools, asked: string): Promise<Figures[]> {
  const found = running.get(asked) ?? runSeeds(tools, asked);
  running.set(asked, found);
  return found;
}

async function runSeeds({ root, load, progress }: Tools, asked: string): Promise<Figures[]> {
  const { bootstrap } = await load<{ bootstrap(target: string): Promise<void> }>(
    'tools/bootstrap.mjs',
  );
  await bootstrap('tour');
  const all: Figures[] = [];
  for (const seed of [1, 2, 3]) {
    const args = ['apps/tour/dist/cli.js', ...asked.split(' '), '--json', '--backend', 'wasm'];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...args, '--seed', String(seed)],
      { cwd: root },
    );
    all.push(JSON.parse(stdout) as Figures);
    progress(`${asked}, seed ${seed}: done`);
  }
  return all;
}

/** The figure of the middle seed. */
export function middle(figures: readonly Figures[], name: string): number {
  const values = figures.map((figure) => figure[name] as number).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] as number;
}
