import type { StyleEntry } from './canvas.ts';
import { drawAdvanced } from './pencil/advanced.ts';
import { drawArtistic } from './pencil/artistic.ts';
import { drawBasic } from './pencil/basic.ts';

/** Graphite on white paper, or coloured pencils. */
export const PENCIL: StyleEntry = {
  description: 'Graphite or coloured pencil on paper: lines that follow the form, hatched tone',
  methods: {
    basic: { usesColor: true, bytesPerPixel: 3.5, draw: drawBasic },
    advanced: { usesColor: true, bytesPerPixel: 5.5, draw: drawAdvanced },
    artistic: { usesColor: true, bytesPerPixel: 5.5, draw: drawArtistic },
  },
};
