import { expectRefusal } from '@dl/testing';
import { describe, expect, test, vi } from 'vitest';
import { fakeStream } from '../fixtures/fake-stream';
import { openScreen } from './open-screen';
import { type Screen, silentScreen } from './screen';
import { seconds } from './seconds';

// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape code begins with it
const CODE = /[\u001b\r]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are such codes, moves of the cursor others
const COLOR = /\u001b\[\d+m/;

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

describe('openScreen', () => {
  test('writes plain lines without a terminal, progress by tenths', () => {
    const { stream, text } = fakeStream();
    show(openScreen({ stream, env: {} }));
    expect(text()).not.toMatch(CODE);
    expect(text().match(/ % {2}step/g)?.length).toBe(10);
    expect(text()).toMatch(
      / 50 % {2}step 20 of 40 {2}loss 20 {2}.* steps\/s, .* left\nin the middle\n/,
    );
    expect(text()).toContain('a curve\n');
  });

  test('without a known end, writes a line each time that the steps have doubled', () => {
    const { stream, text } = fakeStream();
    const progress = openScreen({ stream, env: {} }).progress(undefined, 0);
    for (let step = 1; step <= 40; step++) progress.update(step, () => 'x');
    expect(text().match(/^step \d+/gm)).toEqual([1, 2, 4, 8, 16, 32].map((n) => `step ${n}`));
  });

  test('a dumb terminal gets plain lines too', () => {
    const { stream, text } = fakeStream({ isTTY: true });
    show(openScreen({ stream, env: { TERM: 'dumb' } }));
    expect(text()).not.toMatch(CODE);
  });

  test('draws a bar and colours on a terminal, and only the bar with NO_COLOR', () => {
    const colored = fakeStream({ isTTY: true });
    show(openScreen({ stream: colored.stream, env: {} }));
    expect(colored.text()).toContain('\u001b[1ma title');
    expect(colored.text()).toContain('━');
    expect(colored.text()).toContain('in the middle');
    const plain = fakeStream({ isTTY: true });
    show(openScreen({ stream: plain.stream, env: { NO_COLOR: '1' } }));
    expect(plain.text()).toContain('40/40');
    expect(plain.text()).not.toMatch(COLOR);
  });

  test('shows the cursor again, when it stops and when the process ends before', () => {
    const [HIDE, SHOW] = ['\u001b[?25l', '\u001b[?25h'];
    const ended = fakeStream({ isTTY: true });
    openScreen({ stream: ended.stream, env: {} }).progress(40, 0);
    expect(ended.text()).toContain(HIDE);
    expect(ended.text()).not.toContain(SHOW);
    const stopped = fakeStream({ isTTY: true });
    openScreen({ stream: stopped.stream, env: {} }).progress(40, 0).stop();
    expect(stopped.text().lastIndexOf(SHOW)).toBeGreaterThan(stopped.text().lastIndexOf(HIDE));
  });

  test('in a page, where there is no standard output, the console gets the lines', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    vi.stubGlobal('process', undefined);
    try {
      openScreen().line('a line');
    } finally {
      vi.unstubAllGlobals();
    }
    expect(log.mock.calls).toEqual([['a line']]);
    log.mockRestore();
  });

  test('refuses what is no stream', async () => {
    const refuse = (options: unknown, message: string | RegExp) =>
      expectRefusal(() => openScreen(options as never), message);
    await refuse({ stream: 3 }, 'openScreen: stream: expected a stream with write, got 3');
    await refuse(
      { env: 'CI' },
      /^openScreen: env: expected an object of texts such as process.env, got "CI"/,
    );
    await refuse({ streams: [] }, /is it stream\?/);
  });
});

test('silentScreen shows nothing', () => {
  show(silentScreen);
  expect(silentScreen.shows).toBe(false);
});

test('seconds gives them in a few characters', () => {
  expect([0.04, 9.96, 75, 3700, Number.POSITIVE_INFINITY].map(seconds)).toEqual([
    '0.0 s',
    '10 s',
    '1 min 15 s',
    '1 h 1 min',
    '–',
  ]);
});
