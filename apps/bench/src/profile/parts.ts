import type { Sampled } from './sample';
import { sourceOf } from './source-of';

/** A part of a run and its share of the time. */
export interface PartTime {
  part: string;
  share: number;
  /** The functions that it was spent in (of tfjs those that we called), the largest share first. */
  within: { name: string; share: number }[];
}

interface Node {
  id: number;
  callFrame: { functionName: string; scriptId: string; url: string; lineNumber: number };
  children?: number[] | undefined;
}

/** tfjs's own gradients, as core bundles them. */
const GRADIENTS = 'core/src/generated/gradients.js';

/** The part that the kernels' own clock tells more about. */
export const KERNELS = 'WASM kernels';
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
  const { nodes, samples = [] } = profile;
  const parents = new Map<number, Node>();
  const byId = new Map<number, Node>();
  for (const node of nodes as Node[]) {
    byId.set(node.id, node);
    for (const child of node.children ?? []) parents.set(child, node);
  }
  // Samples are counted, not weighed by the time between them: that holds what other processes took.
  const counts = new Map<string, Map<string, number>>();
  let total = 0;
  for (const id of samples) {
    const found = place(byId.get(id) as Node, parents, kernelScripts);
    if (found === undefined) continue;
    const inside = counts.get(found.part) ?? new Map<string, number>();
    inside.set(found.where, (inside.get(found.where) ?? 0) + 1);
    counts.set(found.part, inside);
    total++;
  }
  return [...counts]
    .map(([part, inside]) => {
      const within = [...inside].map(([name, count]) => ({ name, share: count / total }));
      within.sort((a, b) => b.share - a.share);
      return { part, share: within.reduce((sum, { share }) => sum + share, 0), within };
    })
    .sort((a, b) => b.share - a.share);
}

/** A part, and the function in it; of tfjs the one that we called. */
interface Place {
  part: string;
  where: string;
}

/** Undefined where nothing ran. */
function place(
  leaf: Node,
  parents: ReadonlyMap<number, Node>,
  kernelScripts: ReadonlySet<string>,
): Place | undefined {
  let tfjs: string | undefined;
  for (let node: Node | undefined = leaf; node; node = parents.get(node.id)) {
    const { functionName, scriptId, url, lineNumber } = node.callFrame;
    // V8 says `Engine.endScope` in some versions, `endScope` in others.
    const where = functionName.split('.').at(-1) || 'anonymous';
    if (where === '(idle)') return undefined;
    if (where === '(garbage collector)') return { part: 'garbage collector', where };
    if (kernelScripts.has(scriptId)) return { part: KERNELS, where };
    const source = sourceOf(url, lineNumber);
    if (url.includes('@tensorflow') || source === GRADIENTS) {
      if (MEMORY.has(where)) return { part: ALLOCATION, where };
      // tfjs wraps each op in a function of this name: the op is the one inside.
      if (where !== 'f2') tfjs = where;
      tfjs ??= where;
      continue;
    }
    const part = ownPart(source);
    if (part === undefined) continue;
    return tfjs === undefined || part === ALLOCATION
      ? { part, where }
      : { part: TFJS, where: tfjs };
  }
  return tfjs === undefined ? { part: REST, where: 'outside' } : { part: TFJS, where: tfjs };
}

/** The part that a source file of ours counts as: `core/src/tape/run-op.ts`. */
function ownPart(source: string | undefined): string | undefined {
  if (source === undefined) return undefined;
  const [name, , room = ''] = source.split('/');
  if (name === 'bench') return 'the row itself';
  if (name !== 'core') return OPS;
  if (source === 'core/src/wasm/output.ts') return ALLOCATION;
  return ROOMS[room] ?? OPS;
}
