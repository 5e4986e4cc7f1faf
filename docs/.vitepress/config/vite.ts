import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'vitepress';

/** Changes to VitePress's own Vite: the switch of languages is ours. */
export const vite: NonNullable<UserConfig['vite']> = {
  resolve: {
    alias: [
      {
        find: /^.*\/composables\/langs$/,
        replacement: fileURLToPath(new URL('../theme/langs.ts', import.meta.url)),
      },
    ],
  },
  build: { chunkSizeWarningLimit: 2000 },
};
