import { useData } from 'vitepress';
import { computed } from 'vue';

/**
 * In the place of the theme's own: the switch leads to the same page in the other language, and to its home where there is
 * no such page (the API and the decisions are in English only), never to a page that is not there.
 */
export function useLangs({ correspondingLink = false } = {}) {
  const { site, localeIndex, page, frontmatter, hash } = useData();
  const homeOf = (key: string) => (key === 'root' ? '/' : `/${key}/`);
  const currentLang = computed(() => ({
    label: site.value.locales[localeIndex.value]?.label,
    link: homeOf(localeIndex.value),
  }));
  const localeLinks = computed(() => {
    const own = page.value.relativePath.slice(currentLang.value.link.length - 1);
    const path = own.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '.html');
    return Object.entries(site.value.locales)
      .filter(([key]) => key !== localeIndex.value)
      .map(([key, { label }]) => ({
        text: label,
        link:
          correspondingLink && frontmatter.value.translated
            ? `${homeOf(key)}${path}${hash.value}`
            : homeOf(key),
      }));
  });
  return { localeLinks, currentLang };
}
