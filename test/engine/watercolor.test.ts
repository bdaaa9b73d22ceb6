import { describe, expect, it } from 'vitest';
import { behavesAsAStyle } from './look/behaviour.ts';
import { mean, share } from './look/planes.ts';
import { chromaDifference, rimDarkness } from './look/washes.ts';
import { lookFigures } from './look.ts';
import { decode, encode, fixture, greyOf, newEngine, paint, type Rgba, sketch } from './pictures.ts';

const engine = newEngine();
const PHOTOS = ['astronaut.png', 'chelsea.png', 'coffee.png', 'dandelion.jpg'].map(
  (name) => `photos/${name}`,
);
const METHODS = ['basic', 'advanced', 'artistic'] as const;

function draw(file: Uint8Array, parameters: Record<string, unknown>) {
  return decode(sketch(engine, file, { style: 'watercolor', type: 'color', ...parameters }).result.bytes);
}

/** Without what an unpainted margin may take. */
function inside({ width, height, data }: Rgba): Rgba {
  const [left, top] = [Math.round(width * 0.14), Math.round(height * 0.14)];
  const [across, down] = [width - 2 * left, height - 2 * top];
  const cut = new Uint8Array(across * down * 4);
  for (let y = 0; y < down; y++) {
    const from = ((top + y) * width + left) * 4;
    cut.set(data.subarray(from, from + across * 4), y * across * 4);
  }
  return { width: across, height: down, data: cut };
}

describe('watercolour', () => {
  describe.each(PHOTOS)('of %s', (path) => {
    const file = fixture(path);
    const photo = decode(file);

    it.each(METHODS)('keeps large tones and colours, and leaves some paper bare (%s)', (method) => {
      const picture = draw(file, { method });
      const [before, after] = [inside(photo), inside(picture)];
      expect(chromaDifference(before, after)).toBeLessThan(12);
      const { toneCorrelation } = lookFigures(greyOf(before), greyOf(after));
      expect(toneCorrelation).toBeGreaterThan(0.78);
      expect(share(greyOf(picture), (value) => value > 245)).toBeGreaterThan(0.005);
    });

    it('gathers pigment at the rims of its washes when it is worked', () => {
      const [basic = 0, advanced = 0] = METHODS.map((method) =>
        rimDarkness(greyOf(inside(photo)), greyOf(inside(draw(file, { method, paper: 'none' })))),
      );
      expect(advanced).toBeGreaterThan(basic + 1);
    });
  });

  it('leaves an unpainted margin when it is artistic, and none otherwise', () => {
    const file = encode(
      paint(500, 400, () => [40, 60, 90]),
      'png',
    );
    const rim = (method: string) => {
      const picture = greyOf(draw(file, { method }));
      const border = picture.data.filter((_, i) => {
        const [x, y] = [i % 500, Math.floor(i / 500)];
        return Math.min(x, y, 499 - x, 399 - y) < 4;
      });
      return share({ width: border.length, height: 1, data: border }, (value) => value > 245);
    };
    expect(rim('artistic')).toBeGreaterThan(0.7);
    expect(rim('basic')).toBe(0);
    expect(rim('advanced')).toBe(0);
  });

  it('has no light rim around a dark disc, but pigment inside', () => {
    const [size, radius] = [600, 150];
    const from = (x: number, y: number) => Math.hypot(x - size / 2, y - size / 2) - radius;
    const file = encode(
      paint(size, size, (x, y) => {
        const level = from(x, y) < 0 ? 60 : 150;
        return [level, level, level];
      }),
      'png',
    );
    const { data } = greyOf(draw(file, { method: 'advanced' }));
    const ring = (near: number, far: number) =>
      mean(
        data.filter((_, i) => {
          const distance = from(i % size, Math.floor(i / size));
          return distance > near && distance < far;
        }),
      );
    expect(ring(4, 25)).toBeLessThan(ring(60, 140) + 12);
    // And a rim of pigment inside.
    expect(ring(-4, -1)).toBeLessThan(ring(-60, -20) - 4);
  });

  behavesAsAStyle('watercolor');
});
