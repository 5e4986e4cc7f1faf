import { expected } from '../check/describe';
import { KerasError } from './keras-config';

/** One call of a layer: its name, and which call of it. */
export type Call = readonly [layer: string, call: number];

/** A layer as a topology names it. */
export interface KerasNode {
  readonly kind: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** What each call of it takes. */
  readonly inbound: readonly (readonly Call[])[];
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
    new KerasError(expected(`fromKeras: ${where}${at}`, what, value));
  if (!isObject(model)) throw fail('', 'an object', model);
  const { class_name: kind, config } = model;
  const list = isObject(config) ? config.layers : config;
  if (!Array.isArray(list) || list.length === 0) throw fail(': config', 'layers', config);
  const names = new Set<string>();
  const nodes = list.map((entry: unknown, i): KerasNode => {
    const own = isObject(entry) && isObject(entry.config) ? entry.config : undefined;
    const { class_name: of, name = own?.name } = (entry ?? {}) as Record<string, unknown>;
    if (own === undefined || typeof of !== 'string' || typeof name !== 'string') {
      throw fail(`: layers.${i}`, 'a class_name, a name and a config', entry);
    }
    if (names.has(name)) throw fail(`: layers.${i}: name`, 'one that no other has', name);
    names.add(name);
    const calls = (entry as Record<string, unknown>).inbound_nodes ?? [];
    if (!Array.isArray(calls)) throw fail(`: layers.${i}: inbound_nodes`, 'an array', calls);
    return { kind: of, name, config: own, inbound: calls.map(callsIn) };
  });
  if (kind === 'Sequential') return inARow(nodes);
  const ends = (entry: string) => {
    const calls = isObject(config) ? callsIn(config[entry]) : [];
    if (calls.length === 0) throw fail(`: ${entry}`, 'at least one layer', calls);
    return calls;
  };
  return { nodes, inputs: ends('input_layers'), outputs: ends('output_layers') };
}

/** Layers that follow one another: the first takes what the model takes. */
function inARow(list: readonly KerasNode[]): KerasTopology {
  const rest = list.filter(({ kind }) => kind !== 'InputLayer');
  const input: KerasNode = { kind: 'InputLayer', name: '', config: {}, inbound: [] };
  const nodes = [input, ...rest].map((node, i, all) => {
    const before = all[i - 1];
    return { ...node, inbound: before === undefined ? [] : [[[before.name, 0] as const]] };
  });
  return { nodes, inputs: [['', 0]], outputs: [[(nodes.at(-1) as KerasNode).name, 0]] };
}

/** All `[name, call, tensor]` in an entry, in their order, as Keras 2 and Keras 3 write them. */
function callsIn(entry: unknown): Call[] {
  if (isObject(entry)) {
    return 'keras_history' in entry ? callsIn(entry.keras_history) : callsIn(Object.values(entry));
  }
  if (!Array.isArray(entry)) return [];
  const [name, call] = entry;
  if (typeof name === 'string' && Number.isSafeInteger(call)) return [[name, call]];
  return entry.flatMap(callsIn);
}
