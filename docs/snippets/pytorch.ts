import {
  Linear,
  random,
  readSafetensors,
  relu,
  sequential,
  setup,
  stateDict,
  writeSafetensors,
} from '@dl/core';
import { fromTorch, toTorch } from '@dl/core/torch';
import { Rnn } from '@dl/rnn';
import { rnnTorch } from '@dl/rnn/torch';

await setup();

// #region model
// nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
const rng = random(1);
const model = sequential(new Linear(4, 8, { rng }), relu, new Linear(8, 2, { rng }));
// #endregion model

// #region out
const bytes = writeSafetensors(await toTorch(model)); // load_state_dict(load_file(...)) takes it
const { tensors } = readSafetensors(bytes);
console.log(Object.keys(tensors)); // 0.weight, 0.bias, 2.weight, 2.bias
console.log(tensors['0.weight']?.shape, stateDict(model)['layers.0.weight']?.shape); // [8, 4] there, [4, 8] here
// #endregion out

// #region in
fromTorch(model, tensors); // checks every name and shape first, then loads all of them
// #endregion in

const stored = Object.fromEntries(
  Object.entries(tensors).map(([name, value]) => [`encoder._orig_mod.${name}`, value]),
);
// #region names
fromTorch(model, stored, {
  prefix: 'encoder.', // a part of a larger model
  rename: (name) => name.replaceAll('_orig_mod.', ''),
});
// #endregion names

const numbers = (...shape: number[]) => ({
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b)).fill(0.1),
});
const values = {
  'encoder.weight_ih_l0': numbers(16, 3), // nn.RNN(3, 16)
  'encoder.weight_hh_l0': numbers(16, 16),
  'encoder.bias_ih_l0': numbers(16),
  'encoder.bias_hh_l0': numbers(16), // the two biases become one, their sum
  'out.weight': numbers(2, 16),
  'out.bias': numbers(2),
};
// #region whole
const tagger = { encoder: new Rnn(3, 16, { rng }), out: new Linear(16, 2, { rng }) };
fromTorch(tagger, values, { layers: [rnnTorch] }); // encoder.weight_ih_l0, …, out.weight, out.bias
// #endregion whole
console.log(tagger.encoder.inSize, tagger.encoder.hiddenSize); // 3 16
