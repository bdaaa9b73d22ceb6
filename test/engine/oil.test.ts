import { describe, expect, it } from 'vitest';
import { coherenceOf, ssim } from './look/paint.ts';
import { distance, figuresOf, halfOf, METHODS, painted, PHOTOS } from './paintings.ts';
import { decode, encode, fixture, greyOf, newEngine, sketch } from './pictures.ts';

const STYLE = 'oil';

describe('the modern oil', () => {
  it.each(PHOTOS)('keeps the forms and the colours of %s, and little of its texture', (photo) => {
    const figures = figuresOf(STYLE, photo);
    for (const method of METHODS) {
      const { lowFrequencyDeltaE, edgesKept, textureKept } = figures[method];
      expect(lowFrequencyDeltaE).toBeLessThanOrEqual(3);
      expect(edgesKept).toBeGreaterThanOrEqual(0.4);
      expect(edgesKept / textureKept).toBeGreaterThanOrEqual(2);
    }
    expect(figures.advanced.strokeTexture).toBeGreaterThan(figures.basic.strokeTexture);
    expect(figures.artistic.strokeTexture).toBeGreaterThan(1.2 * figures.basic.strokeTexture);
  });

  it.each(PHOTOS)('runs along the forms of %s', (photo) => {
    for (const method of METHODS) {
      expect(coherenceOf(greyOf(painted(photo, { style: STYLE, method })))).toBeGreaterThanOrEqual(0.75);
    }
  });

  it.each(METHODS)('leaves the photo further behind with every step of strength (%s)', (method) => {
    const photo = decode(fixture('photos/coffee.png'));
    const distances = [0, 0.25, 0.5, 0.75, 1].map((strength) =>
      distance(photo, painted('coffee.png', { style: STYLE, method, strength })),
    );
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    expect((distances[4] ?? 0) / (distances[0] ?? 0)).toBeGreaterThan(1.15);
  });

  it.each(METHODS)('shows more of the photo with more detail (%s)', (method) => {
    const photo = decode(fixture('photos/chelsea.png'));
    const [rough = 0, fine = 0] = [0, 1].map((detail) =>
      distance(photo, painted('chelsea.png', { style: STYLE, method, detail })),
    );
    expect(fine).toBeLessThan(0.95 * rough);
  });

  it.each(METHODS)('is the same for the same seed, another for another seed or paper (%s)', (method) => {
    const one = painted('chelsea.png', { style: STYLE, method, seed: 7 });
    expect(distance(one, painted('chelsea.png', { style: STYLE, method, seed: 7 }))).toBe(0);
    expect(distance(one, painted('chelsea.png', { style: STYLE, method, seed: 8 }))).toBeGreaterThan(0.2);
    const papers = ['none', 'laid', 'canvas'].map((paper) =>
      distance(one, painted('chelsea.png', { style: STYLE, method, seed: 7, paper })),
    );
    expect(Math.min(...papers)).toBeGreaterThan(0.2);
  });

  it.each(METHODS)('makes the same picture of a photo at half its size (%s)', (method) => {
    const photo = fixture('photos/dandelion.jpg');
    const parameters = { style: STYLE, method, type: 'color' };
    const engine = newEngine();
    const large = halfOf(decode(sketch(engine, photo, parameters).result.bytes));
    const file = encode(halfOf(decode(photo)), 'png');
    const small = decode(sketch(engine, file, parameters).result.bytes);
    expect(ssim(greyOf(large), greyOf(small))).toBeGreaterThan(0.8);
    expect(distance(large, small)).toBeLessThan(5);
  });

  it.each(METHODS)('is a grisaille of the same painting in black and white (%s)', (method) => {
    const color = painted('coffee.png', { style: STYLE, method });
    const grey = painted('coffee.png', { style: STYLE, method, type: 'black_and_white' });
    const channel = (c: number) => grey.data.filter((_, i) => (i & 3) === c);
    expect(Buffer.compare(channel(0), channel(1))).toBe(0);
    expect(Buffer.compare(channel(0), channel(2))).toBe(0);
    expect(ssim(greyOf(color), greyOf(grey))).toBeGreaterThan(0.5);
  });

  it('lights the ridges of thick paint: an even photo shows strokes, in its own colour', () => {
    const even = encode(
      {
        width: 300,
        height: 200,
        data: new Uint8Array(240_000).map((_, i) => [180, 120, 90, 255][i & 3] ?? 0),
      },
      'png',
    );
    const parameters = { style: STYLE, method: 'artistic', type: 'color', paper: 'none' };
    const { data } = decode(sketch(newEngine(), even, parameters).result.bytes);
    const red = data.filter((_, i) => (i & 3) === 0);
    const mean = red.reduce((sum, level) => sum + level, 0) / red.length;
    const spread = Math.sqrt(red.reduce((sum, level) => sum + (level - mean) ** 2, 0) / red.length);
    expect(Math.abs(mean - 180)).toBeLessThan(6);
    expect(spread).toBeGreaterThan(5);
  });
});
