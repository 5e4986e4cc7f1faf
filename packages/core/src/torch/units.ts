import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import { type ArrayKind, isTagged } from '../check/realm';
import type { ArrayValue } from '../model/load-state-dict';
import { stateDict } from '../model/state-dict';
import type { TorchField } from '../nn/torch-fields';
import { expectKeys, expectNames, expectOrder, expectValue } from './check-units';
import { type TorchCodec, TorchCodecs, type TorchModule } from './codec';

/** Variables that have their counterparts in PyTorch together: mostly one. */
export interface TorchUnit {
  /** The names there and their shapes. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** The arrays that hold their numbers; undefined for a Variable that is in no file. */
  readonly kind: ArrayKind | undefined;
  /** Values by their names there, of those shapes → by path here. */
  inward(values: Readonly<Record<string, ArrayValue>>): Record<string, tf.Tensor | ArrayValue>;
  /** What the Variables hold, by the names there. */
  outward(): Promise<Record<string, ArrayValue>>;
}

const KINDS: Readonly<Record<string, ArrayKind>> = {
  float32: 'Float32Array',
  int32: 'Int32Array',
  bool: 'Uint8Array',
};

/** All of a model, in the order of its state dict. @throws TypeError for a layer whose codec is not among `layers` */
export function torchUnitsOf(
  where: string,
  model: unknown,
  layers: readonly TorchCodec[] = [],
): TorchUnit[] {
  if (typeof model !== 'object' || model === null) {
    throw new TypeError(expected(`${where}: model`, 'an object', model));
  }
  const codecs = new TorchCodecs(layers);
  const units: TorchUnit[] = [];
  const modules = new Map<unknown, Record<string, tf.Variable>>();
  for (const [path, variable] of Object.entries(stateDict(model))) {
    const { name, field, owner } = placeOf(where, model, path, variable, codecs);
    if (owner === undefined) {
      if (field !== undefined) expectOrder(where, path, variable, field);
      units.push(single(path, variable, name, field));
      continue;
    }
    const own = modules.get(owner.node) ?? {};
    own[owner.path] = variable;
    if (modules.has(owner.node)) continue;
    modules.set(owner.node, own);
    const here = path.slice(0, path.length - owner.path.length);
    units.push(several(where, owner.module, owner.node, own, here, name));
  }
  expectNames(where, units);
  return units;
}

interface Place {
  /** There; of a module its prefix. */
  readonly name: string;
  readonly field?: TorchField;
  readonly owner?: { module: TorchModule; node: object; path: string };
}

/** Where a Variable is there. */
function placeOf(
  where: string,
  model: object,
  path: string,
  variable: tf.Variable,
  codecs: TorchCodecs,
): Place {
  const parts = path.split('.');
  const names: string[] = [];
  let at = 0;
  for (const { node, key } of trailOf(model, path, variable) ?? []) {
    const own = parts.slice(at).join('.');
    const { module, fields } = codecs.of(where, parts.slice(0, at).join('.'), node);
    if (module?.shapes(node) !== undefined) {
      const prefix = names.map((each) => `${each}.`).join('');
      return { name: prefix, owner: { module, node, path: own } };
    }
    const field = fields?.[own];
    if (field !== undefined) return { name: [...names, field.name].join('.'), field };
    if (!(key === 'layers' && isSequential(node))) names.push(key);
    at += key.split('.').length;
  }
  return { name: names.join('.') };
}

/** A node of a model, and the key of the next one. */
interface Step {
  readonly node: object;
  readonly key: string;
}

/** From `node` to the Variable at `path`. A key may have dots of its own. */
function trailOf(node: object, path: string, variable: tf.Variable): Step[] | undefined {
  for (let end = path.indexOf('.'); ; end = path.indexOf('.', end + 1)) {
    const key = end < 0 ? path : path.slice(0, end);
    const child = childOf(node, key);
    if (end < 0) return child === variable ? [{ node, key }] : undefined;
    if (typeof child !== 'object' && typeof child !== 'function') continue;
    const rest = child && trailOf(child, path.slice(end + 1), variable);
    if (rest) return [{ node, key }, ...rest];
  }
}

