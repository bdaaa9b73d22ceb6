// RGB planes to the components of a JPEG, bit for bit as libjpeg (jccolor.c, jcsample.c).

import { high, low } from './pairs';

// Pairs of factors in 2^−16, and what is added before a sum is shifted down, loaded as those in pairs.ts are. Green's
// part of luminance, 38470, has more than 16 signed bits: both pairs hold some of it. 2^15 of chrominance has too, −2^15
// has not: chrominance is made by its negative.
const FACTORS = memory.data<i32>(
  [
    19595 | (22086 << 16), 7471 | (16384 << 16), 11059 | (21709 << 16), 0x8000, 0x8000 | (27439 << 16), 5329,
    1 << 15, (128 << 16) + (1 << 15) - 1,
  ],
  16,
);
const LUMA_RED_GREEN: usize = 0;
const LUMA_BLUE_GREEN: usize = 4;
const BLUENESS_RED_GREEN: usize = 8;
const BLUENESS_BLUE_GREEN: usize = 12;
const REDNESS_RED_GREEN: usize = 16;
const REDNESS_BLUE_GREEN: usize = 20;
const LUMA_HALF: usize = 24;
const CHROMA_MIDDLE: usize = 28;

@inline
function factors(place: usize): v128 {
  return v128.load32_splat(FACTORS + place);
}

/** Sums of products of (red, green) and (blue, green) with two pairs of factors in 2^−16, of four pixels. */
@inline
function sums(redGreen: v128, first: v128, blueGreen: v128, second: v128): v128 {
  return i32x4.add(i32x4.dot_i16x8_s(redGreen, first), i32x4.dot_i16x8_s(blueGreen, second));
}

/** Luminance of four pixels. */
@inline
function lumaOf(redGreen: v128, blueGreen: v128): v128 {
  const sum = sums(redGreen, factors(LUMA_RED_GREEN), blueGreen, factors(LUMA_BLUE_GREEN));
  return i32x4.shr_s(i32x4.add(sum, factors(LUMA_HALF)), 16);
}

/** Cb or Cr by the negative of what it is made of. */
@inline
function chromaOf(negative: v128): v128 {
  return i32x4.shr_s(i32x4.sub(factors(CHROMA_MIDDLE), negative), 16);
}

@inline
function bluenessOf(redGreen: v128, blueGreen: v128): v128 {
  return chromaOf(sums(redGreen, factors(BLUENESS_RED_GREEN), blueGreen, factors(BLUENESS_BLUE_GREEN)));
}

@inline
function rednessOf(redGreen: v128, blueGreen: v128): v128 {
  return chromaOf(sums(redGreen, factors(REDNESS_RED_GREEN), blueGreen, factors(REDNESS_BLUE_GREEN)));
}

@inline
function packed(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

/** R, G, B to Y, Cb, Cr (JFIF 1.02). */
export function jpegYccFromRgb(
  red: usize, green: usize, blue: usize, count: i32, luma: usize, blueness: usize, redness: usize,
): void {
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const r0 = v128.load8x8_u(red + i);
    const g0 = v128.load8x8_u(green + i);
    const b0 = v128.load8x8_u(blue + i);
    const r1 = v128.load8x8_u(red + i, 8);
    const g1 = v128.load8x8_u(green + i, 8);
    const b1 = v128.load8x8_u(blue + i, 8);
    const rg0 = low(r0, g0);
    const rg1 = high(r0, g0);
    const rg2 = low(r1, g1);
    const rg3 = high(r1, g1);
    const bg0 = low(b0, g0);
    const bg1 = high(b0, g0);
    const bg2 = low(b1, g1);
    const bg3 = high(b1, g1);
    v128.store(luma + i, packed(lumaOf(rg0, bg0), lumaOf(rg1, bg1), lumaOf(rg2, bg2), lumaOf(rg3, bg3)));
    v128.store(
      blueness + i,
      packed(bluenessOf(rg0, bg0), bluenessOf(rg1, bg1), bluenessOf(rg2, bg2), bluenessOf(rg3, bg3)),
    );
    v128.store(
      redness + i,
      packed(rednessOf(rg0, bg0), rednessOf(rg1, bg1), rednessOf(rg2, bg2), rednessOf(rg3, bg3)),
    );
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
