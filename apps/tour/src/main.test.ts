import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WriteStream } from 'node:tty';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import course from '../../../topics.json';
import { listOf } from './command/option';
import { main } from './main';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tour-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the tour; `onWrite` sees what it writes while it runs. */
async function tour(line: string, onWrite: (text: string) => void = () => {}) {
  const [out, err] = [[] as string[], [] as string[]];
  const stdout = {
    write(text: string) {
      out.push(text);
      onWrite(text);
    },
  } as unknown as WriteStream;
  const code = await main(line.split(' ').filter(Boolean), {
    stdout,
    stderr: { write: (text: string) => err.push(text) },
    env: {},
    topics: new URL('./topics/', import.meta.url),
    quit() {},
  });
  return { code, out: out.join(''), err: err.join('') };
}

/** What has a file in `topics/`, in the order of the course. */
const TOPICS = listOf(
  Object.keys(course).filter((name) => existsSync(new URL(`./topics/${name}.ts`, import.meta.url))),
);

const SMALL = 'rnn --backend wasm --bits 3 --hidden 4 --steps 40';

describe('main', () => {
  test('with --json prints one line of final figures and nothing else', async () => {
    const { code, out, err } = await tour(`${SMALL} --json --seed 5`);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(out)).toMatchObject({
      ...{ topic: 'rnn', task: 'addition', seed: 5, backend: 'wasm', steps: 40, pairs: 16 },
      ...{ exactMatch: expect.any(Number), loss: expect.any(Number), seconds: expect.any(Number) },
    });
  });

  test('without a terminal writes plain lines: sums on the way, the curve, the table', async () => {
    const { code, out, err } = await tour(`${SMALL} --every 20`);
    expect([code, err]).toEqual([0, '']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape code begins with it
    expect(out).not.toMatch(/[\u001b\r]/);
    expect(
      out.match(
        /^step +\d+ +loss +[\d.]+ +predicted [01]{3} +true [01]{3} +\d \+ \d = \d +(right|wrong: \d)$/gm,
      )?.length,
    ).toBe(3);
    expect(out).toContain('100 %  step 40 of 40');
    expect(out).toContain('│');
    expect(out).toMatch(/│ 4 × 4 = 16 │ +[\d.]+ % │ +\d+ │ +\d+ │/);
  });

  test('forecasts, and shows every baseline beside', async () => {
    const { code, out } = await tour('rnn --task forecast --backend wasm --steps 3 --json');
    const figures = JSON.parse(out) as Record<string, number>;
    expect(code).toBe(0);
    // The naive error is a fact of the data: the mean change from day to day in 2015, in °C.
    expect(figures.naiveMae).toBeCloseTo(2.24, 2);
    for (const id of ['naive', 'climatology', 'linear', 'linearSeason', 'rnn']) {
      expect(figures[`${id}Rmse`]).toBeGreaterThan(figures[`${id}Mae`] as number);
    }
  });

  test.each([
    ['chess', `tour: topic: expected ${TOPICS}, got "chess"`],
    ['chess --help', `tour: topic: expected ${TOPICS}, got "chess"`],
    [
      'rnn --stepz 3',
      'tour rnn: expected an option that --help lists, got --stepz (is it --steps?)',
    ],
    ['rnn --steps some', 'tour rnn: --steps: expected an integer of at least 1, got "some"'],
    [
      'rnn --json --window 3',
      'tour rnn: --window: expected an option of --task addition, got one of --task forecast',
    ],
    ['rnn --resume none.bin', 'tour rnn: --resume: expected a checkpoint file, got "none.bin"'],
  ])('answers %j with one line and exit code 2', async (line, message) => {
    expect(await tour(line)).toEqual({ code: 2, out: '', err: `${message}\n` });
  });

  test('shows the help', async () => {
    const { code, out } = await tour('--help');
    expect(code).toBe(0);
    for (const part of ['Topics:', '--seed', '--as-printed', '--task forecast'])
      expect(out).toContain(part);
  });

  test.each([
    'rnn --task addition',
    'rnn --task forecast',
    'lstm-gru --task adding --time 20 --test 7',
    'lstm-gru --task text --hidden 8 --order 1 --sample 5',
    'lstm-gru --task text --hidden 8 --order 0 --cell lstm --sample 0',
    'lstm-gru --task tagging --hidden 8 --documents 10',
    'lstm-gru --task counts --hidden 8 --inputs 3',
    'attention --longest 4 --hidden 8 --test 5',
  ])(
    '%s leaves no tensor',
    async (line) => {
      const before = tf.memory().numTensors;
      expect(await tour(`${line} --backend wasm --steps 3`)).toMatchObject({ code: 0, err: '' });
      expect(tf.memory().numTensors).toBe(before);
    },
    90_000,
  );

  test('goes on from a window of text with the state before it', async () => {
    const file = path.join(folder, 'text.safetensors');
    const line = 'lstm-gru --task text --backend wasm --hidden 8 --order 0 --sample 0 --steps 20';
    const stopped = await tour(`${line} --checkpoint ${file}`, (text) => {
      if (text.includes('step 10 of 20')) process.emit('SIGINT');
    });
    expect(stopped.code).toBe(130);
    const whole = JSON.parse((await tour(`${line} --json`)).out) as Record<string, number>;
    const rest = JSON.parse((await tour(`${line} --json --resume ${file}`)).out) as typeof whole;
    expect([rest.bits, rest.loss]).toEqual([whole.bits, whole.loss]);
  }, 90_000);

  test('refuses to go on with all tasks from the checkpoint of one', async () => {
    const file = path.join(folder, 'text.safetensors');
    const { code, err } = await tour(`lstm-gru --resume ${file}`);
    expect([code, err]).toEqual([
      2,
      'tour lstm-gru: --resume: expected --task with it, the one that was stopped, got all\n',
    ]);
  });

  test('stops at Ctrl-C, and a resumed run ends as one that was not stopped', async () => {
    const file = path.join(folder, 'stopped.safetensors');
    const line = `${SMALL} --optimizer adam`;
    const stopped = await tour(`${line} --checkpoint ${file}`, (text) => {
      if (text.includes('step 20 of 40')) process.emit('SIGINT');
    });
    expect(stopped.code).toBe(130);
    expect(stopped.out).toMatch(
      /Stopped after step \d+\. The checkpoint is .*stopped\.safetensors\n/,
    );
    expect(stopped.out).toContain(`npm start -- ${line} --checkpoint ${file} --resume ${file}\n`);
    const whole = JSON.parse((await tour(`${line} --json`)).out) as Record<string, number>;
    const rest = JSON.parse((await tour(`${line} --json --resume ${file}`)).out) as typeof whole;
    expect([rest.exactMatch, rest.loss]).toEqual([whole.exactMatch, whole.loss]);
  });

  test('refuses a checkpoint of another network with one line', async () => {
    const file = path.join(folder, 'stopped.safetensors');
    const { code, out, err } = await tour(`rnn --json --bits 3 --hidden 5 --resume ${file}`);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(
      /^loadCheckpoint: file .*stopped\.safetensors: expected .*cell\.input\.weight.*\n$/,
    );
  });
});
