import type { Converter } from './canvas.ts';
import type { Method } from './parameters.ts';
import { drawAdvanced } from './pastel/advanced.ts';
import { drawArtistic } from './pastel/artistic.ts';
import { drawBasic } from './pastel/basic.ts';

/** Soft pastels, or grey chalks in black and white, on toned paper. */
export const PASTEL = {
  basic: { usesColor: true, bytesPerPixel: 2.1, draw: drawBasic },
  advanced: { usesColor: true, bytesPerPixel: 2.4, draw: drawAdvanced },
  artistic: { usesColor: true, bytesPerPixel: 3.4, draw: drawArtistic },
} as const satisfies Record<Method, Converter>;
