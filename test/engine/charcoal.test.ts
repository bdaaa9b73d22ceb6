import { describe, expect, it } from 'vitest';
import { behavesAsAStyle } from './look/behaviour.ts';
import { coherence } from './look/coherence.ts';
import { mean, share } from './look/planes.ts';
import { lookFigures } from './look.ts';
import { decode, encode, fixture, greyOf, newEngine, paint, type Plane, sketch } from './pictures.ts';

const engine = newEngine();
const PHOTOS = ['astronaut.png', 'chelsea.png', 'coffee.png', 'dandelion.jpg'].map(
  (name) => `photos/${name}`,
);
const METHODS = ['basic', 'advanced', 'artistic'] as const;

function draw(file: Uint8Array, method: string): Plane {
  return greyOf(decode(sketch(engine, file, { style: 'charcoal', method }).result.bytes));
}

describe('charcoal', () => {
  describe.each(PHOTOS)('of %s', (path) => {
    const file = fixture(path);
    const photo = greyOf(decode(file));

    it.each(METHODS)('keeps large tones, in half-tones, velvety darks and some bare paper (%s)', (method) => {
      const drawing = draw(file, method);
      const { toneCorrelation, whiteShare } = lookFigures(photo, drawing);
      expect(toneCorrelation).toBeGreaterThanOrEqual(0.85);
      expect(whiteShare).toBeGreaterThanOrEqual(0.05);
      expect(share(drawing, (value) => value < 60)).toBeGreaterThanOrEqual(0.1);
      expect(share(drawing, (value) => value >= 60 && value <= 215)).toBeGreaterThanOrEqual(0.2);
    });

    it('runs together more, the more work goes into it', () => {
      const [basic = 0, advanced = 0, artistic = 0] = METHODS.map((method) => coherence(draw(file, method)));
      expect(advanced).toBeGreaterThan(basic);
      expect(artistic).toBeGreaterThan(advanced);
    });
  });

  it.each(METHODS)('has no light rim around a dark disc (%s)', (method) => {
    const [size, radius] = [600, 150];
    const from = (x: number, y: number) => Math.hypot(x - size / 2, y - size / 2) - radius;
    const file = encode(
      paint(size, size, (x, y) => {
        const level = from(x, y) < 0 ? 50 : 150;
        return [level, level, level];
      }),
      'png',
    );
    const { data } = draw(file, method);
    const ring = (near: number, far: number) =>
      mean(
        data.filter((_, i) => {
          const distance = from(i % size, Math.floor(i / size));
          return distance > near && distance < far;
        }),
      );
    expect(ring(8, 25)).toBeLessThan(ring(60, 140) + 12);
  });

  behavesAsAStyle('charcoal');
});
