import { dispose, random } from '@dl/core';
import {
  expected,
  expectFlag,
  expectFraction,
  expectFunction,
  type OptionChecks,
  readOptions,
} from '@dl/core/check';
import { fromTokenizerJson, type HuggingFaceTokenizer } from '@dl/text/huggingface';
import * as tf from '@tensorflow/tfjs-core';
import {
  type Locate,
  locateIn,
  type PretrainedFetch,
  type PretrainedSource,
  readJson,
} from '../files/pretrained-files';
import { ConfigFields } from './config-fields';
import type { PretrainedModel } from './form';
import { formOf } from './forms';
import { expectTensors, loadSlots } from './load-slots';
import { bareNames } from './names';
import { openWeights } from './open-weights';

export interface FromPretrainedOptions<M extends PretrainedModel = PretrainedModel> {
  /** The class that is wanted, `Gpt`, `Llama`, `Bert` or `CausalLanguageModel`: another form is refused. Default: any. */
  model?: (abstract new (...args: never[]) => M) | undefined;
  /** Gets files from addresses. Default: the runtime's `fetch`, which asks for the parts that are needed. */
  fetch?: PretrainedFetch | undefined;
  /** If false, tensors that the model has no place for are passed over, and reported. Default true. */
  strict?: boolean | undefined;
  /** The dropout of all parts while training, in place of what the configuration says. */
  dropout?: number | undefined;
  /** Keeps of each block its input alone while training, and computes it again for the gradient. Default false. */
  recompute?: boolean | undefined;
}

const OPTIONS: OptionChecks<FromPretrainedOptions> = {
  model: expectFunction,
  fetch: expectFunction,
  strict: expectFlag,
  dropout: expectFraction,
  recompute: expectFlag,
};

/** A model that was read, and what came with it. */
export interface Pretrained<M extends PretrainedModel = PretrainedModel> {
  readonly model: M;
  /** Of `tokenizer.json`; undefined where there is none. */
  readonly tokenizer: HuggingFaceTokenizer | undefined;
  /** What `config.json` says. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What `tokenizer_config.json` says; undefined where there is none. */
  readonly tokenizerConfig: Readonly<Record<string, unknown>> | undefined;
  /** Tensors of the files for which the model has no place: tables of positions and masks, tied weights, and with `strict: false` others. */
  readonly skipped: readonly string[];
}

/** The largest that are read. */
const [CONFIG, TOKENIZER] = [2 ** 20, 2 ** 27];

/**
 * Reads a model of GPT-2's, Llama's or BERT's form as Hugging Face's libraries save it: `config.json`, `model.safetensors` or the shards
 * of `model.safetensors.index.json`, and `tokenizer.json` where there is one.
 *
 * ```ts
 * const { model, tokenizer, config } = await fromPretrained('./folder', { model: Llama });
 * ```
 *
 * Weights of F16, BF16 and F64 become float32, tensor by tensor. `module.`, `_orig_mod.`, `model.`, `transformer.` and `bert.` before names
 * are removed. The files may come from anywhere: what the configuration asks for is compared with the headers of the files before memory is
 * asked for, and what it says that no model here does is refused.
 *
 * @throws RangeError for a configuration that is not known, naming the field; StateDictError for tensors that are missing, unexpected or
 *   do not fit; SafetensorsError; TypeError for files or options that are none; Error for files that are not there
 */
export async function fromPretrained<M extends PretrainedModel = PretrainedModel>(
  source: PretrainedSource,
  options?: FromPretrainedOptions<M>,
): Promise<Pretrained<M>> {
  const where = 'fromPretrained';
  const own = readOptions(where, options, OPTIONS) as FromPretrainedOptions<M>;
  const locate = locateIn(where, source, own.fetch);
  const file = await locate('config.json');
  if (file === undefined) throw new Error(expected(where, 'config.json', 'no such file'));
  const config = await readJson(`${where}: config.json`, file, CONFIG);
  const { model, skipped } = await readModel(where, locate, config, own);
  try {
    const { tokenizer, tokenizerConfig } = await readTokenizer(where, locate);
    return { model, tokenizer, config, tokenizerConfig, skipped };
  } catch (error) {
    dispose(model);
    throw error;
  }
}

async function readModel<M extends PretrainedModel>(
  where: string,
  locate: Locate,
  config: Record<string, unknown>,
  { model: wanted, strict = true, dropout, recompute }: FromPretrainedOptions<M>,
): Promise<{ model: M; skipped: string[] }> {
  const fields = new ConfigFields(`${where}: config.json`, config);
  const form = formOf(fields);
  if (wanted !== undefined && !isKind(form.model, wanted)) {
    throw new TypeError(
      `${where}: model: expected the class of a ${form.type}, got ${wanted.name}`,
    );
  }
  const weights = await openWeights(where, locate);
  try {
    const names = weights.entries.map(({ name }) => name);
    const bare = bareNames(where, names);
    const skipped = [...bare].filter(([name]) => form.passedOver(name, fields));
    for (const [name] of skipped) bare.delete(name);
    const init = (shape: readonly number[]) => tf.zeros([...shape]);
    const told = { rng: random(0), init, dropout, recompute };
    const { slots, make } = form.read(fields, new Set(bare.keys()), told);
    const extra = expectTensors(where, slots, weights, bare, strict);
    const model = make();
    try {
      await loadSlots(model, slots, weights, bare);
    } catch (error) {
      dispose(model);
      throw error;
    }
    return { model: model as M, skipped: [...skipped.map(([, name]) => name), ...extra] };
  } finally {
    await weights.close();
  }
}

/** Whether a class is another one or extends it. */
function isKind(own: { prototype: unknown }, wanted: { prototype: unknown }): boolean {
  const { prototype } = wanted;
  return (
    own === wanted || Object.prototype.isPrototypeOf.call(Object(prototype), Object(own.prototype))
  );
}

async function readTokenizer(where: string, locate: Locate) {
  const [file, about] = [await locate('tokenizer.json'), await locate('tokenizer_config.json')];
  const name = `${where}: tokenizer_config.json`;
  const tokenizerConfig = about === undefined ? undefined : await readJson(name, about, TOKENIZER);
  if (file === undefined) return { tokenizer: undefined, tokenizerConfig };
  const json = await readJson(`${where}: tokenizer.json`, file, TOKENIZER);
  return { tokenizer: fromTokenizerJson(json, tokenizerConfig), tokenizerConfig };
}
