import { floats } from '../material';
import { call, type Recipes } from '../recipe';
import { dialogueRecipes } from './dialogue';

/** What the fuzzer calls of the package, with right arguments. */
export const seq2seqRecipes: Recipes = {
  rescale: call((draw) => [floats(...draw.sizes(2)), 1.5]),
  ...dialogueRecipes,
};
