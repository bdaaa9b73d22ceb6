import { drawAdvanced } from './acrylic/advanced.ts';
import { drawArtistic } from './acrylic/artistic.ts';
import { drawBasic } from './acrylic/basic.ts';
import type { StyleEntry } from './canvas.ts';

/**
 * Acrylic paint: flat, crisp areas in colour, or a grisaille. Strength is how far it leaves the photo: the width of areas
 * and brushes, saturation, relief.
 */
export const ACRYLIC: StyleEntry = {
  description: 'Acrylic: flat, crisp areas of colour',
  methods: {
    basic: { usesColor: true, bytesPerPixel: 1, draw: drawBasic },
    advanced: { usesColor: true, bytesPerPixel: 1, draw: drawAdvanced },
    artistic: { usesColor: true, bytesPerPixel: 1.25, draw: drawArtistic },
  },
};
