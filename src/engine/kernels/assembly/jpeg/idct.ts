// The inverse DCT of an 8 × 8 block (ITU-T T.81 A.3.3), bit for bit as libjpeg's "islow": C. Loeffler, A. Ligtenberg,
// G. Moschytz, "Practical fast 1-D DCT algorithms with 11 multiplications", 1989, with 13-bit constants. Its sums of
// products are multiplied out to pairs here, which changes no bit and is what the dot product computes.

import {
  CONSTANT_BITS, DIFFERENCE, factors, high, INNER_0, INNER_1, INNER_2, INNER_3, low, OUTER_0, OUTER_1, OUTER_2, OUTER_3,
  pair, PASS_BITS, SUM, THIN, WIDE,
} from './pairs';
import { storeTransposed, storeTransposed16 } from './transpose';

/** Transposed results of the first pass. */
const workspace = memory.data(128, 16);

// The pairs of factors below are what two inputs contribute together, in 2^−13.

/** The part of outputs 0…3 that inputs 0 and 4 make, with the rounding of a shift by `shift`. */
@inline
function sumOf(x04: v128, shift: i32): v128 {
  return i32x4.add(i32x4.dot_i16x8_s(x04, factors(SUM)), i32x4.splat(1 << (shift - 1)));
}

@inline
function differenceOf(x04: v128, shift: i32): v128 {
  return i32x4.add(i32x4.dot_i16x8_s(x04, factors(DIFFERENCE)), i32x4.splat(1 << (shift - 1)));
}

@inline
function products(x: v128, a: v128, y: v128, b: v128): v128 {
  return i32x4.add(i32x4.dot_i16x8_s(x, a), i32x4.dot_i16x8_s(y, b));
}

/** Two half rows, shifted down to 16 bits. */
@inline
function plus(evenLow: v128, oddLow: v128, evenHigh: v128, oddHigh: v128, shift: i32): v128 {
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(evenLow, oddLow), shift),
    i32x4.shr_s(i32x4.add(evenHigh, oddHigh), shift),
  );
}

@inline
function minus(evenLow: v128, oddLow: v128, evenHigh: v128, oddHigh: v128, shift: i32): v128 {
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.sub(evenLow, oddLow), shift),
    i32x4.shr_s(i32x4.sub(evenHigh, oddHigh), shift),
  );
}

/** Two rows of samples less 128. */
@inline
function samples(first: v128, second: v128): v128 {
  return v128.xor(i8x16.narrow_i16x8_s(first, second), i8x16.splat(-128));
}

/**
 * One pass over eight vectors, lane by lane: the first one from quantised coefficients to the workspace, the second
 * one from there to samples.
 */
