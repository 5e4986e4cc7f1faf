import type { DefaultTheme } from 'vitepress';
import { npmUrl, sourceUrl } from '../../../tools/site-address.mjs';

/** Icons at the head of every page: npm, and the sources where a build knows of them. */
export function socialLinks(names: { source: string; npm: string }): DefaultTheme.SocialLink[] {
  const source = sourceUrl();
  const links: DefaultTheme.SocialLink[] = [
    { icon: 'npm', link: npmUrl('@dl/core'), ariaLabel: names.npm },
  ];
  if (source) links.unshift({ icon: 'github', link: source, ariaLabel: names.source });
  return links;
}
