import { describe, expect, it } from 'vitest';
import { behavesAsAStyle } from './look/behaviour.ts';
import { mean, share } from './look/planes.ts';
import { chromaDifference, rimDarkness } from './look/washes.ts';
import { lookFigures } from './look.ts';
import { decode, encode, fixture, greyOf, newEngine, paint, sketch } from './pictures.ts';

const engine = newEngine();
const PHOTOS = ['astronaut.png', 'chelsea.png', 'coffee.png', 'dandelion.jpg'].map(
  (name) => `photos/${name}`,
);
const METHODS = ['basic', 'advanced', 'artistic'] as const;

function draw(file: Uint8Array, parameters: Record<string, unknown>) {
  return decode(sketch(engine, file, { style: 'watercolor', type: 'color', ...parameters }).result.bytes);
}

describe('watercolour', () => {
  describe.each(PHOTOS)('of %s', (path) => {
    const file = fixture(path);
    const photo = decode(file);
    const grey = greyOf(photo);

    it.each(METHODS)('keeps large tones and colours, and leaves some paper bare (%s)', (method) => {
      const picture = draw(file, { method });
      expect(chromaDifference(photo, picture)).toBeLessThan(12);
      const { toneCorrelation, whiteShare } = lookFigures(grey, greyOf(picture));
      expect(toneCorrelation).toBeGreaterThan(method === 'artistic' ? 0.6 : 0.9);
      expect(whiteShare).toBeGreaterThan(0.005);
    });

    it('gathers pigment at the rims of its washes, the more the more it is worked', () => {
      const rims = METHODS.map((method) => rimDarkness(grey, greyOf(draw(file, { method, paper: 'none' }))));
      console.log(path, rims, METHODS.map((method) => chromaDifference(photo, draw(file, { method }))), METHODS.map((method) => Object.values(lookFigures(grey, greyOf(draw(file, { method }))))).flat().map(v=>v.toFixed(2)).join(' '));
    });
  });

  it('leaves an unpainted margin when it is artistic, and none otherwise', () => {
    const file = encode(
      paint(500, 400, () => [90, 120, 160]),
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
    expect(rim('artistic')).toBeGreaterThan(0.8);
    expect(rim('basic')).toBe(0);
    expect(rim('advanced')).toBe(0);
  });

  it('has no light rim around a dark disc (%s)', () => {
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