@inline
function pass(first: bool, block: usize, quantization: usize, target: usize, stride: i32): void {
  const shift = first ? CONSTANT_BITS - PASS_BITS : CONSTANT_BITS + PASS_BITS + 3;
  const x0 = first ? i16x8.mul(v128.load(block), v128.load(quantization)) : v128.load(workspace);
  const x1 = first ? i16x8.mul(v128.load(block, 16), v128.load(quantization, 16)) : v128.load(workspace, 16);
  const x2 = first ? i16x8.mul(v128.load(block, 32), v128.load(quantization, 32)) : v128.load(workspace, 32);
  const x3 = first ? i16x8.mul(v128.load(block, 48), v128.load(quantization, 48)) : v128.load(workspace, 48);
  const x4 = first ? i16x8.mul(v128.load(block, 64), v128.load(quantization, 64)) : v128.load(workspace, 64);
  const x5 = first ? i16x8.mul(v128.load(block, 80), v128.load(quantization, 80)) : v128.load(workspace, 80);
  const x6 = first ? i16x8.mul(v128.load(block, 96), v128.load(quantization, 96)) : v128.load(workspace, 96);
  const x7 = first ? i16x8.mul(v128.load(block, 112), v128.load(quantization, 112)) : v128.load(workspace, 112);

  const l04 = low(x0, x4);
  const h04 = high(x0, x4);
  const l26 = low(x2, x6);
  const h26 = high(x2, x6);
  const sumLow = sumOf(l04, shift);
  const sumHigh = sumOf(h04, shift);
  const differenceLow = differenceOf(l04, shift);
  const differenceHigh = differenceOf(h04, shift);
  const wideLow = i32x4.dot_i16x8_s(l26, factors(WIDE));
  const wideHigh = i32x4.dot_i16x8_s(h26, factors(WIDE));
  const thinLow = i32x4.dot_i16x8_s(l26, factors(THIN));
  const thinHigh = i32x4.dot_i16x8_s(h26, factors(THIN));
  const e0Low = i32x4.add(sumLow, wideLow);
  const e0High = i32x4.add(sumHigh, wideHigh);
  const e3Low = i32x4.sub(sumLow, wideLow);
  const e3High = i32x4.sub(sumHigh, wideHigh);
  const e1Low = i32x4.add(differenceLow, thinLow);
  const e1High = i32x4.add(differenceHigh, thinHigh);
  const e2Low = i32x4.sub(differenceLow, thinLow);
  const e2High = i32x4.sub(differenceHigh, thinHigh);

  const l71 = low(x7, x1);
  const h71 = high(x7, x1);
  const l53 = low(x5, x3);
  const h53 = high(x5, x3);
  const o0Low = products(l71, factors(OUTER_0), l53, factors(INNER_0));
  const o0High = products(h71, factors(OUTER_0), h53, factors(INNER_0));
  const o1Low = products(l71, factors(OUTER_1), l53, factors(INNER_1));
  const o1High = products(h71, factors(OUTER_1), h53, factors(INNER_1));
  const o2Low = products(l71, factors(OUTER_2), l53, factors(INNER_2));
  const o2High = products(h71, factors(OUTER_2), h53, factors(INNER_2));
  const o3Low = products(l71, factors(OUTER_3), l53, factors(INNER_3));
  const o3High = products(h71, factors(OUTER_3), h53, factors(INNER_3));

  const y0 = plus(e0Low, o0Low, e0High, o0High, shift);
  const y7 = minus(e0Low, o0Low, e0High, o0High, shift);
  const y1 = plus(e1Low, o1Low, e1High, o1High, shift);
  const y6 = minus(e1Low, o1Low, e1High, o1High, shift);
  const y2 = plus(e2Low, o2Low, e2High, o2High, shift);
  const y5 = minus(e2Low, o2Low, e2High, o2High, shift);
  const y3 = plus(e3Low, o3Low, e3High, o3High, shift);
  const y4 = minus(e3Low, o3Low, e3High, o3High, shift);
  if (first) storeTransposed16(y0, y1, y2, y3, y4, y5, y6, y7, workspace);
  else storeTransposed(samples(y0, y1), samples(y2, y3), samples(y4, y5), samples(y6, y7), target, stride);
}

// Of a block that is zero but for its upper left quarter, the first pass has four columns, and both have four rows.

/** What inputs 1 and 3 make of an output. */
@inline
function oddOf(x13: v128, first: i16, third: i16): v128 {
  return i32x4.dot_i16x8_s(x13, pair(first, third));
}

/** Input 0 with the rounding of a shift by `shift`. */
@inline
function rounded(x0: v128, shift: i32): v128 {
  return i32x4.add(i32x4.shl(x0, CONSTANT_BITS), i32x4.splat(1 << (shift - 1)));
}

/** Four columns of the first pass, transposed to four rows of the workspace. */
@inline
function firstOfCorner(block: usize, quantization: usize): void {
  const shift = CONSTANT_BITS - PASS_BITS;
  const x0 = i16x8.mul(v128.load(block), v128.load(quantization));
  const x1 = i16x8.mul(v128.load(block, 16), v128.load(quantization, 16));
  const x2 = i16x8.mul(v128.load(block, 32), v128.load(quantization, 32));
  const x3 = i16x8.mul(v128.load(block, 48), v128.load(quantization, 48));
  const x13 = low(x1, x3);
  const start = rounded(i32x4.extend_low_i16x8_s(x0), shift);
  const wide = i32x4.extmul_low_i16x8_s(x2, i16x8.splat(10703));
  const thin = i32x4.extmul_low_i16x8_s(x2, i16x8.splat(4433));
  const e0 = i32x4.add(start, wide);
  const e1 = i32x4.add(start, thin);
  const e2 = i32x4.sub(start, thin);
  const e3 = i32x4.sub(start, wide);
  const o0 = oddOf(x13, 11363, 9633);
  const o1 = oddOf(x13, 9633, -2259);
  const o2 = oddOf(x13, 6437, -11362);
  const o3 = oddOf(x13, 2260, -6436);
  const y01 = plus(e0, o0, e1, o1, shift);
  const y23 = plus(e2, o2, e3, o3, shift);
  const y54 = minus(e2, o2, e3, o3, shift);
  const y76 = minus(e0, o0, e1, o1, shift);
  // Rows come in pairs: their four columns to lanes.
  const a = v128.shuffle<u16>(y01, y23, 0, 4, 8, 12, 1, 5, 9, 13);
  const b = v128.shuffle<u16>(y01, y23, 2, 6, 10, 14, 3, 7, 11, 15);
  const c = v128.shuffle<u16>(y54, y76, 4, 0, 12, 8, 5, 1, 13, 9);
  const d = v128.shuffle<u16>(y54, y76, 6, 2, 14, 10, 7, 3, 15, 11);
  v128.store(workspace, v128.shuffle<u64>(a, c, 0, 2));
  v128.store(workspace, v128.shuffle<u64>(a, c, 1, 3), 16);
  v128.store(workspace, v128.shuffle<u64>(b, d, 0, 2), 32);
  v128.store(workspace, v128.shuffle<u64>(b, d, 1, 3), 48);
}

