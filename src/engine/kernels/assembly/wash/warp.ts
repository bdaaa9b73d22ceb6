// A picture drawn by a hand that trembles: every pixel is taken from a little way off, in place.

import { mapRow, mapScratchBytes } from './maps';

/** Rows that are kept: a power of two, so that a mask finds them. */
@inline
function ringRows(reach: i32): i32 {
  return 1 << (32 - clz(2 * reach + 2));
}

@inline
function keptBytes(width: i32, reach: i32): usize {
  return <usize>((width * ringRows(reach) + 79) & ~15);
}

/** Bytes of scratch that warp() needs. */
export function warpScratchBytes(width: i32, mapWidth: i32, reach: i32): i32 {
  return <i32>keptBytes(width, reach) + 2 * ((mapScratchBytes(width, mapWidth) + 15) & ~15);
}

@inline
function pairs4(at: usize, a: i32, b: i32, c: i32, d: i32): v128 {
  let pairs = v128.load16_splat(at + <usize>a);
  pairs = v128.load16_lane(at + <usize>b, pairs, 1);
  pairs = v128.load16_lane(at + <usize>c, pairs, 2);
  return i16x8.extend_low_i8x16_u(v128.load16_lane(at + <usize>d, pairs, 3));
}

/** Where four pixels are taken from, 8 fraction bits: maps have 6 and 7 of their own. */
@inline
function places(offsets: usize, base: v128, reach: v128, last: v128): v128 {
  const off = i32x4.sub(v128.load16x4_s(offsets), i32x4.splat(8192));
  const at = i32x4.add(base, i32x4.shr_s(i32x4.mul(off, reach), 5));
  return i32x4.max_s(i32x4.splat(0), i32x4.min_s(last, at));
}

/**
 * Takes every pixel from where two maps say: (value − 128)·reach/128 pixels off, interpolated; borders are repeated.
 *
 * @param across, down maps of mapWidth × mapHeight
 * @param reach whole pixels
 */
export function warp(
  plane: usize, width: i32, height: i32, across: usize, down: usize, mapWidth: i32, mapHeight: i32, reach: i32,
  scratch: usize,
): void {
  const mask = ringRows(reach) - 1;
  const rows = scratch + keptBytes(width, reach);
  const second = rows + <usize>((mapScratchBytes(width, mapWidth) + 15) & ~15);
  for (let y = 0; y < min(height, reach + 1); y++) {
    memory.copy(scratch + <usize>(y * width), plane + <usize>(y * width), width);
  }
  const right = i32x4.splat((width - 1) << 8);
  const bottom = i32x4.splat((height - 1) << 8);
  const reaches = i32x4.splat(reach);
  const fraction = i32x4.splat(255);
  const one = i32x4.splat(256);
  const ring = i32x4.splat(mask);
  const stride = i32x4.splat(width);
  for (let y = 0; y < height; y++) {
    const next = y + reach + 1;
    if (next < height) memory.copy(scratch + <usize>((next & mask) * width), plane + <usize>(next * width), width);
    const dx = mapRow(across, mapWidth, mapHeight, width, height, y, rows);
    const dy = mapRow(down, mapWidth, mapHeight, width, height, y, second);
    const out = plane + <usize>(y * width);
    for (let x = 0; x < width; x += 4) {
      const columns = i32x4.shl(i32x4.add(i32x4.splat(x), i32x4(0, 1, 2, 3)), 8);
      const px = places(dx + (<usize>x << 1), columns, reaches, right);
      const py = places(dy + (<usize>x << 1), i32x4.splat(y << 8), reaches, bottom);
      const left = i32x4.shr_u(px, 8);
      const top = i32x4.shr_u(py, 8);
      // Right of the last column and below the last row the share is 0, whatever lies there.
      const upper = i32x4.add(left, i32x4.mul(v128.and(top, ring), stride));
      const lower = i32x4.add(left, i32x4.mul(v128.and(i32x4.add(top, i32x4.splat(1)), ring), stride));
      const tx = v128.and(px, fraction);
      const ty = v128.and(py, fraction);
      const shares = v128.or(i32x4.sub(one, tx), i32x4.shl(tx, 16));
      const above = i32x4.dot_i16x8_s(pairs4(
        scratch, i32x4.extract_lane(upper, 0), i32x4.extract_lane(upper, 1),
        i32x4.extract_lane(upper, 2), i32x4.extract_lane(upper, 3),
      ), shares);
      const below = i32x4.dot_i16x8_s(pairs4(
        scratch, i32x4.extract_lane(lower, 0), i32x4.extract_lane(lower, 1),
        i32x4.extract_lane(lower, 2), i32x4.extract_lane(lower, 3),
      ), shares);
      const mean = i32x4.add(i32x4.mul(above, i32x4.sub(one, ty)), i32x4.mul(below, ty));
      const value = i32x4.shr_u(i32x4.add(mean, i32x4.splat(32768)), 16);
      const halves = i16x8.narrow_i32x4_u(value, value);
      const bytes = i8x16.narrow_i16x8_u(halves, halves);
      if (x + 4 <= width) {
        v128.store32_lane(out + <usize>x, bytes, 0);
      } else {
        const rest = i32x4.extract_lane(bytes, 0);
        for (let k = 0; k < width - x; k++) store<u8>(out + <usize>(x + k), <u8>(rest >> (k << 3)));
      }
    }
  }
}
