import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import { type ArrayKind, isTagged } from '../check/realm';
import type { ArrayValue } from '../model/load-state-dict';
import { stateDict } from '../model/state-dict';
import type { TorchField } from '../nn/torch-fields';
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
    const { name, field, owner } = placeOf(where, model, path, codecs);
    if (owner === undefined) {
      units.push(single(path, variable, name, field));
      continue;
    }
    const own = modules.get(owner.node) ?? {};
    own[owner.path] = variable;
    if (modules.has(owner.node)) continue;
    modules.set(owner.node, own);
    const here = path.slice(0, path.length - owner.path.length);
    units.push(several(owner.module, owner.node, own, here, name));
  }
  return units;
}

interface Place {
  /** There; of a module its prefix. */
  readonly name: string;
  readonly field?: TorchField;
  readonly owner?: { module: TorchModule; node: object; path: string };
}

/** Where a Variable is there. */
function placeOf(where: string, model: object, path: string, codecs: TorchCodecs): Place {
  const parts = path.split('.');
  const names: string[] = [];
  let node: unknown = model;
  for (const [i, part] of parts.entries()) {
    const own = parts.slice(i).join('.');
    const { module, fields } = codecs.of(where, parts.slice(0, i).join('.'), node);
    if (module?.shapes(node as object) !== undefined) {
      const prefix = names.map((each) => `${each}.`).join('');
      return { name: prefix, owner: { module, node: node as object, path: own } };
    }
    const field = fields?.[own];
    if (field !== undefined) return { name: [...names, field.name].join('.'), field };
    if (!(part === 'layers' && isSequential(node))) names.push(part);
    node = childOf(node, part);
  }
  return { name: names.join('.') };
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
  module: TorchModule,
  layer: object,
  variables: Readonly<Record<string, tf.Variable>>,
  here: string,
  there: string,
): TorchUnit {
  return {
    shapes: prefixed(there, module.shapes(layer) ?? {}),
    kind: 'Float32Array',
    inward: (values) => {
      const own = Object.entries(values).map(([name, x]) => [name.slice(there.length), x]);
      return prefixed(here, module.inward(Object.fromEntries(own), layer));
    },
    async outward() {
      const values: Record<string, ArrayValue> = {};
      for (const [path, variable] of Object.entries(variables)) {
        const data = (await variable.data()) as Float32Array;
        values[path] = { data, shape: variable.shape };
      }
      return prefixed(there, module.outward(values, layer));
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

function childOf(node: unknown, part: string): unknown {
  if (isTagged(node, 'Map')) return node.get(part) ?? node.get(Number(part));
  if (isTagged(node, 'Set')) return [...node][Number(part)];
  return (node as Record<string, unknown>)[part];
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
