import { defineConfig } from 'tsup';
import { library } from '../../tools/tsup.mjs';

// CommonJS a door each, not one file of all: what the terminal needs, a page does not have, and the other way round.
export default defineConfig([
  library(),
  library({ format: ['cjs'], splitting: false, clean: false }),
]);
