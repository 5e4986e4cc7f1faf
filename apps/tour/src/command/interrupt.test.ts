import { afterEach, describe, expect, test, vi } from 'vitest';
import { listenForInterrupts } from './interrupt';

afterEach(() => {
  vi.useRealTimers();
});

describe('listenForInterrupts', () => {
  test('aborts at the first Ctrl-C and quits at the second', () => {
    vi.useFakeTimers();
    const quit = vi.fn();
    const interrupts = listenForInterrupts(quit);
    expect([interrupts.signal.aborted, interrupts.code()]).toEqual([false, 0]);
    process.emit('SIGINT');
    expect([interrupts.signal.aborted, interrupts.code()]).toEqual([true, 130]);
    process.emit('SIGINT'); // passed on by npm: the same press
    expect(quit).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    process.emit('SIGINT');
    expect(quit).toHaveBeenCalledWith(130);
    interrupts.close();
  });

  test('leaves nothing behind', () => {
    const before = process.listenerCount('SIGINT');
    listenForInterrupts(() => {}).close();
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
