import { describe, expect, it } from 'vitest';
import { behavesAsAStyle } from './look/behaviour.ts';
import { coherence } from './look/coherence.ts';
import { chromaDifference } from './look/washes.ts';
import { gaussianReference, lookFigures } from './look.ts';
import { decode, fixture, greyOf, newEngine, type Plane, sketch } from './pictures.ts';

const engine = newEngine();
const PHOTOS = ['astronaut.png', 'chelsea.png', 'coffee.png', 'dandelion.jpg'].map(
  (name) => `photos/${name}`,
);
const METHODS = ['basic', 'advanced', 'artistic'] as const;

function draw(file: Uint8Array, parameters: Record<string, unknown>) {
  return decode(sketch(engine, file, { style: 'pastel', type: 'color', ...parameters }).result.bytes);
}

/** Root mean square of what a blur of σ 2 takes away, levels. */
function texture(picture: Plane): number {
  const soft = gaussianReference(picture, 2).data;
  const squares = picture.data.reduce((sum, value, i) => sum + (value - (soft[i] ?? 0)) ** 2, 0);
  return Math.sqrt(squares / picture.data.length);
}

describe('pastel', () => {
  describe.each(PHOTOS)('of %s', (path) => {
    const file = fixture(path);
    const photo = decode(file);

    it.each(METHODS)('keeps large tones and colours (%s)', (method) => {
      const picture = draw(file, { method });
      expect(chromaDifference(photo, picture)).toBeLessThan(12);
      expect(lookFigures(greyOf(photo), greyOf(picture)).toneCorrelation).toBeGreaterThan(0.9);
    });

    it('has more of the stroke, the more it is worked, and strokes that run together', () => {
      const pictures = METHODS.map((method) => greyOf(draw(file, { method, paper: 'none' })));
      const [basic = 0, advanced = 0, artistic = 0] = pictures.map(texture);
      expect(advanced).toBeGreaterThan(basic);
      expect(artistic).toBeGreaterThan(advanced);
      for (const picture of pictures.slice(2)) expect(coherence(picture)).toBeGreaterThan(0.5);
    });

    it('shows the tooth of the paper in every method', () => {
      for (const method of METHODS) {
        const [smooth, toothed] = ['none', 'cold-press'].map((paper) =>
          texture(greyOf(draw(file, { method, paper }))),
        );
        expect(toothed).toBeGreaterThan((smooth ?? 0) * 1.1);
      }
    });
  });

  behavesAsAStyle('pastel');
});
