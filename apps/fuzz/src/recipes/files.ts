import { adam, Linear, random, writeSafetensors } from '@dl/core';
import { Lstm } from '@dl/lstm-gru';
import { lstmKeras } from '@dl/lstm-gru/keras';
import { lstmTorch } from '@dl/lstm-gru/torch';
import { rnnTorch } from '@dl/rnn/torch';
import { lazily } from '../material';
import { call, method, type Recipes } from '../recipe';

const tensors = () => ({
  a: { dtype: 'F32', shape: [2, 3], data: new Float32Array(6) },
  b: { dtype: 'I64', shape: [2], data: new BigInt64Array(2) },
});
const bytes = () =>
  lazily('a file', () =>
    writeSafetensors({ a: { dtype: 'F32', shape: [2], data: new Float32Array(2) } }),
  );
const model = () => lazily('a model', () => ({ a: new Linear(3, 2, { rng: random(1) }) }));
const recurrent = () => lazily('an Lstm', () => new Lstm(3, 2, { rng: random(1) }));
const codecs = () => lazily('a list of codecs', () => [rnnTorch, lstmTorch]);
/** A store in memory. */
const store = (): unknown => {
  let kept: Uint8Array | undefined;
  return {
    where: 'memory',
    read: async () => kept,
    write: async (own: Uint8Array) => {
      kept = own;
    },
    remove: async () => {
      kept = undefined;
    },
  };
};

/** Readers and writers of files. */
export const fileRecipes: Recipes = {
  writeSafetensors: call((draw) => [tensors(), draw.pick<unknown>([{ a: 'b' }, {}])]),
  safetensorsParts: call(() => [tensors()]),
  crc32: call((draw) => [lazily('bytes', () => new Uint8Array(draw.size())), draw.int(0, 99)]),
  readSafetensors: call(() => [bytes()]),
  openSafetensors: call(
    () => [bytes()],
    method('read', () => ['a']),
  ),
  madeWith: 'it reads what keepArguments has noted',
  openShardedSafetensors: 'what it reads is fuzzed by the tests of its files',
  toArrayValue: call(() => [tensors().a]),
  toStored: call((draw) => [
    { shape: [2], data: new Float32Array([1, 2]) },
    draw.pick(['F16', 'BF16', 'F64', 'F32']),
  ]),
  toTorch: call((draw) => [draw.chance(0.5) ? model() : recurrent(), { layers: codecs() }]),
  fromTorch: call((draw) => [
    model(),
    {
      'a.weight': { shape: [2, 3], data: new Float32Array(6) },
      'a.bias': { dtype: 'F32', shape: [2], data: new Float32Array(2) },
    },
    draw.some({ strict: draw.chance(0.5), layers: codecs() }),
  ]),
  saveCheckpoint: call((draw) => [
    lazily('a store', store),
    {
      model: model(),
      step: draw.int(0, 9),
      ...draw.some({ optimizer: lazily('an optimizer', () => adam()) }),
    },
  ]),
  loadCheckpoint: 'what it reads is fuzzed by the tests of checkpoints',
  openSource: 'it is a part of what opens files: openSafetensors, openTokenFile',
  replaceFile: 'it is a part of what writes files: fileStore, writeTokenFile',
  writeTo: 'it is a part of what writes files: fileStore, writeTokenFile',
  KeptRun:
    'it is a part of trainTranslator and trainLanguageModel, which have checked what is kept',
  fileStore: call(() => ['/nowhere/at/all'], method('read')),
  indexedDbStore: "it is the browser's",
  fromKeras: call(() => [
    {
      modelTopology: {
        class_name: 'Sequential',
        config: {
          name: 's',
          layers: [
            { class_name: 'InputLayer', config: { name: 'i', batch_input_shape: [null, 3] } },
            {
              class_name: 'Dense',
              config: { name: 'd', units: 2, activation: 'relu', use_bias: false },
            },
          ],
        },
      },
      weightSpecs: [{ name: 'd/kernel', shape: [3, 2], dtype: 'float32' }],
      weightData: new ArrayBuffer(24),
    },
    { layers: lazily('a list of codecs', () => [lstmKeras]) },
  ]),
  kerasRecurrent: 'importers of cells call it, with what fromKeras has checked',
};
