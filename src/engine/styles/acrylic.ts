import { drawAdvanced } from './acrylic/advanced.ts';
import { drawArtistic } from './acrylic/artistic.ts';
import { drawBasic } from './acrylic/basic.ts';
import type { Converter } from './canvas.ts';
import type { Method } from './parameters.ts';

/**
 * Acrylic paint: flat, crisp areas in colour, or a grisaille. Strength is how far it leaves the photo: the width of areas
 * and brushes, saturation, relief.
 */
export const ACRYLIC = {
  basic: { usesColor: true, bytesPerPixel: 1, draw: drawBasic },
  advanced: { usesColor: true, bytesPerPixel: 1, draw: drawAdvanced },
  artistic: { usesColor: true, bytesPerPixel: 1.25, draw: drawArtistic },
} as const satisfies Record<Method, Converter>;
