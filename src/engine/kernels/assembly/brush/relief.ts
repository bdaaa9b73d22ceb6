// Paint as a height field under a light from the upper left.

import { floats, storeRounded } from '../lanes';
import { MASK, TILE_BITS } from '../pigment';

/** Bytes of scratch that lightRelief() keeps rows in that it has painted over. */
export function reliefScratchBytes(width: i32): i32 {
  return 2 * (width + 96);
}

/** A row with its first and last pixels repeated on either side. */
function keep(row: usize, width: i32, target: usize): void {
  memory.copy(target, row, width);
  store<u8>(target - 1, load<u8>(row));
  store<u8>(target + <usize>width, load<u8>(row + <usize>width - 1));
}

@inline
function shine(at: usize, light: v128, gloss: v128): void {
  storeRounded(at, f32x4.add(f32x4.mul(floats(at), light), gloss));
}

/**
 * Lights rows `fromRow` to `toRow` of a painting in place; rows must come in order, from 0 (Hertzmann 2002, §4: the
 * height field as a bump map, diffuse and specular light). The slope is that of the paint across two pixels towards
 * the lower right, halved; a pixel becomes
 * c·(1 + d) + gloss·max(0, d − ¼·limit), d = clamp(−(depth·slope + groundDepth·ground's)/255, −limit, limit).
 *
 * @param green with `blue`, 0 when only one plane is painted
 * @param heights may be the painted plane itself
 * @param ground a tile of slopes (slopeTile())
 * @param depth light per slope of the paint, `groundDepth` of the ground
 * @param scratch reliefScratchBytes(), kept between calls
 */
export function lightRelief(
  red: usize, green: usize, blue: usize, heights: usize, width: i32, height: i32, fromRow: i32, toRow: i32,
  ground: usize, depth: f32, groundDepth: f32, limit: f32, gloss: f32, scratch: usize,
): void {
  const span = <usize>width + 96;
  const first = scratch + 16;
  if (fromRow == 0) keep(heights, width, first + span);
  const gain = f32x4.splat(-depth / 255);
  const groundGain = f32x4.splat(-groundDepth / 255);
  const most = f32x4.splat(limit);
  const least = f32x4.splat(-limit);
  const glossFrom = f32x4.splat(limit * 0.25);
  const glossiness = f32x4.splat(gloss);
  const one = f32x4.splat(1);
  for (let y = fromRow; y < toRow; y++) {
    const row = <usize>y * <usize>width;
    const here = first + (<usize>y & 1) * span;
    const above = first + (<usize>(y + 1) & 1) * span;
    keep(heights + row, width, here);
    const last = y == height - 1;
    const below = last ? here : heights + row + <usize>width;
    const tile = ground + ((<usize>y & MASK) << TILE_BITS);
    // The vector at a row's end runs into the next one.
    const keptRed = v128.load(red + row + <usize>width);
    const keptGreen = green != 0 ? v128.load(green + row + <usize>width) : keptRed;
    const keptBlue = green != 0 ? v128.load(blue + row + <usize>width) : keptRed;
    for (let x: usize = 0; x < <usize>width; x += 4) {
      const upper = floats(above + x - 1);
      let lower = floats(below + x + 1);
      if (!last && x + 4 >= <usize>width) {
        const lane = <usize>width - 1 - x;
        const edge = f32x4.splat(<f32>load<u8>(below + <usize>width - 1));
        lower = v128.bitselect(edge, lower, i32x4.eq(i32x4(0, 1, 2, 3), i32x4.splat(<i32>lane)));
      }
      const paint = f32x4.mul(f32x4.sub(lower, upper), f32x4.splat(0.5));
      const weave = f32x4.mul(f32x4.sub(floats(tile + (x & MASK)), f32x4.splat(128)), groundGain);
      const d = f32x4.pmax(least, f32x4.pmin(most, f32x4.add(f32x4.mul(paint, gain), weave)));
      const light = f32x4.add(one, d);
      const shining = f32x4.mul(glossiness, f32x4.pmax(f32x4.splat(0), f32x4.sub(d, glossFrom)));
      shine(red + row + x, light, shining);
      if (green != 0) {
        shine(green + row + x, light, shining);
        shine(blue + row + x, light, shining);
      }
    }
    v128.store(red + row + <usize>width, keptRed);
    if (green != 0) {
      v128.store(green + row + <usize>width, keptGreen);
      v128.store(blue + row + <usize>width, keptBlue);
    }
  }
}
