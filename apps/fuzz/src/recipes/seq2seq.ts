import type { Recipes } from '../recipe';
import { dialogueRecipes } from './dialogue';
import { translatorRecipes } from './translator';

/** What the fuzzer calls of the package, with right arguments. */
export const seq2seqRecipes: Recipes = { ...translatorRecipes, ...dialogueRecipes };
