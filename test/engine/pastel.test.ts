import { describe, expect, it } from 'vitest';
import { behavesAsAStyle } from './look/behaviour.ts';
import { coherence } from './look/coherence.ts';
import { mean } from './look/planes.ts';
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

/** What a blur of σ 2 takes away from a picture. */
function fineParts(picture: Plane): Float64Array {
  const soft = gaussianReference(picture, 2).data;
  return picture.data.map((value, i) => value - (soft[i] ?? 0));
}

/** Root mean square of a picture's fine parts, levels, where its photo has next to none: the marks of the chalk. */
function texture(picture: Plane, photo: Plane): number {
  const busy = gaussianReference({ ...photo, data: fineParts(photo).map(Math.abs) }, 4).data;
  const squares = fineParts(picture).filter((_, i) => (busy[i] ?? 0) < 2);
  return Math.sqrt(mean(squares.map((value) => value * value)));
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
      const [basic = 0, advanced = 0, artistic = 0] = pictures.map((picture) =>
        texture(picture, greyOf(photo)),
      );
      expect(advanced).toBeGreaterThan(basic);
      expect(artistic).toBeGreaterThan(advanced);
      for (const picture of pictures.slice(2)) expect(coherence(picture)).toBeGreaterThan(0.5);
    });

    it('shows the tooth of the paper in every method', () => {
      for (const method of METHODS) {
        const [smooth, toothed] = ['none', 'cold-press'].map((paper) =>
          texture(greyOf(draw(file, { method, paper })), greyOf(photo)),
        );
        expect(toothed).toBeGreaterThan((smooth ?? 0) * 1.1);
      }
    });
  });

  behavesAsAStyle('pastel');
});
