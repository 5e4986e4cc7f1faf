import type { UserConfig } from 'vitepress';

type Plugin = Exclude<NonNullable<NonNullable<UserConfig['vite']>['plugins']>[number], unknown[]>;

/** What the theme says to screen readers and has no option for. `$named` of the theme translates it. */
const NAMES = [
  'Main Navigation',
  'Sidebar Navigation',
  'Pager',
  'extra navigation',
  'mobile navigation',
  'toggle section',
];

/** In the theme's components, `aria-label="Pager"` becomes `:aria-label="$named('Pager')"`, and a text likewise. */
export const themeNames: Plugin = {
  name: 'dl:theme-names',
  enforce: 'pre',
  transform(code: string, id: string) {
    if (!/theme-default\/components\/\w+\.vue$/.test(id)) return undefined;
    const changed = NAMES.reduce(
      (text, name) =>
        text
          .replace(
            new RegExp(`(\\s)(aria-label|label)="${name}"`, 'g'),
            `$1:$2="$named('${name}')"`,
          )
          .replace(new RegExp(`>\\s*${name}\\s*<`, 'g'), `>{{ $named('${name}') }}<`),
      code,
    );
    return changed === code ? undefined : { code: changed, map: null };
  },
} as Plugin;
