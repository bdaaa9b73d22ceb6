import type { Converter } from './canvas.ts';
import { drawAdvanced } from './ink/advanced.ts';
import { drawArtistic } from './ink/artistic.ts';
import { drawBasic } from './ink/basic.ts';
import type { Method } from './parameters.ts';

/** Black ink on white paper, or over a wash of the photo's colours. */
export const INK = {
  basic: { usesColor: true, bytesPerPixel: 1.2, draw: drawBasic },
  advanced: { usesColor: true, bytesPerPixel: 1.2, draw: drawAdvanced },
  artistic: { usesColor: true, bytesPerPixel: 1.2, draw: drawArtistic },
} as const satisfies Record<Method, Converter>;
