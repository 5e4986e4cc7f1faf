const TRIED = 'dl-isolation';

/** As it was asked for: pages take the step out of it. */
const asked = location.href;

/**
 * Brings cross-origin isolation, and so threads, to a static host that sends no headers: a service worker adds them.
 * The page is loaded a second time, once in a session at most and only at its beginning: a mark is set before, and
 * where none can be set nothing is done. A frame is left alone, since its parent decides whether it can be isolated.
 * Everything works without it, on one thread.
 */
export async function isolate(): Promise<void> {
  if (crossOriginIsolated || !isSecureContext || window.top !== window.self) return;
  if (!('serviceWorker' in navigator) || !mark()) return;
  let touched = false;
  addEventListener('pointerdown', () => (touched = true), { once: true });
  addEventListener('keydown', () => (touched = true), { once: true });
  try {
    await navigator.serviceWorker.register('./coi-serviceworker.js');
    await navigator.serviceWorker.ready;
  } catch {
    return; // Not allowed here.
  }
  // Whoever has begun gets threads at the next visit.
  if (touched) return;
  history.replaceState(history.state, '', asked);
  location.reload();
}

/** Sets the mark; false if it was there, or cannot be set. */
function mark(): boolean {
  try {
    if (sessionStorage.getItem(TRIED) !== null) return false;
    sessionStorage.setItem(TRIED, 'tried');
    return sessionStorage.getItem(TRIED) !== null;
  } catch {
    return false;
  }
}
