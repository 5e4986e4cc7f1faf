import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { multiHeadAttentionTorch } from '@dl/attention/torch';
import { random, setup, writeSafetensors } from '@dl/core';
import { toTorch } from '@dl/core/torch';
import { generate } from '@dl/text';
import type { Gpt } from '@dl/transformer';
import * as tf from '@tensorflow/tfjs-core';
import { ROOT } from '../paths';
import type { Contender } from '../row';
import { gptTraining, makeGpt } from './gpt';
import { GPT, type GptSizes } from './gpt-sizes';
import { WEIGHTS } from './gpt-weights';

/** Which ids are trained on, and which come next: the same in every peer. */
export function idsOf({ batch, block, vocabulary }: GptSizes): [ids: Int32Array, next: Int32Array] {
  const ids = (step: number) =>
    Int32Array.from({ length: batch * block }, (_, i) => (i * step) % vocabulary);
  return [ids(7919), ids(104_729)];
}

/** Training steps of it; the checksum is the loss after the first two. */
export async function gptStep(sizes: GptSizes = GPT, threads = 1): Promise<Contender> {
  await setup({ backend: 'wasm', threads });
  const model = await madeGpt(sizes);
  const [ids, next] = idsOf(sizes).map((values) =>
    tf.tensor2d(values, [sizes.batch, sizes.block], 'int32'),
  ) as [tf.Tensor, tf.Tensor];
  const { run, lossOf } = gptTraining(model, ids, next, 1e-3);
  run(2);
  const loss = lossOf();
  const [checksum] = loss.dataSync();
  loss.dispose();
  return { run, checksum };
}

/** As many tokens as its block has, by a cache, each the likeliest; the checksum is of the ids that come. */
export async function gptTokens(sizes: GptSizes = GPT): Promise<Contender> {
  await setup({ backend: 'wasm', threads: 1 });
  const model = await madeGpt(sizes);
  const write = async () => {
    const { state, start } = model.start([[1]]);
    const [row] = await generate(model, { state, start, maxLength: sizes.block });
    tf.dispose(state as never);
    return row?.tokens ?? [];
  };
  const checksum = (await write()).reduce((sum, id, place) => sum + id * (place + 1), 0);
  const run = async (times: number) => {
    for (let i = 0; i < times; i++) await write();
  };
  return { run, checksum };
}

/** The model, whose weights are written down for the peer. */
async function madeGpt(sizes: GptSizes): Promise<Gpt> {
  const model = makeGpt(sizes, { rng: random(1) });
  const file = path.join(ROOT, WEIGHTS);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(
    file,
    writeSafetensors(await toTorch(model, { layers: [multiHeadAttentionTorch] })),
  );
  return model;
}
