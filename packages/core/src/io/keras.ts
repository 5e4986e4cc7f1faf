import * as tf from '@tensorflow/tfjs-core';
import { expected } from '../check/describe';
import type { ArrayValue } from '../model/load-state-dict';
import { KerasConfig, KerasError } from './keras-config';
import { type KerasImporter, weighted } from './keras-layers';
import { inOrder, type KerasModel, type MadeLayer, makeModel } from './keras-model';
import { type KerasMerge, merges, weightless } from './keras-shapes';
import { isObject, type KerasNode, readTopology } from './keras-topology';
import { readWeights } from './keras-weights';

// What packages bring. Core's own layers are in no table at the top: a page that reads no such file is to be rid of them.
const brought = new Map<string, KerasImporter>();

/**
 * A model of Keras, as tfjs-layers saves it and tfjs's converter writes it, of our layers: Sequential and functional models,
 * with branches, shared layers and models within. Its weights, float32 or quantised, become Variables that train.
 *
 * From an address: `fromKeras(await tf.io.http(url).load())`, which fetches all files. From disk: `modelTopology` and
 * `weightSpecs` (the `weights` of all groups of `weightsManifest`) out of model.json, `weightData` the bytes of the weight
 * files one after the other.
 *
 * @throws KerasError for a file that is none, a layer or an option that is not known, or weights that do not fit
 */
export function fromKeras({
  modelTopology,
  weightSpecs,
  weightData,
}: tf.io.ModelArtifacts): KerasModel {
  const topology = modelTopology as unknown;
  const model = isObject(topology) && topology.model_config ? topology.model_config : topology;
  const weights = readWeights(weightSpecs, bytesOf(weightData));
  return allOrNothing(() => {
    const used = new Set<string>();
    const importers = new Map([...weighted(), ...weightless(), ...brought]);
    const source = { weights, used, importers, merges: new Map(merges()), depth: 0 };
    const made = makeLayers('modelTopology', model, source);
    const rest = [...weights.keys()].filter((name) => !used.has(name));
    if (rest.length === 0) return made;
    const names = rest.slice(0, 10).join(', ');
    throw new KerasError(
      `fromKeras: weightSpecs: expected weights of the layers, got ${names} too`,
    );
  });
}

/** Disposes the Variables that `make` has made if it fails. */
function allOrNothing<T>(make: () => T): T {
  const known = new Set(Object.keys(tf.engine().state.registeredVariables));
  try {
    return make();
  } catch (error) {
    for (const [name, variable] of Object.entries(tf.engine().state.registeredVariables)) {
      if (!known.has(name)) variable.dispose();
    }
    throw error;
  }
}

/**
 * Lets `fromKeras` read layers of one more kind: a package does so for its own. `make` gives layers that follow one another;
 * they hold what `config.weight` gives.
 */
export function registerKerasLayer(kind: string, make: KerasImporter): void {
  brought.set(kind, make);
}

interface Source {
  readonly weights: ReadonlyMap<string, ArrayValue>;
  readonly used: Set<string>;
  readonly importers: ReadonlyMap<string, KerasImporter>;
  readonly merges: ReadonlyMap<string, KerasMerge>;
  readonly depth: number;
}

const MODELS = ['Sequential', 'Functional', 'Model'];
const MOST_DEPTH = 32;

/** All layers of a model. */
function makeLayers(where: string, model: unknown, source: Source): KerasModel {
  if (source.depth > MOST_DEPTH) {
    const what = `at most ${MOST_DEPTH} models within each other`;
    throw new KerasError(expected(`fromKeras: ${where}`, what, source.depth));
  }
  const topology = readTopology(where, model);
  const made = new Map<string, MadeLayer>();
  for (const node of topology.nodes) made.set(node.name, makeLayer(node, source));
  return makeModel(where, topology, made);
}

function makeLayer({ kind, name, config }: KerasNode, source: Source): MadeLayer {
  const where = `${kind} ${JSON.stringify(name)}`;
  const { weights, used, importers, merges: known, depth } = source;
  if (MODELS.includes(kind)) {
    const inner = makeLayers(where, { class_name: kind, config }, { ...source, depth: depth + 1 });
    return { kept: [inner.layers], step: (xs, options) => inner.forward(xs, options) };
  }
  const own = new KerasConfig(where, name, config, weights, used);
  const merge = known.get(kind);
  if (merge !== undefined) return { kept: [], step: merge(own) };
  const make = importers.get(kind);
  if (make !== undefined) return inOrder(make(own));
  const names = [...importers.keys(), ...known.keys()].join(', ');
  throw new KerasError(`fromKeras: ${where}: expected one of ${names}, got ${kind}`);
}

function bytesOf(data: tf.io.WeightData | undefined): Uint8Array {
  const parts = Array.isArray(data) ? data : [data];
  const views = parts.map((part) => (part instanceof ArrayBuffer ? new Uint8Array(part) : part));
  const wrong = views.findIndex((view) => !(view instanceof Uint8Array));
  if (wrong >= 0) throw new TypeError(expected('fromKeras: weightData', 'bytes', parts[wrong]));
  const [first, ...rest] = views as [Uint8Array, ...Uint8Array[]];
  if (rest.length === 0) return first;
  const all = new Uint8Array(views.reduce((sum, view) => sum + (view as Uint8Array).length, 0));
  let at = 0;
  for (const view of views as Uint8Array[]) {
    all.set(view, at);
    at += view.length;
  }
  return all;
}
