// RGB planes to the components of a JPEG, bit for bit as libjpeg (jccolor.c, jcsample.c).

import { pair } from './pairs';

/** Four dot products of (x, y) and (z, w) with two pairs of factors in 2^−16, with an offset, low and high half. */
@inline
function mixed(x: v128, y: v128, first: v128, z: v128, w: v128, second: v128, offset: i32): v128 {
  const bias = i32x4.splat(offset);
  const xyLow = i32x4.dot_i16x8_s(v128.shuffle<u16>(x, y, 0, 8, 1, 9, 2, 10, 3, 11), first);
  const xyHigh = i32x4.dot_i16x8_s(v128.shuffle<u16>(x, y, 4, 12, 5, 13, 6, 14, 7, 15), first);
  const zwLow = i32x4.dot_i16x8_s(v128.shuffle<u16>(z, w, 0, 8, 1, 9, 2, 10, 3, 11), second);
  const zwHigh = i32x4.dot_i16x8_s(v128.shuffle<u16>(z, w, 4, 12, 5, 13, 6, 14, 7, 15), second);
  const words = i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(i32x4.add(xyLow, zwLow), bias), 16),
    i32x4.shr_s(i32x4.add(i32x4.add(xyHigh, zwHigh), bias), 16),
  );
  return i8x16.narrow_i16x8_u(words, words);
}

/** R, G, B to Y, Cb, Cr (JFIF 1.02). Factors beyond 16 signed bits are split over both pairs. */
export function jpegYccFromRgb(
  red: usize, green: usize, blue: usize, count: i32, luma: usize, blueness: usize, redness: usize,
): void {
  for (let i: usize = 0; i < <usize>count; i += 8) {
    const r = v128.load8x8_u(red + i);
    const g = v128.load8x8_u(green + i);
    const b = v128.load8x8_u(blue + i);
    const y = mixed(r, g, pair(19595, 22086), b, g, pair(7471, 16384), 1 << 15);
    const cb = mixed(r, g, pair(-11059, -21709), b, b, pair(16384, 16384), (128 << 16) + (1 << 15) - 1);
    const cr = mixed(b, g, pair(-5329, -27439), r, r, pair(16384, 16384), (128 << 16) + (1 << 15) - 1);
    v128.store_lane<u64>(luma + i, y, 0);
    v128.store_lane<u64>(blueness + i, cb, 0);
    v128.store_lane<u64>(redness + i, cr, 0);
  }
}

/** Means of 2 × 2 samples of two rows, to `count` samples; halves go down and up in turn. May work in place. */
export function jpegHalve(upper: usize, lower: usize, count: i32, target: usize): void {
  const bias = i16x8(1, 2, 1, 2, 1, 2, 1, 2);
  for (let i: usize = 0; i < <usize>count; i += 8) {
    const top = i16x8.extadd_pairwise_i8x16_u(v128.load(upper + (i << 1)));
    const bottom = i16x8.extadd_pairwise_i8x16_u(v128.load(lower + (i << 1)));
    const mean = i16x8.shr_u(i16x8.add(i16x8.add(top, bottom), bias), 2);
    v128.store_lane<u64>(target + i, i8x16.narrow_i16x8_u(mean, mean), 0);
  }
}

/** Repeats the last of `width` samples up to `padded`. */
export function jpegPadRow(row: usize, width: i32, padded: i32): void {
  memory.fill(row + <usize>width, load<u8>(row + <usize>(width - 1)), padded - width);
}
