import type { DefaultTheme } from 'vitepress';
import { npmUrl, sourceUrl } from '../../../tools/site-address.mjs';

/** Icons at the head of every page: the sources and npm, where a build knows of them. */
export function socialLinks(names: { source: string; npm: string }): DefaultTheme.SocialLink[] {
  const source = sourceUrl();
  const npm = npmUrl('@dl/core');
  return [
    ...(source ? [{ icon: 'github' as const, link: source, ariaLabel: names.source }] : []),
    ...(npm ? [{ icon: 'npm' as const, link: npm, ariaLabel: names.npm }] : []),
  ];
}
