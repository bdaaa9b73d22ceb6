import type { Converter } from './canvas.ts';
import type { Method } from './parameters.ts';
import { paintAdvanced } from './watercolor/advanced.ts';
import { paintArtistic } from './watercolor/artistic.ts';
import { paintBasic } from './watercolor/basic.ts';

/** Transparent washes, or ink wash in black and white. */
export const WATERCOLOR = {
  basic: { usesColor: true, bytesPerPixel: 2.1, draw: paintBasic },
  advanced: { usesColor: true, bytesPerPixel: 2.3, draw: paintAdvanced },
  artistic: { usesColor: true, bytesPerPixel: 2.4, draw: paintArtistic },
} as const satisfies Record<Method, Converter>;
