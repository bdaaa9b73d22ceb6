import type { StyleEntry } from './canvas.ts';
import { drawAdvanced } from './pastel/advanced.ts';
import { drawArtistic } from './pastel/artistic.ts';
import { drawBasic } from './pastel/basic.ts';

const BYTES = { bytesPerPixel: 2.05, colorBytesPerPixel: 1.05 };

/** Soft pastels, or grey chalks in black and white, on toned paper. */
export const PASTEL: StyleEntry = {
  description: 'Soft pastel: chalky strokes of colour on toned paper',
  methods: {
    basic: { usesColor: true, ...BYTES, draw: drawBasic },
    advanced: { usesColor: true, ...BYTES, draw: drawAdvanced },
    artistic: { usesColor: true, ...BYTES, draw: drawArtistic },
  },
};
