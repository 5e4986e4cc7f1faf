import { expectNoLeaks } from '@dl/testing';
import { describe, expect, test } from 'vitest';
import { tryLesson } from '../../kit/try-lesson';
import { writing } from './lesson';

const page = { preset: 'page', width: 16, block: 16, batch: 4, heads: 2 } as const;

describe('writing', () => {
  test('on a page: learns letters, streams text from the prompt, and shows a letter on its way', async () => {
    await expectNoLeaks(async () => {
      const { run, make, all, close } = await tryLesson(writing, { ...page, layers: 1 });
      const losses = await make(30);
      expect(losses[0]).toBeGreaterThan(3.5);
      expect(losses.at(-1)).toBeLessThan((losses[0] as number) - 0.2);
      const first = await run.view();
      expect(first.passage).toMatchObject({ step: 30, prompt: 'Call me ' });
      expect(first.letters.join('')).toBe('Call me ');
      expect([first.place, first.layer, first.head]).toEqual([7, 0, 0]);
      expect([first.weights.length, first.residual.length]).toEqual([2 * 64, 3 * 16]);
      expect(first.next.length).toBe(8);
      expect(first.truth).toBeUndefined();
      const { passage } = await run.view();
      expect(passage.written.startsWith(first.passage.written)).toBe(true);
      expect(passage.written.length).toBe(first.passage.written.length + 8);
      run.update({ ...all, prompt: 'the whalé', place: 3, head: 2, off: 'yes' });
      const other = await run.view();
      expect(other.unknown).toEqual(['é']);
      expect(other.letters.join('')).toBe('the whal');
      expect([other.place, other.head, other.off, other.truth]).toEqual([2, 1, true, ' ']);
      expect([...other.mixed].every((value) => value === 0)).toBe(true);
      expect(other.held.without).not.toBe(other.held.whole);
      await close();
    });
  }, 60_000);

  test('passages come again with the same seed, and go on over a full context', async () => {
    const passages: string[] = [];
    for (let i = 0; i < 2; i++) {
      const { run, close } = await tryLesson(writing, { ...page, layers: 1, sample: 40 });
      let text = '';
      for await (const letter of run.passage()) text += letter;
      passages.push(text);
      await close();
    }
    expect([...(passages[0] ?? '')].length).toBe(40);
    expect(passages[1]).toBe(passages[0]);
  }, 60_000);

  test('scores held-out text beside counts and a guess', async () => {
    const { run, make, close } = await tryLesson(writing, { ...page, layers: 1 });
    await make(2);
    const { rows, figures } = await run.score();
    expect(rows.map(({ label }) => label.en)[0]).toBe('any letter');
    expect(figures.countsNats as number).toBeLessThan(2.5);
    expect(figures.nats as number).toBeLessThan(4.5);
    expect(figures.bits as number).toBeCloseTo((figures.nats as number) / Math.LN2, 6);
    await close();
  }, 60_000);
});
