import type { StyleEntry } from './canvas.ts';
import { drawAdvanced } from './charcoal/advanced.ts';
import { drawArtistic } from './charcoal/artistic.ts';
import { drawBasic } from './charcoal/basic.ts';

/** Charcoal on white paper, or tinted sticks on warm paper. */
export const CHARCOAL: StyleEntry = {
  description:
    'Charcoal: velvety darks smudged along the forms, the paper’s tooth, contours lost and found; or tinted sticks',
  methods: {
    basic: { usesColor: true, bytesPerPixel: 1.2, draw: drawBasic },
    advanced: { usesColor: true, bytesPerPixel: 1.2, draw: drawAdvanced },
    artistic: { usesColor: true, bytesPerPixel: 1.2, draw: drawArtistic },
  },
};
