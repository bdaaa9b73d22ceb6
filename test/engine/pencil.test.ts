import { describe, expect, it } from 'vitest';
import { readHeader } from '../../src/engine/index.ts';
import { METHODS, photoFile, PHOTOS } from './look/photos.ts';
import { correlation, halved, mean } from './look/planes.ts';
import { gaussianReference, lookFigures } from './look.ts';
import { decode, fixture, greyOf, newEngine, sketch } from './pictures.ts';

const engine = newEngine();

describe('the modern pencil', () => {
  it.each(PHOTOS)('keeps edges, large tones and white paper of %s', (name) => {
    const file = photoFile(name);
    const photo = greyOf(decode(file));
    const drawing = greyOf(decode(sketch(engine, file).result.bytes));
    const { edgeRecall, toneCorrelation, whiteShare } = lookFigures(photo, drawing);
    expect(edgeRecall).toBeGreaterThanOrEqual(0.95);
    expect(toneCorrelation).toBeGreaterThanOrEqual(0.85);
    expect(whiteShare).toBeGreaterThanOrEqual(0.1);
    expect(whiteShare).toBeLessThanOrEqual(0.5);
  });

  it.each(METHODS)('gets darker with every step of strength (%s)', (method) => {
    const means = [0, 0.25, 0.5, 0.75, 1].map((strength) => {
      const { result } = sketch(engine, fixture('photos/chelsea.png'), { method, strength });
      return mean(greyOf(decode(result.bytes)).data);
    });
    expect(means).toEqual(means.toSorted((a, b) => b - a));
    expect((means[0] ?? 0) - (means[4] ?? 0)).toBeGreaterThan(10);
  });

  it.each(METHODS)('is the same for the same seed, another for another (%s)', (method) => {
    const draw = (seed: number) =>
      sketch(engine, fixture('photos/chelsea.png'), { method, seed }).result.bytes;
    const first = draw(7);
    expect(Buffer.compare(first, draw(7))).toBe(0);
    expect(Buffer.compare(first, draw(8))).not.toBe(0);
  });

  it.each(METHODS)('looks alike at half the size (%s)', (method) => {
    const file = fixture('photos/dandelion.jpg');
    const large = halved(greyOf(decode(sketch(engine, file, { method }).result.bytes)));
    const small = greyOf(decode(sketch(engine, file, { method, max_size: 960 }).result.bytes));
    expect(Math.abs(mean(large.data) - mean(small.data))).toBeLessThan(8);
    const [a, b] = [gaussianReference(large, 3), gaussianReference(small, 3)];
    expect(correlation(a.data, b.data)).toBeGreaterThan(0.9);
  });

  it('gives every method and type its own picture', () => {
    const pictures = ['basic', 'advanced', 'artistic'].flatMap((method) =>
      ['black_and_white', 'color'].map((type) => {
        const { result } = sketch(engine, fixture('photos/coffee.png'), { method, type });
        return decode(result.bytes).data;
      }),
    );
    for (const [i, one] of pictures.entries()) {
      for (const other of pictures.slice(i + 1)) {
        expect(mean(one.map((value, at) => Math.abs(value - (other[at] ?? 0))))).toBeGreaterThan(4);
      }
    }
  });

  it('is grey in black and white, and keeps the hue of the cup in colour', () => {
    const at = (140 * 600 + 330) * 4;
    const grey = decode(sketch(engine, fixture('photos/coffee.png')).result.bytes).data;
    for (let i = 0; i < grey.length; i += 4)
      expect(grey[i] === grey[i + 1] && grey[i] === grey[i + 2]).toBe(true);
    const color = decode(sketch(engine, fixture('photos/coffee.png'), { type: 'color' }).result.bytes).data;
    const cup = color.subarray(at + 600 * 4 * 120, at + 600 * 4 * 120 + 400);
    const channel = (c: number) => mean(cup.filter((_, i) => i % 4 === c));
    expect(channel(0)).toBeGreaterThan(channel(1) + 30);
  });

  it('shrinks before drawing when asked to, and never enlarges', () => {
    const file = fixture('photos/coffee.png');
    const { result } = sketch(engine, file, { max_size: 301, format: 'webp' });
    expect(readHeader(result.bytes)).toMatchObject({ type: 'webp', width: 301, height: 201 });
    expect(sketch(engine, file, { max_size: 5000 }).result).toMatchObject({ width: 600, height: 400 });
  });
});
