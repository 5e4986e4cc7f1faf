import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'vitepress';
import { npmUrl, sourceUrl } from '../../../tools/site-address.mjs';
import { themeNames } from './theme-names';

/** Changes to VitePress's own Vite: the switch of languages is ours, and so are names that screen readers get. */
export const vite: NonNullable<UserConfig['vite']> = {
  resolve: {
    alias: [
      {
        find: /^.*\/composables\/langs$/,
        replacement: fileURLToPath(new URL('../theme/langs.ts', import.meta.url)),
      },
    ],
  },
  define: {
    __SOURCE__: JSON.stringify(sourceUrl() ?? ''),
    __NPM__: JSON.stringify(npmUrl('@dl/core') ?? ''),
  },
  plugins: [themeNames],
  build: { chunkSizeWarningLimit: 2000 },
};
