import type { Rng } from '@dl/core';
import { sayOn } from './measure';
import type { Nets } from './nets';
import { drawRows, NOTHING, type Problem } from './problem';

/** One row by letters. */
export interface Example {
  /** What is read, place by place. */
  readonly read: readonly string[];
  /** What is to be said there; empty where nothing is. */
  readonly wanted: readonly string[];
  /** What each network says there, by name. */
  readonly said: Readonly<Record<string, readonly string[]>>;
}

/** A fresh row, and what each network says of it. */
export async function exampleOf(
  problem: Problem,
  nets: Nets,
  { length, rng }: { length: number; rng: Rng },
): Promise<Example> {
  const rows = drawRows(problem, { count: 1, length, rng });
  const { read, say } = rows[0] as (typeof rows)[number];
  const letterOf = (symbol: number) => problem.alphabet[symbol] ?? '';
  const said: Record<string, string[]> = {};
  for (const [name, net] of Object.entries(nets)) {
    const symbols = Array.from(await sayOn(net, rows));
    said[name] = symbols.map((symbol, i) => (say[i] === NOTHING ? '' : letterOf(symbol)));
  }
  return { read: read.map(letterOf), wanted: say.map(letterOf), said };
}
