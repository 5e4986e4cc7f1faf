import { interpolateRdBu } from 'd3-scale-chromatic';
import { describe, expect, test } from 'vitest';
import { gradient, pixels, shades } from './palette';

describe('pixels', () => {
  test('are the palette’s ends and middle, and nothing for what is no number', () => {
    const out = pixels([-1, 0, 1, 9, Number.NaN], -1, 1, 'diverging');
    const at = (i: number) => [...out.slice(4 * i, 4 * i + 4)];
    const [low, middle, high] = [at(0), at(1), at(2)] as [number[], number[], number[]];
    expect(low[2]).toBeGreaterThan(low[0] as number);
    expect(high[0]).toBeGreaterThan(high[2] as number);
    for (const part of middle.slice(0, 3)) expect(part).toBeGreaterThan(230);
    expect(at(3)).toEqual(high);
    expect(at(4)).toEqual([0, 0, 0, 0]);
    expect([low[3], middle[3], high[3]]).toEqual([255, 255, 255]);
  });

  test('get lighter along the sequential palette', () => {
    const out = pixels([0, 1, 2, 3], 0, 3, 'sequential');
    const light = [0, 1, 2, 3].map((i) => (out[4 * i] as number) + (out[4 * i + 1] as number));
    expect(light).toEqual([...light].sort((a, b) => a - b));
    expect(new Set(light).size).toBe(4);
  });
});

describe('shades', () => {
  test('of the diverging palette are those of d3, turned round', () => {
    const table = shades('diverging');
    for (let i = 0; i < 256; i++) {
      const [red, green, blue] = table.subarray(3 * i, 3 * i + 3);
      expect(`rgb(${red}, ${green}, ${blue})`).toBe(interpolateRdBu(1 - i / 255));
    }
  });
});

describe('gradient', () => {
  test('is CSS', () => {
    expect(gradient('sequential')).toMatch(/^linear-gradient\(to right, rgb\(\d+ \d+ \d+\), /);
  });
});
