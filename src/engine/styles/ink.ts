import type { StyleEntry } from './canvas.ts';
import { drawAdvanced } from './ink/advanced.ts';
import { drawArtistic } from './ink/artistic.ts';
import { drawBasic } from './ink/basic.ts';

/** Black ink on white paper, or over a wash of the photo's colours. */
export const INK: StyleEntry = {
  description:
    'Pen and ink: lines that swell along the forms, solid blacks, stipple and hatching; or ink over a wash',
  methods: {
    basic: { usesColor: true, bytesPerPixel: 1.2, draw: drawBasic },
    advanced: { usesColor: true, bytesPerPixel: 1.2, draw: drawAdvanced },
    artistic: { usesColor: true, bytesPerPixel: 1.2, draw: drawArtistic },
  },
};
