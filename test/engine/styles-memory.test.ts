import { describe, expect, it } from 'vitest';
import { plan, readHeader, sketchParameters } from '../../src/engine/index.ts';
import { STYLES, type Style } from '../../src/engine/styles/parameters.ts';
import { colorJpeg } from './jpeg.ts';
import { METHODS, TYPES } from './look/photos.ts';
import { newEngine, sketch } from './pictures.ts';

/** Where a plane, a halved copy of it and the tangent field take most beside each other; a phone's photo; a panorama. */
const SIZES = [
  [1399, 1399],
  [4000, 3000],
  [9000, 1000],
] as const;

/** Drawn at full size up to 12 megapixels, whatever the method and type; others shrink where planes would not fit. */
const FULL_SIZE: ReadonlySet<Style> = new Set<Style>(['charcoal', 'watercolor', 'ink', 'pastel']);

describe.each(SIZES)('at full size, %i × %i', (width, height) => {
  const file = colorJpeg(width, height);

  it.each(STYLES.flatMap((style) => METHODS.map((method) => [style, method] as const)))(
    '%s stays within the memory plan (%s)',
    (style, method) => {
      for (const type of TYPES) {
        const fresh = newEngine();
        const parameters = { style, method, type, format: 'jpeg' };
        const job = plan(readHeader(file, true), sketchParameters.parse(parameters));
        const { result } = sketch(fresh, file, parameters);
        const size = FULL_SIZE.has(style) ? { width, height } : { width: job.width, height: job.height };
        expect(result).toMatchObject(size);
        expect(fresh.memoryBytes()).toBeLessThanOrEqual(job.peakBytes);
      }
    },
  );
});
