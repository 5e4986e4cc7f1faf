import { defineConfig } from 'tsup';
import { app } from '../../tools/tsup.mjs';

// Split, so that a peer's process loads the peer alone: bundled into one file, everybody's imports come first.
export default defineConfig(
  app({
    entry: ['src/cli.ts', 'src/contender.ts'],
    splitting: true,
  }),
);
