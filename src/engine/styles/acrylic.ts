import { drawAdvanced } from './acrylic/advanced.ts';
import { drawArtistic } from './acrylic/artistic.ts';
import { drawBasic } from './acrylic/basic.ts';
import type { Converter } from './canvas.ts';
import type { Method } from './parameters.ts';

/** Acrylic paint. */
export const ACRYLIC = {
  basic: { usesColor: true, bytesPerPixel: 1, draw: drawBasic },
  advanced: { usesColor: true, bytesPerPixel: 1, draw: drawAdvanced },
  artistic: { usesColor: true, bytesPerPixel: 1.25, draw: drawArtistic },
} as const satisfies Record<Method, Converter>;
