import { onBeforeUnmount, type Ref, ref, watchEffect } from 'vue';

/** What is started. */
interface Run {
  start(): void;
  pause(): void;
  readonly running: Ref<boolean>;
  readonly failure: Ref<unknown>;
}

/**
 * A page that nobody has touched yet trains by itself, as long as somebody sees it: it stands while it is scrolled away or
 * lies in a hidden tab, and where motion is not wanted.
 */
export function useSelfStart({ start, pause, running, failure }: Run) {
  const armed = ref(false);
  const inView = ref(false);
  const shown = ref(!document.hidden);

  const sight = new IntersectionObserver((entries) => {
    inView.value = entries.at(-1)?.isIntersecting === true;
  });
  const look = () => {
    shown.value = !document.hidden;
  };
  document.addEventListener('visibilitychange', look);
  onBeforeUnmount(() => {
    sight.disconnect();
    document.removeEventListener('visibilitychange', look);
  });

  watchEffect(() => {
    if (!armed.value || failure.value) return;
    const wanted = inView.value && shown.value;
    if (wanted !== running.value) (wanted ? start : pause)();
  });

  return {
    arm(): void {
      armed.value = !matchMedia('(prefers-reduced-motion: reduce)').matches;
    },
    disarm(): void {
      armed.value = false;
    },
    watch: (element: Element) => sight.observe(element),
  };
}
