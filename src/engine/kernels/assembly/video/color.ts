// From planes of RGB to Y′CbCr of BT.709 in limited range, 4:2:0 (ITU-R BT.709-6 §3), changed macroblocks alone.

import { picture } from './picture';

/** 15-bit fixed point: Kr 0.2126, Kb 0.0722, times 219/255 for luma and 224/255 over 2(1 − Kb) or 2(1 − Kr) for chroma. */
const Y_RED: i16 = 5983;
const Y_GREEN: i16 = 20127;
const Y_BLUE: i16 = 2032;
const U_RED: i16 = -3298;
const U_GREEN: i16 = -11094;
const U_BLUE: i16 = 14392;
const V_RED: i16 = 14392;
const V_GREEN: i16 = -13073;
const V_BLUE: i16 = -1319;
const ONE_BITS: i32 = 15;

const BLACK: i32 = 16;
const NEUTRAL: i32 = 128;

/** Weighted sums of four samples, the low or the high half of eight in 16 bits. */
@inline
function weighLow(red: v128, green: v128, blue: v128, pairWeights: v128, blueWeight: v128): v128 {
  const pairs = i16x8.shuffle(red, green, 0, 8, 1, 9, 2, 10, 3, 11);
  return i32x4.add(i32x4.dot_i16x8_s(pairs, pairWeights), i32x4.extmul_low_i16x8_s(blue, blueWeight));
}

@inline
function weighHigh(red: v128, green: v128, blue: v128, pairWeights: v128, blueWeight: v128): v128 {
  const pairs = i16x8.shuffle(red, green, 4, 12, 5, 13, 6, 14, 7, 15);
  return i32x4.add(i32x4.dot_i16x8_s(pairs, pairWeights), i32x4.extmul_high_i16x8_s(blue, blueWeight));
}

@inline
function pairOf(even: i16, odd: i16): v128 {
  return i16x8(even, odd, even, odd, even, odd, even, odd);
}

/** Eight samples of one channel: sums with an offset, rounded, of `bits` fractional bits. */
@inline
function channel(red: v128, green: v128, blue: v128, pair: v128, one: v128, offset: i32, bits: i32): v128 {
  const start = i32x4.splat((offset << bits) + (1 << (bits - 1)));
  const low = i32x4.shr_s(i32x4.add(weighLow(red, green, blue, pair, one), start), bits);
  const high = i32x4.shr_s(i32x4.add(weighHigh(red, green, blue, pair, one), start), bits);
  return i16x8.narrow_i32x4_s(low, high);
}

@inline
function lumaRow(red: v128, green: v128, blue: v128, target: usize): void {
  const pair = pairOf(Y_RED, Y_GREEN);
  const one = i16x8.splat(Y_BLUE);
  const low = channel(
    i16x8.extend_low_i8x16_u(red),
    i16x8.extend_low_i8x16_u(green),
    i16x8.extend_low_i8x16_u(blue),
    pair,
    one,
    BLACK,
    ONE_BITS,
  );
  const high = channel(
    i16x8.extend_high_i8x16_u(red),
    i16x8.extend_high_i8x16_u(green),
    i16x8.extend_high_i8x16_u(blue),
    pair,
    one,
    BLACK,
    ONE_BITS,
  );
  v128.store(target, i8x16.narrow_i16x8_u(low, high));
}

/** Sums of 2 × 2 samples. */
@inline
function fours(upper: v128, lower: v128): v128 {
  return i16x8.add(i16x8.extadd_pairwise_i8x16_u(upper), i16x8.extadd_pairwise_i8x16_u(lower));
}

/**
 * Converts the macroblocks whose source has changed.
 * @param red planes as large as the padded picture, row-major
 */
export function videoConvert(red: usize, green: usize, blue: usize): void {
  const stride = picture.stride;
  let index: usize = 0;
  for (let row = 0; row < picture.rows; row++) {
    for (let column = 0; column < picture.columns; column++, index++) {
      if (load<u8>(picture.dirty + index) == 0) continue;
      const at = <usize>(row * 16 * stride + column * 16);
      const chromaAt = <usize>(row * 8 * (stride >> 1) + column * 8);
      convertMacroblock(red + at, green + at, blue + at, at, chromaAt);
    }
  }
}

function convertMacroblock(red: usize, green: usize, blue: usize, at: usize, chromaAt: usize): void {
  const stride = <usize>picture.stride;
  for (let y: usize = 0; y < 16; y += 2) {
    const upper = y * stride;
    const lower = upper + stride;
    const red0 = v128.load(red + upper);
    const red1 = v128.load(red + lower);
    const green0 = v128.load(green + upper);
    const green1 = v128.load(green + lower);
    const blue0 = v128.load(blue + upper);
    const blue1 = v128.load(blue + lower);
    lumaRow(red0, green0, blue0, picture.sourceY + at + upper);
    lumaRow(red1, green1, blue1, picture.sourceY + at + lower);
    const reds = fours(red0, red1);
    const greens = fours(green0, green1);
    const blues = fours(blue0, blue1);
    const target = chromaAt + (y >> 1) * (stride >> 1);
    const u = channel(reds, greens, blues, pairOf(U_RED, U_GREEN), i16x8.splat(U_BLUE), NEUTRAL, ONE_BITS + 2);
    const v = channel(reds, greens, blues, pairOf(V_RED, V_GREEN), i16x8.splat(V_BLUE), NEUTRAL, ONE_BITS + 2);
    v128.store64_lane(picture.sourceU + target, i8x16.narrow_i16x8_u(u, u), 0);
    v128.store64_lane(picture.sourceV + target, i8x16.narrow_i16x8_u(v, v), 0);
  }
}
