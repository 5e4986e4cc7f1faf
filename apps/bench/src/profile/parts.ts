import type { Sampled } from './sample';
import { sourceOf } from './source-of';

/** A part of a run and its share of the time. */
export interface PartTime {
  part: string;
  share: number;
}

interface Node {
  id: number;
  callFrame: { functionName: string; scriptId: string; url: string; lineNumber: number };
  children?: number[] | undefined;
}

const KERNELS = 'WASM kernels';
const ALLOCATION = 'allocation and disposal';
const TFJS = 'tfjs: its ops and engine';
const OPS = 'ops and layers';
const REST = 'the rest';

/** What core's rooms count as. */
const ROOMS: Record<string, string> = {
  tape: 'tape',
  optim: 'optimiser',
  train: 'training loop',
  random: 'random numbers',
};

/** Functions of tfjs that make, count and free tensors. */
const MEMORY = new Set(
  `makeOutput makeTensor makeTensorFromTensorInfo makeTensorFromDataId trackTensor keep dispose disposeTensor
   disposeVariable disposeData removeDataId startScope endScope incRef decRef move write`.split(
    /\s+/,
  ),
);

/** Shares of the sampled time by part, the largest first. A frame that is nobody's counts as its caller's. */
export function partsOf({ profile, kernelScripts }: Sampled): PartTime[] {
  const { nodes, samples = [], timeDeltas = [] } = profile;
  const parents = new Map<number, Node>();
  const byId = new Map<number, Node>();
  for (const node of nodes as Node[]) {
    byId.set(node.id, node);
    for (const child of node.children ?? []) parents.set(child, node);
  }
  const times = new Map<string, number>();
  let total = 0;
  samples.forEach((id, i) => {
    const part = partOf(byId.get(id) as Node, parents, kernelScripts);
    if (part === undefined) return;
    // A delta is the time up to its sample: it belongs to the one before, but on average to either.
    const time = timeDeltas[i] as number;
    times.set(part, (times.get(part) ?? 0) + time);
    total += time;
  });
  return [...times]
    .map(([part, time]) => ({ part, share: time / total }))
    .sort((a, b) => b.share - a.share);
}

/** Undefined where nothing ran. */
function partOf(
  leaf: Node,
  parents: ReadonlyMap<number, Node>,
  kernelScripts: ReadonlySet<string>,
): string | undefined {
  let inTfjs = false;
  for (let node: Node | undefined = leaf; node; node = parents.get(node.id)) {
    const { functionName, scriptId, url, lineNumber } = node.callFrame;
    if (functionName === '(idle)') return undefined;
    if (functionName === '(garbage collector)') return 'garbage collector';
    if (kernelScripts.has(scriptId)) return KERNELS;
    if (url.includes('@tensorflow')) {
      if (MEMORY.has(functionName)) return ALLOCATION;
      inTfjs = true;
      continue;
    }
    const part = ownPart(sourceOf(url, lineNumber));
    if (part === undefined) continue;
    return inTfjs && part !== ALLOCATION ? TFJS : part;
  }
  return inTfjs ? TFJS : REST;
}

/** The part that a source file of ours counts as: `core/src/tape/run-op.ts`. */
function ownPart(source: string | undefined): string | undefined {
  if (source === undefined) return undefined;
  const [name, , room = ''] = source.split('/');
  if (name === 'bench') return 'the row itself';
  if (name !== 'core') return OPS;
  if (source === 'core/src/kernels/output.ts') return ALLOCATION;
  return ROOMS[room] ?? OPS;
}
