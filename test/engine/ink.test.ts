import { describe, expect, it } from 'vitest';
import { behavesAsAStyle } from './look/behaviour.ts';
import { coherence } from './look/coherence.ts';
import { share } from './look/planes.ts';
import { lookFigures } from './look.ts';
import { decode, fixture, greyOf, newEngine, type Plane, sketch } from './pictures.ts';

const engine = newEngine();
const PHOTOS = ['astronaut.png', 'chelsea.png', 'coffee.png', 'dandelion.jpg'].map(
  (name) => `photos/${name}`,
);
const METHODS = ['basic', 'advanced', 'artistic'] as const;

function draw(path: string, method: string): Plane {
  return greyOf(decode(sketch(engine, fixture(path), { style: 'ink', method }).result.bytes));
}

describe('ink', () => {
  describe.each(PHOTOS)('of %s', (path) => {
    const photo = greyOf(decode(fixture(path)));

    it.each(METHODS)('is black or white, in lines that run together (%s)', (method) => {
      const drawing = draw(path, method);
      expect(share(drawing, (value) => value < 40 || value > 215)).toBeGreaterThanOrEqual(0.85);
      expect(coherence(drawing)).toBeGreaterThanOrEqual(0.7);
    });

    it.each(METHODS)('keeps large tones, solid blacks and much of the paper (%s)', (method) => {
      const drawing = draw(path, method);
      const { toneCorrelation, whiteShare } = lookFigures(photo, drawing);
      // Lines and blacks alone keep less of the half-tones than feathering and hatching do.
      expect(toneCorrelation).toBeGreaterThanOrEqual(method === 'basic' ? 0.65 : 0.78);
      expect(whiteShare).toBeGreaterThanOrEqual(0.4);
      expect(share(drawing, (value) => value < 40)).toBeGreaterThanOrEqual(0.1);
    });
  });

  behavesAsAStyle('ink');
});
