import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { tableLines } from './table-lines';

const WIDE = {
  head: [
    'error of the forecast',
    'mean absolute error',
    'root mean square',
    'days within one degree',
  ],
  rows: [
    ['naive: as today', '2.25 °C', '2.91 °C', '31 %'],
    ['recurrent network', '1.98 °C', '2.53 °C', '100.00 %'],
  ],
  strong: [1],
};

describe('tableLines', () => {
  test('puts names to the left and figures to the right', () => {
    const lines = tableLines({
      head: ['name', 'mae'],
      rows: [
        ['naive', '2.25'],
        ['net', '12.1'],
      ],
    });
    expect(lines).toEqual([
      '┌───────┬──────┐',
      '│ name  │  mae │',
      '├───────┼──────┤',
      '│ naive │ 2.25 │',
      '│ net   │ 12.1 │',
      '└───────┴──────┘',
    ]);
  });

  test('breaks its head where that has no room', () => {
    expect(tableLines(WIDE, { columns: 80 })).toEqual([
      '┌────────────────────┬──────────────────┬────────────────┬─────────────────────┐',
      '│ error of the       │    mean absolute │      root mean │     days within one │',
      '│ forecast           │            error │         square │              degree │',
      '├────────────────────┼──────────────────┼────────────────┼─────────────────────┤',
      '│ naive: as today    │          2.25 °C │        2.91 °C │                31 % │',
      '│ recurrent network  │          1.98 °C │        2.53 °C │            100.00 % │',
      '└────────────────────┴──────────────────┴────────────────┴─────────────────────┘',
    ]);
  });

  test('puts the figures of a row under one another where these have no room', () => {
    expect(tableLines(WIDE, { columns: 40 })).toEqual([
      'error of the forecast',
      'naive: as today',
      '  mean absolute error      2.25 °C',
      '  root mean square         2.91 °C',
      '  days within one degree      31 %',
      'recurrent network',
      '  mean absolute error      1.98 °C',
      '  root mean square         2.53 °C',
      '  days within one degree  100.00 %',
    ]);
  });

  test('counts letters of Japanese as two columns', () => {
    const table = { head: ['手法', '誤差'], rows: [['再帰型ニューラルネットワーク', '1.98']] };
    for (const columns of [80, 40, 30]) {
      for (const line of tableLines(table, { columns })) {
        expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      }
    }
  });

  test('refuses what is no table', () => {
    expect(() => tableLines({ head: ['a'], rows: [['1', '2']] })).toThrow(
      'tableLines: rows.0: expected 1 cells, as head has, got 2',
    );
    expect(() => tableLines({ head: ['a'], rows: [[1]] } as never)).toThrow(
      'tableLines: rows.0.0: expected a text, got 1',
    );
    expect(() => tableLines(undefined as never)).toThrow('tableLines: head: expected an array');
  });

  test('sets off the head and strong rows by colours', () => {
    const lines = tableLines(WIDE, { color: true }).join('\n');
    expect(lines).toContain('\u001b[32m1.98 °C');
    expect(lines).toContain('\u001b[1m');
  });
});
