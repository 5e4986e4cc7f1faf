import { createInterface } from 'node:readline';
import type { Contender, Work } from './row';
import { findRow } from './rows';

interface Request {
  variant?: string;
  times?: number;
  /** How long to profile for, in ms. */
  profile?: number;
}

/** Speaks the protocol of `Child`: `node contender.js ID ours|peer`. */
async function serve(id: string, side: string): Promise<void> {
  // What libraries print is no reply.
  for (const method of ['log', 'info', 'debug', 'warn'] as const) console[method] = console.error;
  const { name, run, checksum } = await make(id, side);
  const works: Record<string, Work> = typeof run === 'function' ? { '': run } : run;
  reply({ ready: { name, checksum, variants: Object.keys(works) } });
  for await (const line of createInterface({ input: process.stdin })) {
    const { variant = '', times = 1, profile } = JSON.parse(line) as Request;
    const work = works[variant] as Work;
    if (profile !== undefined) {
      const { profileWork } = await import('./profile/profile-work');
      reply(await profileWork(work, profile));
      continue;
    }
    const start = performance.now();
    await work(times);
    reply({ ms: performance.now() - start });
  }
}

function make(id: string, side: string): Promise<Contender> {
  const row = findRow(id);
  if (row.ours === undefined)
    throw new Error(`contender: ${id}: expected a timed row, got a figure`);
  if (side === 'ours') return row.ours();
  if (row.peer.node === undefined) {
    throw new Error(`contender: ${id}: expected a peer that runs in Node, got ${row.peer.name}`);
  }
  return row.peer.node();
}

function reply(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

// Left to itself, tfjs's backend would keep the process alive.
await serve(process.argv[2] ?? '', process.argv[3] ?? '');
process.exit(0);
