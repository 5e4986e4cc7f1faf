import { defineConfig } from 'tsup';
import { app } from '../../tools/tsup.mjs';

// Split, so that a peer's process loads the peer alone: bundled into one file, everybody's imports come first.
export default defineConfig(
  app({
    entry: {
      cli: 'src/cli.ts',
      contender: 'src/contender.ts',
      'gpu/ours': 'src/gpu/ours.ts',
      'gpu/tfjs': 'src/gpu/tfjs.ts',
      'gpu/jax': 'src/gpu/jax.ts',
    },
    splitting: true,
  }),
);
