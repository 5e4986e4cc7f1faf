import { fileStore, type StoredTensor, stateDict, toStored, writeSafetensors } from '@dl/core';
import {
  expected,
  expectPositiveInteger,
  type OptionChecks,
  oneOf,
  readOptions,
} from '@dl/core/check';
import type { Bpe, WordPiece } from '@dl/text';
import { toTokenizerJson } from '@dl/text/huggingface';
import type * as tf from '@tensorflow/tfjs-core';
import type { Form, PretrainedModel } from './form';
import { FORMS } from './forms';
import { parted, type Slot, shapeThere } from './slots';

export interface SavePretrainedOptions {
  /** How numbers are kept: F32, or F16 and BF16, rounded. Default F32. */
  dtype?: 'F32' | 'F16' | 'BF16' | undefined;
  /** The bytes of weights that a file has at most; a tensor of more has one of its own. Default 5 GB. */
  maxShardSize?: number | undefined;
  /** What is said beside what the model is, such as `eos_token_id`. */
  config?: Readonly<Record<string, unknown>> | undefined;
  /** For `tokenizer.json`: a tokenizer of `@dl/text`, or what such a file says. Default: none is written. */
  tokenizer?: Bpe | WordPiece | Readonly<Record<string, unknown>> | undefined;
}

const OPTIONS: OptionChecks<SavePretrainedOptions> = {
  dtype: oneOf(['F32', 'F16', 'BF16']),
  maxShardSize: (where, name, value) =>
    expectPositiveInteger(where, name, value as number, Number.MAX_SAFE_INTEGER),
  config: expectObject,
  tokenizer: expectObject,
};

/** The names of dtypes in a configuration. */
const DTYPES = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' } as const;

/** Left out, they would be those of GPT-2's or Llama's own vocabulary. */
const NO_TOKENS = { bos_token_id: null, eos_token_id: null };

/** Where files go: a folder (Node), which is made, or a function that takes each by its name. */
export type PretrainedTarget = string | ((file: string, bytes: Uint8Array) => void | Promise<void>);

/**
 * Writes a model as Hugging Face's libraries read it: `config.json`, `model.safetensors`, or shards with `model.safetensors.index.json`
 * where it is larger than `maxShardSize`, and `tokenizer.json`. Names and layouts are those of `transformers`.
 *
 * ```ts
 * await savePretrained(gpt, './folder', { tokenizer: bpe, dtype: 'BF16' });
 * // AutoModelForCausalLM.from_pretrained('./folder')
 * ```
 *
 * @throws RangeError for a model whose blocks are none of the form, such as other norms or ALiBi; TypeError for another model or options
 */
export async function savePretrained(
  model: PretrainedModel,
  target: PretrainedTarget,
  options?: SavePretrainedOptions,
): Promise<void> {
  const where = 'savePretrained';
  const own = readOptions(where, options, OPTIONS);
  const { dtype = 'F32', maxShardSize = 5e9, config: more, tokenizer } = own;
  const form = formFor(where, model);
  const { config, slots } = form.write(where, model);
  const write = writerTo(where, target);
  // Before anything is written: what JSON cannot hold is refused.
  const said = json(`${where}: config`, {
    ...NO_TOKENS,
    ...more,
    ...config,
    dtype: DTYPES[dtype],
  });
  const tokens = tokenizer && json(`${where}: tokenizer`, tokenizerJson(tokenizer));
  const shards = sharded(slots, maxShardSize, dtype === 'F32' ? 4 : 2);
  const variables = stateDict(model);
  const map: Record<string, string> = {};
  for (const [i, shard] of shards.entries()) {
    const file = shards.length === 1 ? 'model.safetensors' : shardName(i, shards.length);
    const tensors: Record<string, StoredTensor> = {};
    for (const slot of shard) {
      const data = (await (variables[slot.path] as tf.Variable).data()) as Float32Array;
      for (const [p, values] of parted(slot, data).entries()) {
        const part = slot.parts[p] as Slot['parts'][number];
        const name = named(form, part.name);
        tensors[name] = toStored({ data: values, shape: shapeThere(slot, part) }, dtype);
        map[name] = file;
      }
    }
    await write(file, writeSafetensors(tensors, { format: 'pt' }));
  }
  if (shards.length > 1) {
    const size = slots.reduce((sum, slot) => sum + bytesOf(slot, dtype === 'F32' ? 4 : 2), 0);
    const index = { metadata: { total_size: size }, weight_map: map };
    await write('model.safetensors.index.json', json(where, index));
    // A file of an earlier model would be read instead of the shards.
    if (typeof target === 'string') await fileStore(`${target}/model.safetensors`).remove();
  }
  if (tokens !== undefined) await write('tokenizer.json', tokens);
  // Last: a folder without it is not taken for a model.
  await write('config.json', said);
}

function formFor(where: string, model: PretrainedModel): Form {
  const { gpt2, llama, bert } = FORMS as Record<'gpt2' | 'llama' | 'bert', Form>;
  if (model instanceof bert.model) return bert;
  const { decoder } = Object(model) as { decoder?: { blocks?: unknown } };
  if (Array.isArray(decoder?.blocks) && 'vocabSize' in model) {
    return 'positions' in model && model.positions !== undefined ? gpt2 : llama;
  }
  throw new TypeError(expected(`${where}: model`, 'a language model or a Bert', model));
}

/** Names of heads have no prefix; those of the base have one. */
function named({ prefix }: Form, name: string): string {
  return /^(lm_head|cls)\./.test(name) ? name : `${prefix}${name}`;
}

function writerTo(where: string, target: PretrainedTarget) {
  if (typeof target === 'function')
    return async (file: string, own: Uint8Array) => target(file, own);
  if (typeof target !== 'string' || target === '') {
    throw new TypeError(expected(`${where}: target`, 'a folder or a function', target));
  }
  const folder = target.replace(/[/\\]$/, '');
  return (file: string, own: Uint8Array) => fileStore(`${folder}/${file}`).write(own);
}

/** Slots one after the other, as many as a file holds. */
function sharded(slots: readonly Slot[], most: number, width: number): Slot[][] {
  const shards: Slot[][] = [];
  let left = 0;
  for (const slot of slots) {
    const size = bytesOf(slot, width);
    if (size > left || shards.length === 0) {
      shards.push([]);
      left = most;
    }
    shards.at(-1)?.push(slot);
    left -= size;
  }
  return shards;
}

function bytesOf({ rows = 1, parts }: Slot, width: number): number {
  return parts.reduce((sum, part) => sum + part.width, 0) * rows * width;
}

function shardName(i: number, count: number): string {
  const [own, all] = [i + 1, count].map((n) => String(n).padStart(5, '0'));
  return `model-${own}-of-${all}.safetensors`;
}

function tokenizerJson(tokenizer: NonNullable<SavePretrainedOptions['tokenizer']>): unknown {
  return typeof (tokenizer as Bpe).encode === 'function'
    ? toTokenizerJson(tokenizer as Bpe | WordPiece)
    : tokenizer;
}

function json(where: string, value: unknown): Uint8Array {
  try {
    return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
  } catch (cause) {
    throw new TypeError(expected(where, 'what JSON holds', (cause as Error).message), { cause });
  }
}

function expectObject(where: string, name: string, value: unknown): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new TypeError(expected(`${where}: ${name}`, 'an object', value));
}
