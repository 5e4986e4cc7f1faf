import { generator } from '../material';
import { call, type Recipes } from '../recipe';

/** `@dl/datasets`, without what reads files. */
export const DATASETS: Recipes = {
  addingProblem: call((draw) => [draw.size(), draw.int(2, 9), { rng: generator(draw) }]),
  universalTag: call((draw) => [draw.pick(['nn', 'np$', 'pps+bez', 'fw-jj', '*'])]),
};
