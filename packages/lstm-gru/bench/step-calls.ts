import { Session } from 'node:inspector/promises';
import { adam, Linear, mse, random, setup, train } from '@dl/core';
import { Lstm } from '@dl/lstm-gru';

const [WARM, STEPS] = [100, 20];

/** Calls of functions of ours in one training step of an LSTM (8 sequences of 20 steps, 3 → 32, adam), as V8 counts them. */
export async function stepCalls(): Promise<number> {
  await setup({ backend: 'wasm', threads: 1 });
  const rng = random(1);
  const model = { lstm: new Lstm(3, 32, { rng }), out: new Linear(32, 1, { rng }) };
  const [xs, target] = [rng.normal([8, 20, 3]), rng.normal([8, 20, 1])];
  const steps = train({
    model,
    optimizer: adam({ learningRate: 0.01 }),
    batches: () => undefined,
    loss: () => mse(model.out.forward(model.lstm.forward(xs).outputs), target),
    steps: WARM + 2 * STEPS,
  });
  const take = async (count: number) => {
    for (let step = 0; step < count; step++) await steps.next();
  };
  await take(WARM);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  // What V8 counts begins with the functions that it sees from now on.
  await take(STEPS);
  await session.post('Profiler.takePreciseCoverage');
  await take(STEPS);
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  await steps.return(undefined);
  const ours = result.filter(({ url }) => /\/packages\/[^/]+\/dist\/(?!tfjs)/.test(url));
  let calls = 0;
  for (const { functions } of ours) {
    for (const { ranges } of functions) calls += ranges[0]?.count ?? 0;
  }
  return calls / STEPS;
}
