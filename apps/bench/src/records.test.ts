import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { provenance, readRecord, writeRecord } from './records';
import { missingResult } from './result';

const result = {
  ...missingResult({ id: 'topic/long', row: 'a long row', unit: 'share' }),
  ours: 0.9,
};

describe('records', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'records-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('what was not recorded is undefined', () => {
    expect(readRecord('topic/long', folder)).toBeUndefined();
  });

  test('the last record is read back as it was written', () => {
    const about = { seed: '1 to 10', command: 'pnpm bench --fresh' };
    writeRecord({ ...result, ours: 0.1 }, about, folder);
    const written = writeRecord(result, about, folder);
    expect(readRecord('topic/long', folder)).toEqual(written);
    const other = writeRecord({ ...result, id: 'topic/longer' }, about, folder);
    expect(readRecord('topic/longer', folder)).toEqual(other);
    expect(readRecord('topic/long', folder)).toEqual(written);
    expect(written).toMatchObject({ ...about, node: process.version, result });
    expect(Date.now() - Date.parse(written.date)).toBeLessThan(60_000);
    expect(written.commit).toMatch(/^([0-9a-f]{12}\+?|none)$/);
  });

  test('a record says where it comes from', () => {
    const text = provenance({
      date: '2026-11-23T12:00:00.000Z',
      commit: '0123456789ab',
      seed: '1 to 10',
      command: 'pnpm bench --fresh',
      node: 'v20.20.2',
      result,
    });
    expect(text).toBe(
      'recorded 2026-11-23, commit 0123456789ab, seed 1 to 10, Node v20.20.2: pnpm bench --fresh',
    );
  });
});
