import * as tf from '@tensorflow/tfjs-core';
import { describeText } from '../check/describe';
import { expectPositiveInteger } from '../check/number';
import { readOptions } from '../check/options';
import { freeze } from '../model/freeze';
import { parameters } from '../model/parameters';
import type { Linear } from '../nn/linear';
import type { LowRankPart } from '../nn/low-rank';
import { makeVariables } from '../nn/make-variables';
import { expectRng } from '../random/expect-rng';
import { Adapter } from './adapter';
import { linearSites, type Site } from './linears';
import { Lora } from './lora';
import { LORA_OPTIONS, type LoraConfig, type LoraOptions, scaleOf } from './lora-options';
import { chosenSites, expectTargets } from './targets';

/**
 * Adapts a model by rank: each chosen `Linear` becomes y = x W + b + s (x A) B, with A [in, rank], B [rank, out] and s = alpha / rank.
 * All that the model had is frozen, so that `parameters(model)` are the A and B alone, and training, its optimiser's memory and the
 * saved file are small. B is 0 at first: the model computes what it did.
 *
 * ```ts
 * const lora = applyLora(gpt, { rank: 8, alpha: 16, targets: ['attention.query', 'attention.value'], rng: random(1) });
 * for await (const report of train({ parameters: parameters(gpt), … })) …
 * await saveLora(lora, 'shakespeare-lora');
 * lora.merge();
 * ```
 *
 * It works for whatever holds `Linear` layers, recurrent cells too; those take no dropout, since they take the whole weight. `unfreeze`
 * of a part trains it as well. Save the model itself before, or after `mergeAndUnload`.
 *
 * Hu et al., LoRA: low-rank adaptation of large language models, 2021. Kalajdzievski, A rank stabilization scaling factor for fine-tuning
 * with LoRA, 2023.
 *
 * @throws TypeError for no model or an invalid option; RangeError for a number out of range or targets that the model has not; Error where
 *   a layer has an adapter already
 */
export function applyLora(model: unknown, options: LoraOptions): Lora {
  const where = 'applyLora';
  const own = readOptions(where, options, LORA_OPTIONS);
  const { rng, rank, targets, alpha = rank, dropout = 0, rsLora = false } = own;
  expectPositiveInteger(where, 'rank', rank);
  expectTargets(where, 'targets', targets);
  expectRng(where, rng);
  const sites = chosenSites(where, linearSites(where, model), targets);
  const config = { rank, alpha, dropout, rsLora, targets: sites.map(({ path }) => path) };
  return attachLora(where, model, sites, config, ({ path, layer, count }) => {
    const bound = 1 / Math.sqrt(layer.weight.shape[0] as number);
    const shape = [layer.weight.shape[0] as number, rank];
    // As PEFT's, Kaiming's uniform with a = √5.
    return { A: rng.fold(path).uniform(shape, -bound, bound), B: tf.zeros([rank, count]) };
  });
}

/** Puts it on, with the first A [in, rank] and B [rank, count] of each site. @throws Error, and what `make` throws */
export function attachLora(
  where: string,
  model: unknown,
  sites: readonly Site[],
  config: LoraConfig,
  make: (site: Site) => { readonly A: tf.Tensor; readonly B: tf.Tensor },
): Lora {
  for (const { layer, layerPath } of sites) {
    if (layer.lora === undefined) continue;
    const path = describeText(layerPath);
    throw new Error(`${where}: ${path}: expected a Linear without an adapter, got one with`);
  }
  const byPath: Record<string, LowRankPart> = {};
  const byLayer = new Map<Linear, { path: string; parts: Record<string, LowRankPart> }>();
  makeVariables(where, () => {
    for (const site of sites) {
      const { A, B } = make(site);
      const part = { A: tf.variable(A), B: tf.variable(B), first: site.first };
      byPath[site.path] = part;
      const known = byLayer.get(site.layer) ?? { path: site.layerPath, parts: {} };
      known.parts[site.part] = part;
      byLayer.set(site.layer, known);
    }
  });
  const frozen = parameters(model);
  freeze(frozen);
  const shared = { scale: scaleOf(config), dropout: config.dropout, noise: undefined };
  const adapters = Array.from(
    byLayer,
    ([layer, { path, parts }]) => new Adapter(path, layer, parts, shared),
  );
  for (const adapter of adapters) adapter.attach();
  return new Lora(config, byPath, { adapters, shared, frozen });
}
