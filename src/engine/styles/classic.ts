import { gaussianBlur } from '../kernels/gaussian.ts';
import type { Canvas, Converter, Drawing } from './canvas.ts';
import type { Method } from './parameters.ts';

/**
 * The three converters of the service that Easel replaces, picture for picture: grey, 8 bit, the same for every
 * style and type (docs: the classic look). OpenCV's arithmetic is kept, down to its rounding.
 */

function* drawBasic({ arena, width, height, grey }: Canvas): Drawing {
  const { kernels } = arena;
  const count = width * height;
  const blurred = arena.alloc(count);
  gaussianBlur(arena, grey, blurred, width, height, 21, true);
  yield 0.7;
  // The original divides by (255 − blend) + 1e−7 in single precision: the same quotient, but 0 where all is black.
  kernels.dodge(grey, blurred, count, true, blurred);
  kernels.scaleAbs(blurred, count, 1.2, 10, blurred);
  return { kind: 'grey', grey: blurred };
}

const basic: Converter = { needsColor: false, bytesPerPixel: 1, draw: drawBasic };

export const CLASSIC = { basic, advanced: basic, artistic: basic } as const satisfies Record<
  Method,
  Converter
>;
