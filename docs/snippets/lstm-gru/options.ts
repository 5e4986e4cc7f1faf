import { dispose, parameters, random, setup, stateDict } from '@dl/core';
import { fromTorch } from '@dl/core/torch';
import { Gru, Lstm } from '@dl/lstm-gru';
import { gruTorch, lstmTorch } from '@dl/lstm-gru/torch';

await setup();
const rng = random(1);
const xs = rng.normal([4, 10, 3]); // [batch, time, features]

// #region forward
const lstm = new Lstm(3, 16, { rng, layers: 2, dropout: 0.1 });
const { outputs, state } = lstm.forward(xs, { lengths: [10, 7, 3, 10] });
console.log(outputs.shape, state[1]?.h.shape, state[1]?.c.shape); // [4, 10, 16] [4, 16] [4, 16]
// #endregion forward

// #region kinds
const peeping = new Lstm(3, 16, { rng, peepholes: true, projection: 8 });
console.log(peeping.forward(xs).outputs.shape); // [4, 10, 8]
console.log(Object.keys(stateDict(peeping)).join(' ')); // … cells.0.peephole cells.0.projection.weight
// #endregion kinds

// #region reset
const original = new Gru(3, 16, { rng, resetAfter: false }); // the paper's reset gate
console.log(parameters(original).length); // 3: W, U, b
// #endregion reset

// #region torch
const numbers = (...shape: number[]) => ({
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b)).fill(0.1),
});
const tensors = {
  'encoder.weight_ih_l0': numbers(64, 3), // nn.LSTM(3, 16)
  'encoder.weight_hh_l0': numbers(64, 16),
  'encoder.bias_ih_l0': numbers(64),
  'encoder.bias_hh_l0': numbers(64), // the two biases become one, their sum
  'decoder.weight_ih_l0': numbers(48, 16), // nn.GRU(16, 16)
  'decoder.weight_hh_l0': numbers(48, 16),
  'decoder.bias_ih_l0': numbers(48),
  'decoder.bias_hh_l0': numbers(48),
};
const model = { encoder: new Lstm(3, 16, { rng }), decoder: new Gru(16, 16, { rng }) };
const report = fromTorch(model, tensors, { layers: [lstmTorch, gruTorch] });
console.log(report); // { missing: [], unexpected: [] }
// #endregion torch
dispose([lstm, peeping, original, model]);
