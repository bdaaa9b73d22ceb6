// What the eye sees of a canvas: paint and ground under the light, blocks of 16 × 16 pixels that have changed alone.

import { shine } from '../brush/relief';
import { floats } from '../lanes';
import { MASK, TILE_BITS } from '../pigment';

/**
 * Lights blocks of a picture as lightRelief() does, from one set of planes into another.
 *
 * @param heights of the paint; 0 when it is flat
 * @param width, height of the planes, whole blocks
 * @param ground a tile of slopes (slopeTile())
 * @param dirty a byte for each block: those that are not 0 are shown
 */
export function showPicture(
  red: usize, green: usize, blue: usize, heights: usize, width: i32, height: i32, ground: usize, depth: f32,
  groundDepth: f32, limit: f32, gloss: f32, dirty: usize, shownRed: usize, shownGreen: usize, shownBlue: usize,
): void {
  const gain = f32x4.splat(-depth / 255);
  const groundGain = f32x4.splat(groundDepth);
  const most = f32x4.splat(limit);
  const least = f32x4.splat(-limit);
  const glossFrom = f32x4.splat(limit * 0.25);
  const glossiness = f32x4.splat(gloss);
  const one = f32x4.splat(1);
  const half = f32x4.splat(0.5);
  const level = f32x4.splat(128);
  const columns = width >> 4;
  const rows = height >> 4;
  for (let block = 0; block < columns * rows; block++) {
    if (load<u8>(dirty + <usize>block) == 0) continue;
    const left = (block % columns) << 4;
    const top = block / columns << 4;
    for (let y = top; y < top + 16; y++) {
      const tile = ground + ((<usize>y & MASK) << TILE_BITS);
      const row = <usize>(y * width + left);
      const above = heights + <usize>(max(0, y - 1) * width + left) - 1;
      const below = heights + <usize>(min(height - 1, y + 1) * width + left) + 1;
      for (let x: usize = 0; x < 16; x += 4) {
        let slope = f32x4.mul(f32x4.sub(floats(tile + ((<usize>left + x) & MASK)), level), groundGain);
        if (heights != 0) {
          const paint = f32x4.mul(f32x4.sub(floats(below + x), floats(above + x)), half);
          slope = f32x4.add(slope, paint);
        }
        const d = f32x4.pmax(least, f32x4.pmin(most, f32x4.mul(slope, gain)));
        const light = f32x4.add(one, d);
        const shining = f32x4.mul(glossiness, f32x4.pmax(f32x4.splat(0), f32x4.sub(d, glossFrom)));
        shine(red + row + x, light, shining, shownRed + row + x);
        shine(green + row + x, light, shining, shownGreen + row + x);
        shine(blue + row + x, light, shining, shownBlue + row + x);
      }
    }
  }
}

/** What was covered is to be shown anew: sets `dirty` where `covered` is, which it clears; a byte a block. */
export function uncoverBlocks(covered: usize, dirty: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    if (load<u8>(covered + i) == 0) continue;
    store<u8>(dirty + i, 1);
    store<u8>(covered + i, 0);
  }
}
