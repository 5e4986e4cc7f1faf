import { walk } from '../model/walk';
import { Linear } from '../nn/linear';

/** A `Linear` of a model, or some of its columns that have a name. */
export interface Site {
  /** `blocks.0.attention.input`, or of columns `blocks.0.attention.query`. */
  readonly path: string;
  readonly layer: Linear;
  /** Of columns their name; `all` of the whole. */
  readonly part: string;
  readonly first: number;
  readonly count: number;
  /** Of the layer. */
  readonly layerPath: string;
}

/** Every `Linear` of a model, in the order of its fields, each in front of its columns. @throws TypeError for no model */
export function linearSites(where: string, model: unknown): Site[] {
  const sites: Site[] = [];
  walk(where, model, (at, variable, holder) => {
    if (!(holder instanceof Linear) || variable !== holder.weight) return;
    const layer = holder;
    const path = at.slice(0, Math.max(at.lastIndexOf('.'), 0));
    const own = { layer, layerPath: path };
    sites.push({ ...own, path, part: 'all', first: 0, count: variable.shape[1] as number });
    const parent = path.slice(0, path.lastIndexOf('.') + 1);
    for (const [part, [first, count]] of Object.entries(layer.columns ?? {})) {
      sites.push({ ...own, path: `${parent}${part}`, part, first, count });
    }
  });
  return sites;
}
