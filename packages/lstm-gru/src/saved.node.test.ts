import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Linear, load, random, save, stateDict } from '@dl/core';
import { Rnn } from '@dl/rnn';
import { seededTensor } from '@dl/testing';
import { expect, test } from 'vitest';
import { Gru, GruCell, Lstm, LstmCell } from './index';

test('recurrent layers are saved and loaded whole', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'dl-saved-'));
  try {
    const rng = random(1);
    const model = {
      rnn: new Rnn(3, 4, { rng, layers: 2, bidirectional: true, activation: 'relu' }),
      lstm: new Lstm(8, 5, { rng, peepholes: true, take: 'last', forgetBias: 2 }),
      gru: new Gru(8, 5, { rng, bidirectional: 'sum', resetAfter: false }),
      cells: [new LstmCell(2, 3, { rng, projection: 2 }), new GruCell(2, 3, { rng })],
      out: new Linear(5, 1, { rng }),
    };
    const file = path.join(folder, 'model');
    await save(model, file);
    const layers = { Rnn, Lstm, Gru, LstmCell, GruCell, Linear };
    const again = await load<typeof model>(file, { layers });
    const numbers = (of: unknown) =>
      Object.entries(stateDict(of)).map(([name, x]) => [name, [...x.dataSync()]]);
    expect(numbers(again)).toEqual(numbers(model));
    const x = seededTensor([2, 6, 3], 1);
    const run = ({ rnn, lstm, gru, out }: typeof model) => {
      const { outputs } = rnn.forward(x as never);
      return [out.forward(lstm.forward(outputs)), gru.forward(outputs).outputs];
    };
    const wanted = run(model);
    run(again).forEach((y, i) => {
      expect(y).toBeClose(wanted[i] as never, { absolute: 0 });
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
