import { setup } from '@dl/core';
import { loadSentenceEncoder } from '@dl/transformer/sentence-encoder';
import type { Contender } from '../../../apps/bench/src/row';
import { SENTENCES } from './sentences';

/** Vectors of all sentences, read back; the checksum is a cosine. */
export async function embeddings(): Promise<Contender> {
  await setup({ backend: 'wasm', threads: 1 });
  const model = await loadSentenceEncoder();
  const once = async () => {
    const vectors = await model.embed(SENTENCES);
    const values = (await vectors.array()) as number[][];
    vectors.dispose();
    return values;
  };
  const [first = [], second = []] = await once();
  const checksum = first.reduce((sum, value, i) => sum + value * (second[i] as number), 0);
  const run = async (times: number) => {
    for (let i = 0; i < times; i++) await once();
  };
  return { run, checksum };
}
