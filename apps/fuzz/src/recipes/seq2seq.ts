import type { Recipes } from '../recipe';
import { dialogueRecipes } from './dialogue';
import { translatorRecipes } from './translator';
import { vaeRecipes } from './vae';

/** What the fuzzer calls of the package, with right arguments. */
export const seq2seqRecipes: Recipes = { ...translatorRecipes, ...vaeRecipes, ...dialogueRecipes };
