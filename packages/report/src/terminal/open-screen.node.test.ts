import type { WriteStream } from 'node:tty';
import { describe, expect, test } from 'vitest';
import { chooseScreen } from './choose-screen';
import { curveLines, ticks } from './curve';
import { seconds } from './format';
import type { Screen } from './screen';
import { tableLines } from './table';

/** A stream that keeps what is written to it. */
function fakeStream(isTTY: boolean) {
  const written: string[] = [];
  const stream = {
    ...{ isTTY, columns: 100, on() {}, once() {}, removeListener() {} },
    write: (text: string) => written.push(text) > 0,
  } as unknown as WriteStream;
  return { stream, text: () => written.join('') };
}

function show(screen: Screen): void {
  screen.title('a title');
  const progress = screen.progress(40, 0);
  for (let step = 1; step <= 40; step++) {
    progress.update(step, () => `loss ${step}`);
    if (step === 20) screen.line('in the middle');
  }
  progress.stop();
  screen.note('a note');
  screen.plot('a curve', [
    [0, 1],
    [10, 0.5],
  ]);
  screen.table({ head: ['name', 'value'], rows: [['a', '1']], strong: [0] });
}

describe('chooseScreen', () => {
  test('writes plain lines without a terminal, progress by tenths', () => {
    const { stream, text } = fakeStream(false);
    show(chooseScreen(stream, { json: false, env: {} }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape code begins with it
    expect(text()).not.toMatch(/[\u001b\r]/);
    expect(text().match(/ % {2}step/g)?.length).toBe(10);
    expect(text()).toMatch(
      / 50 % {2}step 20 of 40 {2}loss 20 {2}.* steps\/s, .* left\nin the middle\n/,
    );
    expect(text()).toContain('a curve\n');
  });

  test('draws a bar and colours on a terminal, and only the bar with NO_COLOR', () => {
    const coloured = fakeStream(true);
    show(chooseScreen(coloured.stream, { json: false, env: {} }));
    expect(coloured.text()).toContain('\u001b[1ma title');
    expect(coloured.text()).toContain('━');
    expect(coloured.text()).toContain('in the middle');
    const plain = fakeStream(true);
    show(chooseScreen(plain.stream, { json: false, env: { NO_COLOR: '1' } }));
    expect(plain.text()).toContain('40/40');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are such codes, moves of the cursor others
    expect(plain.text()).not.toMatch(/\u001b\[\d+m/);
  });

  test('shows nothing with --json', () => {
    const { stream, text } = fakeStream(true);
    show(chooseScreen(stream, { json: true, env: {} }));
    expect(text()).toBe('');
  });
});

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
});

describe('curveLines', () => {
  test('draws nothing of less than two points', () => {
    expect(curveLines([[1, 1]], 80)).toEqual([]);
  });

  test('fits the width', () => {
    const curve = Array.from({ length: 100 }, (_, i) => [i, 1 / (1 + i)] as const);
    for (const line of curveLines(curve, 60)) expect(line.length).toBeLessThanOrEqual(60);
  });

  test('puts ticks at round numbers', () => {
    expect(ticks(0, 9876, 5)).toEqual([0, 2000, 4000, 6000, 8000]);
    expect(ticks(0, 0.3, 4)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(ticks(3, 3, 4)).toEqual([3]);
  });
});

describe('formats', () => {
  test('gives seconds in a few characters', () => {
    expect([0.04, 9.96, 75, 3700, Infinity].map(seconds)).toEqual([
      '0.0 s',
      '10 s',
      '1 min 15 s',
      '1 h 1 min',
      '–',
    ]);
  });
});
