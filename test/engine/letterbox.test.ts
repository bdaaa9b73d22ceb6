import { assert, double, integer, property } from 'fast-check';
import { expect, it } from 'vitest';
import { letterbox } from '../../src/engine/mask/letterbox.ts';
import { windowTaps } from '../../src/engine/mask/window.ts';

it.each([
  ['wider than the box', { width: 1600, height: 500 }, { left: 0, top: 123.625, width: 796, height: 248.75 }],
  ['taller than the box', { width: 300, height: 600 }, { left: 274, top: 0, width: 248, height: 496 }],
  ['of its shape', { width: 1592, height: 992 }, { left: 0, top: 0, width: 796, height: 496 }],
  ['smaller', { width: 10, height: 10 }, { left: 150, top: 0, width: 496, height: 496 }],
])('a picture %s lies centred with its aspect kept', (_, picture, window) => {
  const found = letterbox({ width: 796, height: 496 }, picture, 'contain');
  for (const [edge, value] of Object.entries(window)) {
    expect(found[edge as keyof typeof window]).toBeCloseTo(value, 9);
  }
});

it('a stretched picture lies over all of the box', () => {
  const box = { width: 796, height: 496 };
  expect(letterbox(box, { width: 3, height: 900 }, 'stretch')).toEqual({ left: 0, top: 0, ...box });
});

it('a picture always lies within the box, touches it on two sides, and keeps its aspect', () => {
  const side = integer({ min: 1, max: 8000 });
  assert(
    property(side, side, side, side, (bw, bh, pw, ph) => {
      const window = letterbox({ width: bw, height: bh }, { width: pw, height: ph }, 'contain');
      expect(window.left).toBeGreaterThanOrEqual(-1e-9);
      expect(window.top).toBeGreaterThanOrEqual(-1e-9);
      expect(Math.min(window.left, window.top)).toBeLessThan(1e-9);
      expect(window.width / window.height / (pw / ph)).toBeCloseTo(1, 9);
      expect(window.left * 2 + window.width).toBeCloseTo(bw, 6);
      expect(window.top * 2 + window.height).toBeCloseTo(bh, 6);
    }),
  );
});

it('taps sum to one, stay within the line, and are centred on what they stand for', () => {
  assert(
    property(
      integer({ min: 1, max: 400 }),
      integer({ min: 1, max: 400 }),
      double({ min: 0, max: 0.4, noNaN: true }),
      (line, to, margin) => {
        const [start, length] = [line * margin, line * (1 - 2 * margin)];
        const { starts, weights, count } = windowTaps(line, start, length, to);
        for (let i = 0; i < to; i++) {
          const first = starts[i] ?? -1;
          const own = weights.subarray(i * count, (i + 1) * count);
          expect(first).toBeGreaterThanOrEqual(0);
          expect(first + count).toBeLessThanOrEqual(line);
          expect(own.reduce((sum, weight) => sum + weight, 0)).toBe(16_384);
          const mean = own.reduce((sum, weight, k) => sum + (weight * (first + k)) / 16_384, 0);
          const wanted = start + ((i + 0.5) * length) / to - 0.5;
          const reach = Math.max(1, length / to);
          // Where the line ends, its last pixel goes on.
          const isInside = wanted - reach >= 0 && wanted + reach <= line - 1;
          expect(Math.abs(mean - wanted)).toBeLessThan(isInside ? 0.51 : reach + 1);
        }
      },
    ),
    { numRuns: 60 },
  );
});
