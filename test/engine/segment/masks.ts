import * as fc from 'fast-check';
import { type Mask, maskFromPixels } from '../../../src/engine/segment/mask.ts';

/** Masks of rows such as "..##": "#" is inside. */
export function drawn(...rows: string[]): Mask {
  const pixels = Uint8Array.from(rows.join(''), (letter) => (letter === '#' ? 255 : 0));
  return maskFromPixels(pixels, rows[0]?.length ?? 0, rows.length);
}

/** Masks of noise and of shapes, from single pixels up, empty and full ones among them. */
export const anyMask = fc
  .record({ width: fc.integer({ min: 1, max: 23 }), height: fc.integer({ min: 1, max: 23 }) })
  .chain(({ width, height }) =>
    fc.oneof(
      fc.array(fc.boolean(), { minLength: width * height, maxLength: width * height }).map((bits) =>
        maskFromPixels(
          Uint8Array.from(bits, (bit) => (bit ? 255 : 0)),
          width,
          height,
        ),
      ),
      fc
        .array(fc.tuple(fc.nat(width), fc.nat(height), fc.nat(width), fc.nat(height)), { maxLength: 6 })
        .map((boxes) => maskFromPixels(exclusiveOr(boxes, width, height), width, height)),
    ),
  );

function exclusiveOr(boxes: [number, number, number, number][], width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(width * height);
  for (const [left, top, right, bottom] of boxes) {
    for (let y = top; y < Math.min(bottom, height); y++) {
      for (let x = left; x < Math.min(right, width); x++)
        pixels[y * width + x] = 255 - (pixels[y * width + x] ?? 0);
    }
  }
  return pixels;
}
