import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

interface Tools {
  root: string;
  load<T>(file: string): Promise<T>;
  progress(text: string): void;
}

type Figures = Record<string, number>;

let running: Promise<Figures[]> | undefined;

/**
 * The share of fresh sequences of one length that are reversed without a mistake, as the terminal tour trains with its
 * defaults: the middle of seeds 1 to 3. The runs are shared by all rows.
 */
export async function byLength(tools: Tools, net: 'attention' | 'fixed', length: number) {
  running ??= runSeeds(tools);
  const values = (await running).map((figures) => figures[`${net}Exact${length}`] as number);
  return { ours: values.sort((a, b) => a - b)[1] as number };
}

async function runSeeds({ root, load, progress }: Tools): Promise<Figures[]> {
  const { bootstrap } = await load<{ bootstrap(target: string): Promise<void> }>(
    'tools/bootstrap.mjs',
  );
  await bootstrap('tour');
  const all: Figures[] = [];
  for (const seed of [1, 2, 3]) {
    const args = ['apps/tour/dist/cli.js', 'attention', '--json', '--backend', 'wasm'];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...args, '--seed', String(seed)],
      { cwd: root },
    );
    all.push(JSON.parse(stdout) as Figures);
    progress(`seed ${seed}: done`);
  }
  return all;
}
