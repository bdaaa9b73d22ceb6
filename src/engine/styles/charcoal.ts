import type { Converter } from './canvas.ts';
import { drawAdvanced } from './charcoal/advanced.ts';
import { drawArtistic } from './charcoal/artistic.ts';
import { drawBasic } from './charcoal/basic.ts';
import type { Method } from './parameters.ts';

/** Charcoal on white paper, or tinted sticks on warm paper. */
export const CHARCOAL = {
  basic: { usesColor: true, bytesPerPixel: 1.2, draw: drawBasic },
  advanced: { usesColor: true, bytesPerPixel: 1.2, draw: drawAdvanced },
  artistic: { usesColor: true, bytesPerPixel: 1.2, draw: drawArtistic },
} as const satisfies Record<Method, Converter>;