function single(
  path: string,
  variable: tf.Variable,
  name: string,
  field: TorchField | undefined,
): TorchUnit {
  const shape = outwardShape(variable, field);
  return {
    shapes: { [name]: shape },
    kind: KINDS[variable.dtype],
    inward: (values) => {
      const { data } = values[name] as ArrayValue;
      if (field?.order === undefined) return { [path]: { data, shape: variable.shape } };
      const x = tf.tidy(() => inward(tf.tensor(data, shape, variable.dtype), variable, field));
      return { [path]: x };
    },
    async outward() {
      const there = tf.tidy(() => outward(variable, field));
      const held = await there.data();
      if (there !== variable) there.dispose();
      const make = variable.dtype === 'int32' ? Int32Array : Float32Array;
      const data = variable.dtype === 'bool' ? Uint8Array.from(held) : make.from(held);
      return { [name]: { data, shape: there.shape } };
    },
  };
}

function several(
  where: string,
  module: TorchModule,
  layer: object,
  variables: Readonly<Record<string, tf.Variable>>,
  here: string,
  there: string,
): TorchUnit {
  const shapes = prefixed(there, module.shapes(layer) ?? {});
  return {
    shapes,
    kind: 'Float32Array',
    inward: (values) => {
      const own = Object.entries(values).map(([name, x]) => [name.slice(there.length), x]);
      const made = module.inward(Object.fromEntries(own), layer);
      expectKeys(`${where}: layers: inward()`, made, Object.keys(variables));
      return prefixed(here, made);
    },
    async outward() {
      const values: Record<string, ArrayValue> = {};
      for (const [path, variable] of Object.entries(variables)) {
        const data = (await variable.data()) as Float32Array;
        values[path] = { data, shape: variable.shape };
      }
      const own = Object(module.outward(values, layer)) as Record<string, ArrayValue>;
      const made = prefixed(there, own);
      expectKeys(`${where}: layers: outward()`, made, Object.keys(shapes));
      for (const [name, shape] of Object.entries(shapes))
        expectValue(where, name, made[name], shape);
      return made;
    },
  };
}

function prefixed<T>(prefix: string, values: Readonly<Record<string, T>>): Record<string, T> {
  const entries = Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]);
  return Object.fromEntries(entries);
}

function isSequential(node: unknown): boolean {
  const { layers, forward } = node as { layers?: unknown; forward?: unknown };
  return Array.isArray(layers) && typeof forward === 'function';
}

function childOf(node: object, key: string): unknown {
  if (isTagged(node, 'Map') && (node.has(key) || node.has(Number(key)))) {
    return node.get(key) ?? node.get(Number(key));
  }
  if (isTagged(node, 'Set')) return [...node][Number(key)];
  // As `walk` finds it: no getter is called.
  return Object.getOwnPropertyDescriptor(node, key)?.value;
}

/** A Variable as it lies there: its axes in their order, and of a shape that some layers have another. */
function outward(variable: tf.Variable, field: TorchField | undefined): tf.Tensor {
  if (field?.order === undefined) return variable;
  const turned = tf.transpose(variable, [...field.order]);
  return field.merged ? tf.reshape(turned, mergedShape(turned.shape)) : turned;
}

function outwardShape(variable: tf.Variable, field: TorchField | undefined): number[] {
  if (field?.order === undefined) return variable.shape;
  const turned = field.order.map((axis) => variable.shape[axis] as number);
  return field.merged ? mergedShape(turned) : turned;
}

function inward(x: tf.Tensor, variable: tf.Variable, field: TorchField | undefined): tf.Tensor {
  if (field?.order === undefined) return x;
  const turned = field.order.map((axis) => variable.shape[axis] as number);
  const back = variable.shape.map((_, axis) => field.order?.indexOf(axis) as number);
  return tf.transpose(tf.reshape(x, turned), back);
}

/** [channels, multiplier, …] as [channels · multiplier, 1, …]. */
function mergedShape([channels, multiplier, ...rest]: readonly number[]): number[] {
  return [(channels as number) * (multiplier as number), 1, ...rest];
}
