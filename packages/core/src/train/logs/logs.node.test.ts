import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCsv } from '../../table/csv';
import type { EpochReport } from '../epoch-report';
import { tensorBoardLog } from './tensor-board-log';
import { csvLog, jsonLinesLog } from './text-logs';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dl-logs-'));
});
afterAll(() => rm(folder, { recursive: true }));

const report = (epoch: number, more = {}): EpochReport => ({
  epoch,
  step: 1000 * epoch,
  loss: 1 / epoch,
  learningRate: 0.25,
  validation: { loss: 2 / epoch, 'top 5, %': 50 },
  seconds: 1.5,
  ...more,
});

describe('logs', () => {
  test('CSV: a head line once, a line an epoch, also of a run that goes on', async () => {
    const file = path.join(folder, 'run.csv');
    for (const epochs of [[1, 2], [3]]) {
      const log = csvLog(file);
      for (const epoch of epochs) await log.epoch(report(epoch));
    }
    const rows = readCsv(await readFile(file, 'utf8'));
    expect(rows.map(({ epoch, loss }) => [epoch, loss])).toEqual([
      [1, 1],
      [2, 0.5],
      [3, 1 / 3],
    ]);
    expect(Object.keys(rows[0] as object)).toEqual([
      ...[
        'epoch',
        'step',
        'loss',
        'learningRate',
        'seconds',
        'validation.loss',
        'validation.top 5, %',
      ],
    ]);
  });

  test('JSON lines', async () => {
    const chunks: string[] = [];
    const log = jsonLinesLog((chunk) => void chunks.push(new TextDecoder().decode(chunk)));
    await log.epoch(report(1, { validation: undefined }));
    await log.epoch(report(2, { loss: Number.NaN }));
    expect(chunks.map((line) => JSON.parse(line))).toMatchObject([
      { loss: 1 },
      { loss: null, step: 2000 },
    ]);
  });

  test('TensorBoard: a file of events, a run, as their definitions say', async () => {
    const directory = path.join(folder, 'runs/first');
    const log = tensorBoardLog(directory);
    await log.epoch(report(1));
    await log.epoch(report(3));
    const [name, ...others] = await readdir(directory);
    expect(name).toMatch(/^events\.out\.tfevents\.\d+\.dl\.\d+\.\d+$/);
    expect(others).toEqual([]);
    const bytes = await readFile(path.join(directory, name as string));
    expect(eventsOf(bytes)).toEqual([
      { version: 'brain.Event:2' },
      {
        step: 1000,
        'loss/train': 1,
        learningRate: 0.25,
        seconds: 1.5,
        'loss/validation': 2,
        'top 5, %/validation': 50,
      },
      {
        step: 3000,
        'loss/train': Math.fround(1 / 3),
        learningRate: 0.25,
        seconds: 1.5,
        'loss/validation': Math.fround(2 / 3),
        'top 5, %/validation': 50,
      },
    ]);
  });

  test('refuse what is no target', () => {
    expect(() => csvLog(3 as never)).toThrow(
      'csvLog: target: expected a path or a function, got 3',
    );
    expect(() => jsonLinesLog('')).toThrow('jsonLinesLog: target: expected a path or a function');
    expect(() => tensorBoardLog(undefined as never)).toThrow(
      'tensorBoardLog: target: expected a path',
    );
  });
});

/** A reader of its own, by the definitions of the messages; checks that frames are whole. */
function eventsOf(bytes: Buffer): object[] {
  const events = [];
  for (let at = 0; at < bytes.length; ) {
    const size = Number(bytes.readBigUInt64LE(at));
    events.push(eventOf(bytes.subarray(at + 12, at + 12 + size)));
    at += 16 + size;
    expect(at).toBeLessThanOrEqual(bytes.length);
  }
  return events;
}

function eventOf(message: Buffer): object {
  const event: Record<string, unknown> = {};
  for (const [field, value] of fieldsOf(message)) {
    if (field === 2) event.step = value;
    if (field === 3) event.version = (value as Buffer).toString();
    if (field !== 5) continue;
    for (const [, one] of fieldsOf(value as Buffer)) {
      const parts = new Map(fieldsOf(one as Buffer));
      event[(parts.get(1) as Buffer).toString()] = parts.get(2);
    }
  }
  return event;
}

function fieldsOf(message: Buffer): [number, number | Buffer][] {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = message[at++] as number;
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  const skip = (size: number) => {
    at += size;
    return at - size;
  };
  const fields: [number, number | Buffer][] = [];
  while (at < message.length) {
    const key = varint();
    const kind = key & 7;
    if (kind === 0) fields.push([key >> 3, varint()]);
    else if (kind === 1) fields.push([key >> 3, message.readDoubleLE(skip(8))]);
    else if (kind === 5) fields.push([key >> 3, message.readFloatLE(skip(4))]);
    else {
      const size = varint();
      fields.push([key >> 3, message.subarray(at, at + size)]);
      at += size;
    }
  }
  return fields;
}
