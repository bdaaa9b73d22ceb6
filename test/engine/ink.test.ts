import { describe, expect, it } from 'vitest';
import { behavesAsAStyle } from './look/behaviour.ts';
import { coherence } from './look/coherence.ts';
import { METHODS, photoFile, PHOTOS } from './look/photos.ts';
import { share } from './look/planes.ts';
import { lookFigures } from './look.ts';
import { decode, fixture, greyOf, newEngine, type Plane, sketch } from './pictures.ts';

const engine = newEngine();

function draw(file: Uint8Array, method: string): Plane {
  return greyOf(decode(sketch(engine, file, { style: 'ink', method }).result.bytes));
}

describe('ink', () => {
  describe.each(PHOTOS)('of %s', (name) => {
    const file = photoFile(name);
    const photo = greyOf(decode(file));

    it.each(METHODS)('is black or white, in lines that run together (%s)', (method) => {
      const drawing = draw(fixture(`photos/${name}`), method);
      expect(share(drawing, (value) => value < 40 || value > 215)).toBeGreaterThanOrEqual(0.85);
      expect(coherence(drawing)).toBeGreaterThanOrEqual(0.7);
    });

    it.each(METHODS)('keeps large tones, solid blacks and much of the paper (%s)', (method) => {
      const drawing = draw(file, method);
      const { toneCorrelation, whiteShare } = lookFigures(photo, drawing);
      // Lines and blacks alone keep less of the half-tones than feathering and hatching do.
      expect(toneCorrelation).toBeGreaterThanOrEqual(method === 'basic' ? 0.65 : 0.78);
      expect(whiteShare).toBeGreaterThanOrEqual(0.4);
      expect(share(drawing, (value) => value < 40)).toBeGreaterThanOrEqual(0.1);
    });
  });

  behavesAsAStyle('ink');
});
