import { describeShape, describeText } from '../check/describe';
import type { StoredTensor } from '../files/safetensors';
import { toArrayValue } from '../files/stored-values';
import { type ArrayValue, StateDictError } from '../model/load-state-dict';
import type { Site } from './linears';

/** A and B of one site, as a file has them: [rank, in] and [count, rank]. */
export interface StoredPair {
  readonly site: Site;
  readonly A: ArrayValue;
  readonly B: ArrayValue;
}

const PREFIX = 'base_model.model.';
const NAME = /^(?:base_model\.model\.)?(?:(.*)\.)?lora_([AB])(?:\.default)?\.weight$/;

/** The name of a matrix in a file, as PEFT has it. */
export function storedName(path: string, matrix: 'A' | 'B'): string {
  return `${PREFIX}${path === '' ? '' : `${path}.`}lora_${matrix}.weight`;
}

/**
 * The pairs of a file, each with its site in the model.
 *
 * @throws StateDictError that lists what the model has not, what the file lacks of a pair, and what is of another shape
 */
export function storedPairs(
  where: string,
  tensors: Readonly<Record<string, StoredTensor>>,
  sites: readonly Site[],
  rank: number,
): StoredPair[] {
  const byPath = new Map(sites.map((site) => [site.path, site]));
  const [missing, unexpected, misfits]: [string[], string[], string[]] = [[], [], []];
  const pairs = new Map<Site, { A?: ArrayValue; B?: ArrayValue }>();
  const troubles: string[] = [];
  for (const [name, tensor] of Object.entries(tensors)) {
    const [, path = '', matrix] = NAME.exec(name) ?? [];
    const site = matrix === undefined ? undefined : byPath.get(path);
    if (site === undefined) {
      unexpected.push(name);
      continue;
    }
    const { shape } = site.layer.weight;
    const wanted = matrix === 'A' ? [rank, shape[0] as number] : [site.count, rank];
    if (wanted.join() !== tensor.shape.join()) {
      misfits.push(name);
      troubles.push(
        `${describeText(name)} (${describeShape(tensor.shape)} for ${describeShape(wanted)})`,
      );
    }
    const pair = pairs.get(site) ?? {};
    pair[matrix as 'A' | 'B'] = toArrayValue(tensor);
    pairs.set(site, pair);
  }
  for (const [{ path }, pair] of pairs) {
    for (const matrix of ['A', 'B'] as const) {
      if (pair[matrix] === undefined) missing.push(storedName(path, matrix));
    }
  }
  if (missing.length + unexpected.length + misfits.length + (pairs.size === 0 ? 1 : 0) > 0) {
    const list = (what: string, names: readonly string[]) => {
      if (names.length === 0) return [];
      const more = names.length > 10 ? `, … and ${names.length - 10} more` : '';
      return [`${names.length} ${what}: ${names.slice(0, 10).join(', ')}${more}`];
    };
    const quoted = (names: readonly string[]) => names.map((name) => describeText(name));
    const all = [
      ...list('missing', quoted(missing)),
      ...list('that the model has not', quoted(unexpected)),
      ...list('that do not fit', troubles),
    ];
    const got = all.length === 0 ? 'no matrices' : all.join('; ');
    const message = `${where}: expected an adapter for this model, got ${got}`;
    throw new StateDictError(message, missing, unexpected, misfits);
  }
  return [...pairs].map(([site, pair]) => ({ site, ...(pair as Required<typeof pair>) }));
}
