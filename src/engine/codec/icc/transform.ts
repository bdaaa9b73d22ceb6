import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { type Conversion, encode } from './conversion.ts';

/** Brings colours to sRGB. */
export interface ColorTransform {
  /** Converts `count` samples of each plane, in place. */
  apply(red: Pointer, green: Pointer, blue: Pointer, count: number): void;
}

/** Steps of light that have an entry of their own: near black, five of them make a level. */
const STEPS = 1 << 14;
/** What each channel's value adds to the three lights, in 2^−8 of such a step. */
const FRACTION = 1 << 8;
const LANES = 4;

/** Puts the tables of a conversion into the arena. */
export function putTransform(arena: Arena, { light, matrix }: Conversion): ColorTransform {
  const shares = new Int32Array(3 * 256 * LANES);
  for (let channel = 0; channel < 3; channel++) {
    for (let value = 0; value < 256; value++) {
      for (let row = 0; row < 3; row++) {
        const share = (matrix[row * 3 + channel] ?? 0) * (light[channel * 256 + value] ?? 0);
        // Half a step is added once, for rounding.
        const half = channel === 0 ? FRACTION / 2 : 0;
        shares[(channel * 256 + value) * LANES + row] = Math.round(share * STEPS * FRACTION) + half;
      }
    }
  }
  const levels = Uint8Array.from({ length: STEPS + 1 }, (_, step) => Math.round(encode(step / STEPS) * 255));
  const [sharesAt, levelsAt] = [arena.put(shares), arena.put(levels)];
  return {
    apply(red, green, blue, count) {
      arena.kernels.convertColors(red, green, blue, count, sharesAt, levelsAt);
    },
  };
}
