import type { Converter } from './canvas.ts';
import type { Method } from './parameters.ts';
import { drawAdvanced } from './pencil/advanced.ts';
import { drawArtistic } from './pencil/artistic.ts';
import { drawBasic } from './pencil/basic.ts';

/** Graphite on white paper, or coloured pencils. */
export const PENCIL = {
  basic: { usesColor: true, bytesPerPixel: 3.5, draw: drawBasic },
  advanced: { usesColor: true, bytesPerPixel: 5.5, draw: drawAdvanced },
  artistic: { usesColor: true, bytesPerPixel: 5.5, draw: drawArtistic },
} as const satisfies Record<Method, Converter>;
