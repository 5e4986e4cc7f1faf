import { floats } from '../material';
import { call, type Recipes } from '../recipe';

/** What the fuzzer calls of the package, with right arguments. */
export const __LOWER__Recipes: Recipes = {
  rescale: call((draw) => [floats(...draw.sizes(2)), 1.5]),
};
