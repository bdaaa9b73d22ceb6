import type { Converter } from './canvas.ts';
import type { Method } from './parameters.ts';
import { drawAdvanced } from './pastel/advanced.ts';
import { drawArtistic } from './pastel/artistic.ts';
import { drawBasic } from './pastel/basic.ts';

const BYTES = { bytesPerPixel: 2.05, colorBytesPerPixel: 1.05 };

/** Soft pastels, or grey chalks in black and white, on toned paper. */
export const PASTEL = {
  basic: { usesColor: true, ...BYTES, draw: drawBasic },
  advanced: { usesColor: true, ...BYTES, draw: drawAdvanced },
  artistic: { usesColor: true, ...BYTES, draw: drawArtistic },
} as const satisfies Record<Method, Converter>;
