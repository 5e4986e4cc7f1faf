import { defineConfig } from 'tsup';
import { app } from '../../tools/tsup.mjs';

// A topic is a file of its own, found when the program runs; what topics share is split off.
export default defineConfig(
  app({ entry: ['src/cli.ts', 'src/topics/*.ts', '!src/**/*.test.ts'], splitting: true }),
);
