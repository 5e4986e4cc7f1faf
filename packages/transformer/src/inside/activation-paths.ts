import { expected, nearestName } from '@dl/core/check';
import type { TransformerBlock } from '../block/transformer-block';
import { TransformerDecoder } from '../stack/decoder';
import { TransformerEncoder } from '../stack/encoder';

/** What is looked into: which part of which layer. */
export interface Site {
  readonly layer: object;
  readonly part: string;
}

/** What attention shows of itself. */
const ATTENTION = ['queries', 'keys', 'values', 'weights', 'heads'] as const;

/**
 * The paths of all activations of a model that `lookInside` reaches, in the order in which they are computed. Of block i:
 *
 * | | |
 * | --- | --- |
 * | `blocks.i.input` | the residual stream before the block, [batch, time, size] |
 * | `blocks.i.attention.queries` | behind positions and norms, [batch, heads, time, depth] |
 * | `blocks.i.attention.keys`, `.values` | [batch, kvHeads, key, depth] |
 * | `blocks.i.attention.weights` | the softmax, before dropout, [batch, heads, time, key] |
 * | `blocks.i.attention.heads` | what each head found, before the output's matrix, [batch, heads, time, depth] |
 * | `blocks.i.attention.output` | what attention adds, [batch, time, size] |
 * | `blocks.i.cross.…` | the same six of a look at a memory |
 * | `blocks.i.middle` | the stream before the feed-forward part, [batch, time, size]; none where both are side by side |
 * | `blocks.i.feedForward.hidden` | its neurons behind the activation, [batch, time, hidden] |
 * | `blocks.i.feedForward.output` | what it adds, [batch, time, size] |
 * | `blocks.i.residual` | the stream behind the block, [batch, time, size] |
 *
 * A model of two stacks has the names of its fields before them: `encoder.blocks.0.input`.
 *
 * @throws TypeError for a model that holds no blocks
 */
export function activationPaths(model: object): string[] {
  return [...sitesOf('activationPaths', model).keys()];
}

/** Where they are, by their paths. @throws TypeError for a model that holds no blocks */
export function sitesOf(where: string, model: object): Map<string, Site> {
  const stacks = stacksOf(model);
  if (stacks.length === 0) {
    throw new TypeError(expected(`${where}: model`, 'one with blocks of a Transformer', model));
  }
  const sites = new Map<string, Site>();
  for (const [name, { blocks }] of stacks) {
    const prefix = stacks.length === 1 ? '' : `${name}.`;
    for (const [i, block] of blocks.entries()) {
      for (const [path, site] of partsOf(block)) sites.set(`${prefix}blocks.${i}.${path}`, site);
    }
  }
  return sites;
}

/**
 * The paths that a pattern names, of which `*` stands for any one name: `blocks.*.residual`.
 *
 * @throws RangeError for none, with the nearest that there is; TypeError for what is no text
 */
export function pathsOf(
  where: string,
  name: string,
  pattern: unknown,
  sites: ReadonlyMap<string, Site>,
): string[] {
  if (typeof pattern !== 'string') {
    throw new TypeError(expected(`${where}: ${name}`, 'a path of activationPaths', pattern));
  }
  if (sites.has(pattern)) return [pattern];
  const parts = pattern.split('.');
  const all = [...sites.keys()];
  const found = all.filter((path) => {
    const own = path.split('.');
    return own.length === parts.length && parts.every((part, i) => part === '*' || part === own[i]);
  });
  if (found.length > 0) return found;
  const nearest = nearestName(pattern, all);
  const hint = nearest === undefined ? '' : ` (is it ${nearest}?)`;
  throw new RangeError(
    `${expected(`${where}: ${name}`, 'a path of activationPaths', pattern)}${hint}`,
  );
}

type Stack = TransformerEncoder | TransformerDecoder;

function stacksOf(model: unknown): [string, Stack][] {
  if (isStack(model)) return [['', model]];
  return Object.entries(Object(model)).filter((field): field is [string, Stack] =>
    isStack(field[1]),
  );
}

function isStack(value: unknown): value is Stack {
  return value instanceof TransformerEncoder || value instanceof TransformerDecoder;
}

function partsOf(block: TransformerBlock): [string, Site][] {
  const own = (part: string): [string, Site] => [part, { layer: block, part }];
  const within = (name: 'attention' | 'cross'): [string, Site][] => {
    const layer = block[name];
    if (layer === undefined) return [];
    const parts = ATTENTION.map((part): [string, Site] => [`${name}.${part}`, { layer, part }]);
    return [...parts, own(`${name}.output`)];
  };
  return [
    own('input'),
    ...within('attention'),
    ...within('cross'),
    ...(block.parallel ? [] : [own('middle')]),
    ['feedForward.hidden', { layer: block.feedForward, part: 'hidden' }],
    own('feedForward.output'),
    own('residual'),
  ];
}
