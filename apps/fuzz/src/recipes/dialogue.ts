import type { Draw } from '../draw';
import { generator, ids } from '../material';
import { call, method, type Recipes } from '../recipe';

/** Two dialogues, of three utterances and of one. */
const batch = () => ({ ids: ids(7, 4, 3), lengths: [3, 1, 2, 3], turns: [3, 1] });

const options = (draw: Draw) => ({
  ...{ rng: generator(draw), sos: 0, unk: 2, contextSize: 4 },
  ...draw.some({ embeddingSize: 3, window: draw.int(1, 4), directConnection: true }),
});

/** The models of dialogues of @dl/seq2seq. */
export const dialogueRecipes: Recipes = {
  dialogueBatch: call((draw) => [[[[3, 4], [5]], [[6]]], { eos: 1, ...draw.some({ pad: 0 }) }]),
  Hred: call(
    (draw) => [7, 5, options(draw)],
    method('loss', (draw) => [batch(), { rng: generator(draw), wordDropout: 0.3 }]),
  ),
  Vhred: call(
    (draw) => [7, 5, { ...options(draw), ...draw.some({ latentSize: 3, bagOfWords: true }) }],
    method('loss', (draw) => [
      batch(),
      { rng: generator(draw), ...draw.some({ beta: 0.5, freeBits: 0.1, wordDropout: 0.3 }) },
    ]),
  ),
};