@inline
function secondOfCorner(target: usize, stride: i32): void {
  const shift = CONSTANT_BITS + PASS_BITS + 3;
  const x0 = v128.load(workspace);
  const x1 = v128.load(workspace, 16);
  const x2 = v128.load(workspace, 32);
  const x3 = v128.load(workspace, 48);
  const l13 = low(x1, x3);
  const h13 = high(x1, x3);
  const startLow = rounded(i32x4.extend_low_i16x8_s(x0), shift);
  const startHigh = rounded(i32x4.extend_high_i16x8_s(x0), shift);
  const wideLow = i32x4.extmul_low_i16x8_s(x2, i16x8.splat(10703));
  const wideHigh = i32x4.extmul_high_i16x8_s(x2, i16x8.splat(10703));
  const thinLow = i32x4.extmul_low_i16x8_s(x2, i16x8.splat(4433));
  const thinHigh = i32x4.extmul_high_i16x8_s(x2, i16x8.splat(4433));
  const e0Low = i32x4.add(startLow, wideLow);
  const e0High = i32x4.add(startHigh, wideHigh);
  const o0Low = oddOf(l13, 11363, 9633);
  const o0High = oddOf(h13, 11363, 9633);
  const y0 = plus(e0Low, o0Low, e0High, o0High, shift);
  const y7 = minus(e0Low, o0Low, e0High, o0High, shift);
  const e1Low = i32x4.add(startLow, thinLow);
  const e1High = i32x4.add(startHigh, thinHigh);
  const o1Low = oddOf(l13, 9633, -2259);
  const o1High = oddOf(h13, 9633, -2259);
  const y1 = plus(e1Low, o1Low, e1High, o1High, shift);
  const y6 = minus(e1Low, o1Low, e1High, o1High, shift);
  const e2Low = i32x4.sub(startLow, thinLow);
  const e2High = i32x4.sub(startHigh, thinHigh);
  const o2Low = oddOf(l13, 6437, -11362);
  const o2High = oddOf(h13, 6437, -11362);
  const y2 = plus(e2Low, o2Low, e2High, o2High, shift);
  const y5 = minus(e2Low, o2Low, e2High, o2High, shift);
  const e3Low = i32x4.sub(startLow, wideLow);
  const e3High = i32x4.sub(startHigh, wideHigh);
  const o3Low = oddOf(l13, 2260, -6436);
  const o3High = oddOf(h13, 2260, -6436);
  const y3 = plus(e3Low, o3Low, e3High, o3High, shift);
  const y4 = minus(e3Low, o3Low, e3High, o3High, shift);
  storeTransposed(samples(y0, y1), samples(y2, y3), samples(y4, y5), samples(y6, y7), target, stride);
}

/** Set in the byte offsets of the lower and of the right four rows and columns. */
const OUTSIDE_OF_CORNER: i32 = 64 | 8;

/**
 * Quantised coefficients, row-major, to 8 × 8 samples.
 *
 * @param reach the byte offsets in the block of those that may not be zero, or-ed
 */
export function inverseDct(block: usize, reach: i32, quantization: usize, target: usize, stride: i32): void {
  if ((reach & OUTSIDE_OF_CORNER) == 0) {
    firstOfCorner(block, quantization);
    secondOfCorner(target, stride);
  } else {
    pass(true, block, quantization, target, stride);
    pass(false, block, quantization, target, stride);
  }
}
