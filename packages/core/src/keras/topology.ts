import { KerasError, kerasError } from './error';
import { countedName } from './names';

/** One call of a layer: its name, which call of it, and which of its tensors. */
export type Call = readonly [layer: string, call: number, tensor: number];

/** What one call of a layer takes. */
export interface KerasCall {
  readonly takes: readonly Call[];
  /** The mask that it is told to use; else that of what it takes. */
  readonly mask?: Call | undefined;
}

/** A layer as a topology names it. */
export interface KerasNode {
  readonly kind: string;
  readonly name: string;
  /** The name that Keras' own format gives it in this model: its class, counted. */
  readonly saved: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound: readonly KerasCall[];
}

/** A model as a topology has it. */
export interface KerasTopology {
  readonly nodes: readonly KerasNode[];
  readonly inputs: readonly Call[];
  readonly outputs: readonly Call[];
}

/** Whether a value is an object with entries. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a model's class and config. @throws KerasError */
export function readTopology(where: string, model: unknown): KerasTopology {
  const fail = (at: string, what: string, value: unknown) =>
    kerasError(`${where}${at}`, what, value);
  if (!isObject(model)) throw fail('', 'an object', model);
  const { class_name: kind, config } = model;
  const list = isObject(config) ? config.layers : config;
  if (!Array.isArray(list) || list.length === 0) throw fail(': config', 'layers', config);
  const names = new Set<string>();
  const counts = new Map<string, number>();
  const nodes = list.map((entry: unknown, i): KerasNode => {
    const own = isObject(entry) && isObject(entry.config) ? entry.config : undefined;
    const { class_name: of, name = own?.name } = (entry ?? {}) as Record<string, unknown>;
    if (own === undefined || typeof of !== 'string' || typeof name !== 'string') {
      throw fail(`: layers.${i}`, 'a class_name, a name and a config', entry);
    }
    if (names.has(name)) throw fail(`: layers.${i}: name`, 'one that no other has', name);
    names.add(name);
    const count = counts.get(of) ?? 0;
    counts.set(of, count + 1);
    const saved = countedName(of, count);
    const calls = (entry as Record<string, unknown>).inbound_nodes ?? [];
    if (!Array.isArray(calls)) throw fail(`: layers.${i}: inbound_nodes`, 'an array', calls);
    const at = `${where}: layers.${i}: inbound_nodes`;
    return { kind: of, name, saved, config: own, inbound: calls.map((call) => callOf(at, call)) };
  });
  if (kind === 'Sequential') return inARow(nodes);
  const ends = (entry: string) => {
    const at = `${where}: ${entry}`;
    const calls = isObject(config) ? callsIn(at, config[entry], () => undefined) : [];
    if (calls.length === 0) throw fail(`: ${entry}`, 'at least one layer', calls);
    return calls;
  };
  return { nodes, inputs: ends('input_layers'), outputs: ends('output_layers') };
}

/** Layers that follow one another: the first takes what the model takes. */
function inARow(list: readonly KerasNode[]): KerasTopology {
  const rest = list.filter(({ kind }) => kind !== 'InputLayer');
  const input = { kind: 'InputLayer', name: '', saved: '', config: {}, inbound: [] };
  const nodes = [input, ...rest].map((node, i, all): KerasNode => {
    const before = all[i - 1];
    return { ...node, inbound: before === undefined ? [] : [{ takes: [[before.name, 0, 0]] }] };
  });
  const last = nodes.at(-1) as KerasNode;
  return { nodes, inputs: [['', 0, 0]], outputs: [[last.name, 0, 0]] };
}

/** What one call takes: its tensors in their order, and a mask. Keras 2 writes lists, Keras 3 `args` and `kwargs`. */
function callOf(where: string, entry: unknown): KerasCall {
  let mask: Call | undefined;
  const more: Call[] = [];
  const takes = callsIn(where, entry, (named) => {
    for (const [name, value] of Object.entries(named)) {
      const calls = callsIn(where, value, () => undefined);
      if (calls.length === 0) continue;
      if (name === 'mask') mask = calls[0];
      else if (name === 'initial_state') more.push(...calls);
      else throw kerasError(where, 'tensors, a mask or an initial_state', name);
    }
  });
  return { takes: [...takes, ...more], mask };
}

const MOST_DEPTH = 64;

/** All `[name, call, tensor]` in an entry, in their order, as Keras 2 and Keras 3 write them. */
function callsIn(
  where: string,
  entry: unknown,
  onNamed: (named: Record<string, unknown>) => void,
  depth = 0,
): Call[] {
  if (depth > MOST_DEPTH) {
    throw new KerasError(
      `fromKeras: ${where}: expected at most ${MOST_DEPTH} lists within each other, got more`,
    );
  }
  if (isObject(entry)) {
    if ('keras_history' in entry) return callsIn(where, entry.keras_history, onNamed, depth + 1);
    if (isObject(entry.kwargs)) onNamed(entry.kwargs);
    const rest = Object.entries(entry).filter(([name]) => name !== 'kwargs');
    return rest.flatMap(([, value]) => callsIn(where, value, onNamed, depth + 1));
  }
  if (!Array.isArray(entry)) return [];
  const [name, call, tensor, named] = entry;
  if (typeof name === 'string' && Number.isSafeInteger(call)) {
    if (isObject(named)) onNamed(named);
    return [[name, call, Number.isSafeInteger(tensor) ? tensor : 0]];
  }
  return entry.flatMap((value) => callsIn(where, value, onNamed, depth + 1));
}
