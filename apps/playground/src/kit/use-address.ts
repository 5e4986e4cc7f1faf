import type { Specs, Value } from '@dl/lessons';
import { ref, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { keptQuery } from '../shell/preferences';
import type { TopicPage } from '../shell/topics';
import { type Note, parseSettings, type Query, toQuery } from './settings';

/** The most steps that a link may ask to be run at once. */
const FURTHEST = 200_000;

/** What an address asks for: settings, and the step to be run to; 0 stands still, none is the page's own choice. */
export interface Asked {
  readonly values: Readonly<Record<string, Value>>;
  readonly step: number | undefined;
}

/**
 * Settings in the address of a page: they are written when they change, and read when somebody else changes the
 * address. `notes` are what was mended in it.
 */
export function useAddress(
  specs: Specs,
  values: Record<string, Value>,
  onRead: (asked: Asked) => void,
) {
  const route = useRoute();
  const router = useRouter();
  const { path, meta } = route;
  const { file } = meta.shown as TopicPage;
  const notes = ref<Note[]>([]);
  let active = true;
  let written = '';

  function read(query: Query): Asked {
    const { values: asked, notes: mended } = parseSettings(specs, {
      ...toQuery(values),
      ...query,
    });
    notes.value = mended;
    if (typeof query.step !== 'string') return { values: asked, step: undefined };
    const step = Number(query.step);
    const whole = Number.isSafeInteger(step) && step > 0;
    return { values: asked, step: whole ? Math.min(step, FURTHEST) : 0 };
  }

  function write(): void {
    if (!active || route.path !== path) return;
    const query = { ...keptQuery(route.query), ...toQuery(values) };
    written = JSON.stringify(query);
    if (written !== JSON.stringify(route.query)) void router.replace({ path, query });
  }

  function follow(query: Query): void {
    onRead(read(query));
    write();
  }

  watch(() => values, write, { deep: true });
  watch(
    () => route.query,
    (query) => {
      // What was written here is no news.
      if (active && route.path === path && JSON.stringify(query) !== written) follow(query);
    },
  );
  void router.isReady().then(write);

  return {
    notes,
    /** What the address asks for now. */
    asked: () => read(route.query),
    /** The page is left: the address is another's. */
    leave: () => {
      active = false;
    },
    /** The page is there again, perhaps by a link with settings in it. */
    enter: () => {
      active = true;
      follow(route.query);
    },
    /** An address that shows the same at another place: these settings, run to `step`. */
    link: (step: number) => {
      const { embed: _, ...kept } = keptQuery(route.query);
      const at = Math.min(step, FURTHEST);
      const query = { ...kept, ...toQuery(values), ...(at > 0 && { step: String(at) }) };
      const link = new URL(router.resolve({ path, query }).href, location.href);
      // The page's own file, which says to whoever is sent the link what it leads to.
      link.pathname = link.pathname.replace(/[^/]*$/, `${file}.html`);
      return link.href;
    },
  };
}
