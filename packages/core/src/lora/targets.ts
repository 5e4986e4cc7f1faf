import { describeText, expected } from '../check/describe';
import { nearestName } from '../check/nearest-name';
import type { Linear } from '../nn/linear';
import type { Site } from './linears';

/**
 * Which layers are adapted: ends of their paths (`['attention.query', 'attention.value']`), a regular expression that is found in a path,
 * a function of path and layer, or `all-linear`. What lies side by side in one matrix has paths of its own: attention's `input` is
 * `query`, `key` and `value` too.
 */
export type LoraTargets =
  | 'all-linear'
  | readonly string[]
  | RegExp
  | ((path: string, layer: Linear) => boolean);

/** Checks targets. @throws TypeError */
export function expectTargets(where: string, name: string, targets: unknown): void {
  if (targets === 'all-linear' || targets instanceof RegExp || typeof targets === 'function')
    return;
  const isList = Array.isArray(targets) && targets.length > 0;
  if (isList && targets.every((end) => typeof end === 'string' && end !== '')) return;
  const rule = 'a list of ends of paths, a regular expression, a function or "all-linear"';
  throw new TypeError(expected(`${where}: ${name}`, rule, targets));
}

/**
 * The sites that are meant, none twice: where a whole layer is, not its columns as well.
 *
 * @throws RangeError for targets that are nowhere in the model
 */
export function chosenSites(where: string, sites: readonly Site[], targets: LoraTargets): Site[] {
  if (typeof targets === 'object' && !(targets instanceof RegExp)) {
    for (const end of targets) expectFound(where, sites, end);
  }
  const whole = new Set<Linear>();
  const chosen = sites.filter((site) => {
    if (whole.has(site.layer) || !isMeant(site, targets)) return false;
    if (site.part === 'all') whole.add(site.layer);
    return true;
  });
  if (chosen.length === 0) {
    throw new RangeError(`${where}: targets: expected some of ${listed(sites)}, got none of them`);
  }
  return chosen;
}

function isMeant({ path, layer, part }: Site, targets: LoraTargets): boolean {
  if (targets === 'all-linear') return part === 'all';
  if (typeof targets === 'function') return targets(path, layer);
  if (targets instanceof RegExp) return path.search(targets) >= 0;
  return targets.some((end) => isEnd(path, end));
}

function isEnd(path: string, end: string): boolean {
  return path === end || path.endsWith(`.${end}`);
}

function expectFound(where: string, sites: readonly Site[], end: string): void {
  if (sites.some(({ path }) => isEnd(path, end))) return;
  // What paths end with, in as many names as were given.
  const names = end.split('.').length;
  const ends = sites.map(({ path }) => path.split('.').slice(-names).join('.'));
  const nearest = nearestName(end, ends);
  const hint = nearest === undefined ? '' : ` (is it ${nearest}?)`;
  const some = listed(sites);
  throw new RangeError(
    `${where}: targets: expected ends of ${some}, got ${describeText(end)}${hint}`,
  );
}

function listed(sites: readonly Site[]): string {
  if (sites.length === 0) return 'paths of Linear layers, of which the model has none';
  const paths = sites.slice(0, 12).map(({ path }) => (path === '' ? '""' : path));
  const more = sites.length > 12 ? `, … and ${sites.length - 12} more` : '';
  return `${paths.join(', ')}${more}`;
}
