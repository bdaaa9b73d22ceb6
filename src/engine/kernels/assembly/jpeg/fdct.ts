// The forward DCT of an 8 × 8 block (ITU-T T.81 A.3.3), bit for bit as libjpeg's "islow" (jfdctint.c): the transposed
// flow of idct.ts, with the same constants.

import {
  CONSTANT_BITS, factors, INNER_0, INNER_1, INNER_2, INNER_3, OUTER_0, OUTER_1, OUTER_2, OUTER_3, PASS_BITS, THIN, WIDE,
} from './pairs';
import { storeTransposed, storeTransposed16 } from './transpose';

/** Rounds a shift by them. */
const PASS_HALF: i16 = 2;

/** Transposed samples, and transposed results of the first pass. */
const samples = memory.data(64, 16);
const workspace = memory.data(128, 16);

/** x·a + y·b of eight lanes, shifted down with rounding; a and b interleaved in `factors`. */
@inline
function rotated(low: v128, high: v128, factors: v128, shift: i32): v128 {
  const half = i32x4.splat(1 << (shift - 1));
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(low, factors), half), shift),
    i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(high, factors), half), shift),
  );
}

/** The same of four terms. */
@inline
function combined(
  low: v128, high: v128, factors: v128, otherLow: v128, otherHigh: v128, otherFactors: v128, shift: i32,
): v128 {
  const half = i32x4.splat(1 << (shift - 1));
  const sumLow = i32x4.add(i32x4.dot_i16x8_s(low, factors), i32x4.dot_i16x8_s(otherLow, otherFactors));
  const sumHigh = i32x4.add(i32x4.dot_i16x8_s(high, factors), i32x4.dot_i16x8_s(otherHigh, otherFactors));
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(sumLow, half), shift),
    i32x4.shr_s(i32x4.add(sumHigh, half), shift),
  );
}

/** Samples to levels around 0 (A.3.1). */
@inline
function levels(index: i32): v128 {
  return i16x8.sub(v128.load8x8_u(samples + (<usize>index << 3)), i16x8.splat(128));
}

@inline
function results(index: i32): v128 {
  return v128.load(workspace + (<usize>index << 4));
}

/** One pass over eight vectors, lane by lane: from samples to the workspace, or from there to coefficients. */
@inline
function pass(first: bool, target: usize): void {
  const shift = first ? CONSTANT_BITS - PASS_BITS : CONSTANT_BITS + PASS_BITS;
  const x0 = first ? levels(0) : results(0);
  const x1 = first ? levels(1) : results(1);
  const x2 = first ? levels(2) : results(2);
  const x3 = first ? levels(3) : results(3);
  const x4 = first ? levels(4) : results(4);
  const x5 = first ? levels(5) : results(5);
  const x6 = first ? levels(6) : results(6);
  const x7 = first ? levels(7) : results(7);
  const t0 = i16x8.add(x0, x7);
  const t7 = i16x8.sub(x0, x7);
  const t1 = i16x8.add(x1, x6);
  const t6 = i16x8.sub(x1, x6);
  const t2 = i16x8.add(x2, x5);
  const t5 = i16x8.sub(x2, x5);
  const t3 = i16x8.add(x3, x4);
  const t4 = i16x8.sub(x3, x4);

  const t10 = i16x8.add(t0, t3);
  const t13 = i16x8.sub(t0, t3);
  const t11 = i16x8.add(t1, t2);
  const t12 = i16x8.sub(t1, t2);
  let y0 = i16x8.add(t10, t11);
  let y4 = i16x8.sub(t10, t11);
  if (first) {
    y0 = i16x8.shl(y0, PASS_BITS);
    y4 = i16x8.shl(y4, PASS_BITS);
  } else {
    const half = i16x8.splat(PASS_HALF);
    y0 = i16x8.shr_s(i16x8.add(y0, half), PASS_BITS);
    y4 = i16x8.shr_s(i16x8.add(y4, half), PASS_BITS);
  }
  const evenLow = v128.shuffle<u16>(t13, t12, 0, 8, 1, 9, 2, 10, 3, 11);
  const evenHigh = v128.shuffle<u16>(t13, t12, 4, 12, 5, 13, 6, 14, 7, 15);
  const y2 = rotated(evenLow, evenHigh, factors(WIDE), shift);
  const y6 = rotated(evenLow, evenHigh, factors(THIN), shift);

  const l47 = v128.shuffle<u16>(t4, t7, 0, 8, 1, 9, 2, 10, 3, 11);
  const h47 = v128.shuffle<u16>(t4, t7, 4, 12, 5, 13, 6, 14, 7, 15);
  const l56 = v128.shuffle<u16>(t5, t6, 0, 8, 1, 9, 2, 10, 3, 11);
  const h56 = v128.shuffle<u16>(t5, t6, 4, 12, 5, 13, 6, 14, 7, 15);
  const y7 = combined(l47, h47, factors(OUTER_3), l56, h56, factors(INNER_3), shift);
  const y5 = combined(l47, h47, factors(OUTER_2), l56, h56, factors(INNER_2), shift);
  const y3 = combined(l47, h47, factors(OUTER_1), l56, h56, factors(INNER_1), shift);
  const y1 = combined(l47, h47, factors(OUTER_0), l56, h56, factors(INNER_0), shift);
  if (first) {
    storeTransposed16(y0, y1, y2, y3, y4, y5, y6, y7, workspace);
  } else {
    v128.store(target, y0);
    v128.store(target, y1, 16);
    v128.store(target, y2, 32);
    v128.store(target, y3, 48);
    v128.store(target, y4, 64);
    v128.store(target, y5, 80);
    v128.store(target, y6, 96);
    v128.store(target, y7, 112);
  }
}

@inline
function twoRows(row: usize, stride: i32): v128 {
  return v128.load64_lane(row + <usize>stride, v128.load64_zero(row), 1);
}

/** Whether all samples of a block are the same, as on the white paper of a drawing. */
export function isFlat(source: usize, stride: i32): bool {
  const same = v128.load8_splat(source);
  const upper = v128.or(
    v128.xor(twoRows(source, stride), same),
    v128.xor(twoRows(source + <usize>(2 * stride), stride), same),
  );
  const lower = v128.or(
    v128.xor(twoRows(source + <usize>(4 * stride), stride), same),
    v128.xor(twoRows(source + <usize>(6 * stride), stride), same),
  );
  return !v128.any_true(v128.or(upper, lower));
}

/** The first row of what forwardDct() makes of such a block, where only the first coefficient is not zero. */
export function flatDct(source: usize, target: usize): void {
  v128.store(target, i16x8.replace_lane(i16x8.splat(0), 0, <i16>((<i32>load<u8>(source) - 128) << 6)));
}

/** 8 × 8 samples to coefficients times 8, row-major. */
export function forwardDct(source: usize, stride: i32, target: usize): void {
  storeTransposed(
    twoRows(source, stride),
    twoRows(source + <usize>(2 * stride), stride),
    twoRows(source + <usize>(4 * stride), stride),
    twoRows(source + <usize>(6 * stride), stride),
    samples,
    8,
  );
  pass(true, 0);
  pass(false, target);
}
