import { Child } from './child';
import { measure } from './measure';
import { load, ROOT } from './paths';
import { startPython } from './python';
import { type FormResult, figureResult, type Result, timedResults } from './result';
import type { Peer, Row, TimedRow } from './row';

/** Measures a row now. `progress` is told how far it is, and of several forms of the work how each did. */
export async function runRow(row: Row, progress: (text: string) => void): Promise<Result> {
  if (row.ours === undefined) {
    return figureResult(row, await row.figure({ root: ROOT, load, progress }));
  }
  const ours = await Child.node('ours', row.id, 'ours');
  try {
    const peer = await startPeer(row);
    try {
      if (peer === undefined) progress(`${row.peer.name} is not there: ${whyNot(row.peer)}`);
      const forms = timedResults(row, await measure(ours, peer, row.plan), peer?.name);
      if (forms.length > 1) for (const form of forms) progress(describe(form));
      return forms[0].result;
    } finally {
      await peer?.close();
    }
  } finally {
    await ours.close();
  }
}

function describe({ form, result: { ours, peer, unit, ratio } }: FormResult): string {
  return `${form}: ${ours} ${unit}${peer === null ? '' : ` against ${peer}, ${ratio} ×`}`;
}

/** The peer in its process; undefined where it cannot be there. */
async function startPeer({ id, peer }: TimedRow): Promise<Child | undefined> {
  if (peer.python) return startPython(peer.name, peer.python);
  return nodeMajor() < (peer.fromNode ?? 0) ? undefined : Child.node(peer.name, id, 'peer');
}

function whyNot({ python, fromNode }: Peer): string {
  return python ? `no python3 with ${python.needs}` : `it starts on Node ${fromNode} and newer`;
}

/** The running Node's major version. */
export function nodeMajor(): number {
  return Number(process.versions.node.split('.')[0]);
}

/** Whether this engine has fused multiply-add (relaxed SIMD): Node ≥ 22 does. */
export function hasFused(): boolean {
  return nodeMajor() >= 22;
}
