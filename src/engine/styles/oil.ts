import type { StyleEntry } from './canvas.ts';
import { drawAdvanced } from './oil/advanced.ts';
import { drawArtistic } from './oil/artistic.ts';
import { drawBasic } from './oil/basic.ts';

/**
 * Oil paint: colour, or a grisaille. Strength is how far it leaves the photo: the size of the brush and the thickness of
 * the paint.
 */
export const OIL: StyleEntry = {
  description: 'Oil: thick brush strokes along the forms',
  methods: {
    basic: { usesColor: true, bytesPerPixel: 1.25, colorBytesPerPixel: 1, draw: drawBasic },
    advanced: { usesColor: true, bytesPerPixel: 1.25, draw: drawAdvanced },
    artistic: { usesColor: true, bytesPerPixel: 1.25, draw: drawArtistic },
  },
};
