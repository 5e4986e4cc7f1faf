import { expectRefusal } from '@dl/testing';
import { describe, expect, test } from 'vitest';
import { windows } from './windows';

describe('windows', () => {
  test('cuts all steps into pieces, the last as long as is left', () => {
    expect(windows(7, 3)).toEqual([
      { start: 0, end: 3 },
      { start: 3, end: 6 },
      { start: 6, end: 7 },
    ]);
    expect(windows(6, 3).length).toBe(2);
    expect(windows(2, 5)).toEqual([{ start: 0, end: 2 }]);
  });

  test('refuses what is no positive integer', async () => {
    const rule = 'expected a positive integer, got';
    await expectRefusal(() => windows(0, 3), `windows: time: ${rule} 0`);
    await expectRefusal(() => windows(7, 1.5), `windows: size: ${rule} 1.5`);
    await expectRefusal(() => windows(7, Infinity), `windows: size: ${rule} Infinity`);
    const most = 'windows: time: expected a positive integer of at most 2147483647, got 4294967296';
    await expectRefusal(() => windows(2 ** 32, 3), most);
    await expectRefusal(
      () => windows(2 ** 31 - 1, 3),
      'windows: size: expected at least 128 for no more than 16777216 windows, got 3',
    );
    expect(windows(2 ** 31 - 1, 2 ** 30).length).toBe(2);
  });
});
