import { rm } from 'node:fs/promises';
import {
  adam,
  freeze,
  groups,
  Linear,
  load,
  parameters,
  type Rng,
  random,
  save,
  sequential,
  setup,
  softmaxCrossEntropy,
  train,
  unfreeze,
} from '@dl/core';
import * as tf from '@tensorflow/tfjs-core';

await setup();
const rng = random(1);
const wide = { rng, activation: 'relu' } as const;

/** 64 points, and in which of so many rings around 0 each lies. */
function points(rng: Rng, rings: number) {
  const x = rng.uniform([64, 2], -1, 1);
  const radius = tf.norm(x, 2, -1);
  const y = tf.cast(tf.minimum(tf.mul(radius, rings), rings - 1), 'int32');
  return { x, y };
}

type Points = ReturnType<typeof points>;

const trained = {
  body: sequential(new Linear(2, 32, wide), new Linear(32, 32, wide)),
  head: new Linear(32, 2, { rng }),
};
const before = train({
  model: trained,
  optimizer: adam({ learningRate: 3e-3 }),
  loss: ({ x, y }: Points) => softmaxCrossEntropy(trained.head.forward(trained.body.forward(x)), y),
  batches: ({ rng }) => points(rng, 2),
  steps: 300,
});
for await (const _ of before);
await save(trained, 'rings.safetensors');

// #region load
const { body } = await load<typeof trained>('rings.safetensors', { layers: { Linear } });
const model = { body, head: new Linear(32, 4, { rng }) };
// #endregion load
await rm('rings.safetensors');

// #region freeze
freeze(body);
console.log(parameters(model).length, parameters(trained).length); // 2 6
const fast = adam({ learningRate: 3e-3 });
const task = {
  model,
  optimizer: fast,
  loss: ({ x, y }: Points) => softmaxCrossEntropy(model.head.forward(body.forward(x)), y),
  batches: ({ rng }: { rng: Rng }) => points(rng, 4),
};
for await (const { step, loss } of train({ ...task, steps: 300 })) {
  if (step % 100 === 0) console.log(step, await loss());
}
// #endregion freeze

// #region rates
unfreeze(body);
const optimizer = groups([
  {
    parameters: parameters(body),
    optimizer: adam({ learningRate: 3e-4 }),
  },
  { parameters: parameters(model.head), optimizer: fast },
]);
const whole = train({ ...task, optimizer, start: 300, steps: 600 });
for await (const { step, loss } of whole) {
  if (step % 100 === 0) console.log(step, await loss());
}
// #endregion rates
