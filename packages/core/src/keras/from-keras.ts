import * as tf from '@tensorflow/tfjs-core';
import { describeValue, expected } from '../check/describe';
import { type OptionChecks, readOptions } from '../check/options';
import { bytesOf } from './bytes';
import { KerasConfig, type KerasFile } from './config';
import { KerasError, kerasError, namingLayer } from './error';
import { areLayers, inOrder, type MadeLayer } from './flow';
import { weighted } from './layers';
import { merges } from './merges';
import { type KerasModel, type MadeModel, makeModel } from './model';
import { KerasWeights } from './names';
import { noises } from './noise';
import { expectCodecs, type KerasCodec, PASS_MASKS } from './parts';
import { weightless } from './shapes';
import { isObject, readTopology } from './topology';
import { readWeights } from './weights';
import { wrappers } from './wrappers';

export interface FromKerasOptions {
  /** Codecs of layers that other packages have, such as `lstmKeras` of `@dl/lstm-gru/keras`; core's own are known. */
  layers?: readonly KerasCodec[];
}

const OPTIONS: OptionChecks<FromKerasOptions> = { layers: expectCodecs };

/**
 * A model of Keras, as tfjs-layers saves it and tfjs's converter writes it, of our layers: Sequential and functional models,
 * with branches, shared layers and models within. Its weights, float32 or quantised, become Variables that train.
 *
 * From an address: `fromKeras(await tf.io.http(url).load())`, which fetches all files. From disk: `modelTopology` and
 * `weightSpecs` (the `weights` of all groups of `weightsManifest`) out of model.json, `weightData` the bytes of the weight
 * files one after the other.
 *
 * @throws KerasError for an invalid file, an unknown layer or option, or weights that do not fit; from `forward` for what a
 *   layer refuses; TypeError if the artifacts are not an object, the weights not bytes, or options are wrong
 */
export function fromKeras(artifacts: tf.io.ModelArtifacts, options?: FromKerasOptions): KerasModel {
  const { layers = [] } = readOptions('fromKeras', options, OPTIONS);
  if (!isObject(artifacts)) {
    throw new TypeError(expected('fromKeras: artifacts', 'an object', artifacts));
  }
  const { modelTopology, weightSpecs, weightData } = artifacts;
  const topology = modelTopology as unknown;
  const model = isObject(topology) && topology.model_config ? topology.model_config : topology;
  const values = readWeights(weightSpecs, bytesOf(weightData));
  const weights = new KerasWeights(values, namesIn(model));
  return allOrNothing(() => {
    const version = versionOf(topology) ?? versionOf(model) ?? 2;
    const made = makeAll(model, weights, version, layers);
    const rest = weights.rest();
    if (rest.length === 0) return made;
    const names = rest.slice(0, 10).map((name) => describeValue(name).slice(1, -1));
    throw new KerasError(
      `fromKeras: weightSpecs: expected weights of the layers, got ${names.join(', ')} too`,
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

const MODELS = ['Sequential', 'Functional', 'Model'];
const MOST_DEPTH = 32;

/** Where to find the codecs of layers that other packages have. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  SimpleRNN: 'rnnKeras of @dl/rnn/keras',
  RNN: 'that of its cell, as rnnKeras of @dl/rnn/keras or lstmKeras of @dl/lstm-gru/keras',
  LSTM: 'lstmKeras of @dl/lstm-gru/keras',
  GRU: 'gruKeras of @dl/lstm-gru/keras',
};

function makeAll(
  model: unknown,
  weights: KerasWeights,
  version: number,
  codecs: readonly KerasCodec[],
): KerasModel {
  const importers = new Map([
    ...weighted(),
    ...weightless(),
    ...noises(),
    ...wrappers(),
    ...codecs.flatMap(({ layers }) => Object.entries(layers)),
  ]);
  const known = new Map(merges());
  let depth = 0;
  const makeOne = (config: KerasConfig): MadeLayer => {
    const { kind, where } = config;
    if (MODELS.includes(kind)) return makeLayers(where, config).made;
    const merge = known.get(kind);
    if (merge !== undefined) return { kept: [], step: merge(config), calls: 1 };
    const make = importers.get(kind);
    if (make !== undefined) {
      const made: unknown = make(config);
      if (!areLayers(made)) throw kerasError(where, 'layers from its codec', made);
      return inOrder(made, PASS_MASKS.has(kind));
    }
    const names = [...importers.keys(), ...known.keys()].join(', ');
    const from = Object.hasOwn(ELSEWHERE, kind) ? ` (see layers: ${ELSEWHERE[kind]})` : '';
    const got = describeValue(kind).slice(1, -1);
    throw new KerasError(`fromKeras: ${where}: expected one of ${names}, got ${got}${from}`);
  };
  const make = (config: KerasConfig): MadeLayer => {
    const { where } = config;
    if (depth > MOST_DEPTH)
      throw kerasError(where, `at most ${MOST_DEPTH} layers within each other`, depth);
    depth++;
    const made = namingLayer(where, () => makeOne(config));
    depth--;
    return {
      ...made,
      step: (given, options) => namingLayer(where, () => made.step(given, options)),
    };
  };
  const makeLayers = (where: string, config: KerasConfig): MadeModel => {
    const topology = readTopology(where, config.model);
    const made = topology.nodes.map(
      ({ kind, name, saved, config: own }) =>
        [name, make(config.layer(kind, name, saved, own))] as const,
    );
    return makeModel(where, topology, new Map(made));
  };
  if (!isObject(model)) throw kerasError('modelTopology', 'an object', model);
  const { config } = model;
  const wired = isObject(config) && 'input_layers' in config;
  const { class_name: kind = wired ? 'Functional' : 'Sequential' } = model;
  if (typeof kind !== 'string') throw kerasError('modelTopology: class_name', 'a text', kind);
  const name = isObject(config) && typeof config.name === 'string' ? [config.name] : [];
  const file: KerasFile = { weights, version, codecs, make };
  const scope = { outer: [], names: name, saved: '' };
  const entries = isObject(config) ? config : { layers: config };
  const root = new KerasConfig(kind, '', entries, scope, file);
  return makeLayers('modelTopology', root).model;
}

/** The names of all layers in a topology. */
function namesIn(model: unknown): Set<string> {
  const names = new Set<string>();
  const seen = new Set<unknown>();
  // By hand, not by recursion, and each once: a topology may be deep, or not come from JSON at all.
  const stack: unknown[] = [model];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (isObject(value) && typeof value.name === 'string') names.add(value.name);
    for (const part of Object.values(value)) stack.push(part);
  }
  return names;
}

/** The first number of `keras_version`, if there is one. */
function versionOf(topology: unknown): number | undefined {
  const text = isObject(topology) ? topology.keras_version : undefined;
  const version = typeof text === 'string' ? Number.parseInt(text, 10) : Number.NaN;
  return Number.isNaN(version) ? undefined : version;
}
