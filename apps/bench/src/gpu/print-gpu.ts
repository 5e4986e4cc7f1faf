import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { ROOT } from '../paths';
import { pythonWith } from '../python';
import type { GpuFigure } from './measure-work';

/** Runs every side on WebGPU, one after the other, and prints their figures side by side; an array of all lines as JSON. */
export async function printGpu(json: boolean, say: (text: string) => void): Promise<void> {
  const lines: GpuFigure[] = [];
  for (const [name, command, args] of sides()) {
    say(`${name} …`);
    lines.push(...(await linesOf(command, args, say)));
  }
  process.stdout.write(json ? `${JSON.stringify(lines, null, 2)}\n` : `${tableOf(lines)}\n`);
  for (const { side, id, error } of lines) if (error) say(`${side}: ${id}: ${error}`);
}

function sides(): [string, string, string[]][] {
  const beside = (name: string) => fileURLToPath(new URL(`./gpu/${name}.js`, import.meta.url));
  const nodes = ['ours', 'tfjs', 'jax'].map((name): [string, string, string[]] => [
    name,
    process.execPath,
    [beside(name)],
  ]);
  const python = pythonWith('torch');
  const script = path.join(ROOT, 'apps/bench/python/gpu.py');
  return python === undefined ? nodes : [...nodes, ['torch', python, [script]]];
}

/** What a side prints; it may end early. */
async function linesOf(
  command: string,
  args: readonly string[],
  say: (text: string) => void,
): Promise<GpuFigure[]> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  child.stderr.on('data', (chunk) => said.push(String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines: GpuFigure[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) lines.push(JSON.parse(line));
  }
  if ((await ended) !== 0)
    say(`  ended early\n${said.join('').trim().split('\n').slice(-8).join('\n')}`);
  return lines;
}

function tableOf(lines: readonly GpuFigure[]): string {
  const names = [...new Set(lines.map(({ side }) => side))];
  const ids = [...new Set(lines.flatMap(({ id }) => (id === undefined ? [] : [id])))];
  const table = new Table({ head: ['', ...names.flatMap((name) => [`${name} ms`, 'dispatches'])] });
  for (const id of ids) {
    const cells = names.flatMap((name) => {
      const own = lines.find((line) => line.side === name && line.id === id);
      return [own?.ms ?? (own?.error ? 'failed' : ''), own?.dispatches ?? ''];
    });
    table.push([id, ...cells]);
  }
  const quick = lines.some((line) => 'quick' in line && line.quick === true);
  const note = quick ? '\nAn adapter in software: dispatches are right, times say nothing.' : '';
  return `${table}${note}`;
}
