import { bilateral80 } from '../kernels/bilateral.ts';
import { gaussianBlur, gaussianDodge } from '../kernels/gaussian.ts';
import type { Canvas, Converter, Drawing } from './canvas.ts';
import type { Method } from './parameters.ts';

/**
 * The three converters of the service that Easel replaces, picture for picture: grey, 8 bit, the same for every
 * style and type. OpenCV's arithmetic is kept, down to its rounding.
 */

/** Entries of the stack that follows edges; longer chains start over, so this bounds memory, not the result. */
const STACK_ENTRIES = 16_384;
const STACK_BYTES = STACK_ENTRIES * 4;

function* drawBasic({ arena, width, height, grey }: Canvas): Drawing {
  const dodged = arena.alloc(width * height);
  // The original divides by (255 − blend) + 1e−7 in single precision: the same quotient, but 0 where all is black.
  const options = { size: 21, keepBlack: true, tone: { gain: 1.2, offset: 10 } };
  gaussianDodge(arena, grey, dodged, width, height, options);
  yield 1;
  return { kind: 'grey', grey: dodged };
}

/** Odd, a twentieth of the height, 21 to 51. */
function advancedBlurSize(height: number): number {
  const size = Math.max(21, Math.min(51, Math.floor(height / 20)));
  return size % 2 === 0 ? size + 1 : size;
}

function* drawAdvanced({ arena, width, height, grey }: Canvas): Drawing {
  const { kernels } = arena;
  const count = width * height;
  const filtered = arena.alloc(count);
  for (const done of bilateral80(arena, grey, filtered, width, height)) yield done * 0.7;
  const dodged = arena.alloc(count);
  const dodge = { size: advancedBlurSize(height), keepBlack: false };
  gaussianDodge(arena, filtered, dodged, width, height, dodge);
  yield 0.8;

  const rimmed = arena.alloc((width + 2) * (height + 2));
  // Edges come from the photo itself, not from its smoothed copy.
  kernels.addRim(grey, width, height, 1, false, rimmed);
  kernels.laplacian(rimmed, width, height, grey);
  const edges = filtered;
  gaussianBlur(arena, grey, edges, width, height, 3);
  kernels.subtract(dodged, edges, count, 0.3, dodged);
  kernels.scaleAbs(dodged, count, 1.1, 5, dodged);
  return { kind: 'grey', grey: dodged };
}

function* drawArtistic({ arena, width, height, grey }: Canvas): Drawing {
  const { kernels } = arena;
  const count = width * height;
  const dodged = arena.alloc(count);
  gaussianDodge(arena, grey, dodged, width, height, { size: 25, keepBlack: false });
  yield 0.3;

  const rimmed = arena.alloc((width + 2) * (height + 2));
  const classes = arena.alloc(count);
  const edges = arena.alloc(count);
  const fine = arena.alloc(count);
  const coarse = arena.alloc(count);
  const scratch = arena.alloc(kernels.cannyScratchBytes(width));
  const stack = arena.alloc(STACK_BYTES);
  kernels.addRim(grey, width, height, 1, true, rimmed);
  kernels.cannyRidges(rimmed, width, height, 50, 150, 30, 80, classes, scratch);
  yield 0.5;
  kernels.hysteresis(classes, width, height, 1, 2, edges, stack, STACK_ENTRIES);
  gaussianBlur(arena, edges, fine, width, height, 3);
  kernels.hysteresis(classes, width, height, 4, 8, edges, stack, STACK_ENTRIES);
  kernels.addRim(edges, width, height, 1, true, rimmed);
  kernels.dilate2x2(rimmed, width, height, edges);
  gaussianBlur(arena, edges, coarse, width, height, 3);
  yield 0.8;

  kernels.addRim(grey, width, height, 1, false, rimmed);
  kernels.lineTexture(rimmed, width, height, edges);
  const texture = classes;
  gaussianBlur(arena, edges, texture, width, height, 3);
  kernels.subtractThree(dodged, fine, 0.2, coarse, 0.4, texture, 0.1, count, dodged);
  yield 0.9;
  gaussianBlur(arena, dodged, fine, width, height, 5);
  kernels.addWeighted(dodged, 1.5, fine, -0.5, count, dodged);
  kernels.scaleAbs(dodged, count, 1.15, 8, dodged);
  return { kind: 'grey', grey: dodged };
}

export const CLASSIC = {
  basic: { usesColor: false, bytesPerPixel: 1.1, draw: drawBasic },
  advanced: { usesColor: false, bytesPerPixel: 3.2, draw: drawAdvanced },
  artistic: { usesColor: false, bytesPerPixel: 6.2, draw: drawArtistic },
} as const satisfies Record<Method, Converter>;
