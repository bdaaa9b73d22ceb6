import type { Converter } from './canvas.ts';
import type { Method } from './parameters.ts';
import { paintAdvanced } from './watercolor/advanced.ts';
import { paintArtistic } from './watercolor/artistic.ts';
import { paintBasic } from './watercolor/basic.ts';

const BYTES = { bytesPerPixel: 2.05, colorBytesPerPixel: 1.05 };

/** Transparent washes, or ink wash in black and white. */
export const WATERCOLOR = {
  basic: { usesColor: true, ...BYTES, draw: paintBasic },
  advanced: { usesColor: true, ...BYTES, draw: paintAdvanced },
  artistic: { usesColor: true, ...BYTES, draw: paintArtistic },
} as const satisfies Record<Method, Converter>;
