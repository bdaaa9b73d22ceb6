// Gaussian blur of 8-bit planes exactly as OpenCV computes it (smooth.simd.hpp, GaussianBlurFixedPoint): weights with
// 8 fraction bits that sum to 256, one pass to 8.8, the other to 16.16, one rounding at the end; borders reflect-101.
// No pass rounds on the way, so their order is free: columns go first, straight from the source, and one row of 8.8,
// in the first cache, is all that stands between them.

import { dodgeRow, whiteFrom } from './dodge';

/** Index of the pixel that stands for `i` beyond a border: …2 1 | 0 1 2 … n−1 | n−2…; 0 when there is only one. */
export function reflect101(i: i32, n: i32): i32 {
  if (n == 1) return 0;
  while (i < 0 || i >= n) i = i < 0 ? -i : 2 * n - 2 - i;
  return i;
}

const VECTOR: usize = 16;

/** Sums of the first eight bytes of both: side by side they are widened and added at once. */
@inline
function sumsLow(a: v128, b: v128): v128 {
  return i16x8.extadd_pairwise_i8x16_u(v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
}

/** And of the last eight. */
@inline
function sumsHigh(a: v128, b: v128): v128 {
  return i16x8.extadd_pairwise_i8x16_u(
    v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31),
  );
}

/**
 * Columns of one row to unsigned 8.8, less 32768 so that signed products take it.
 *
 * @param rows the middle one of 2·radius + 1 pointers to source rows
 * @param weights radius + 1 vectors, eight times the same weight each, from the centre outward
 */
function blurColumns(rows: usize, weights: usize, radius: i32, width: i32, out: usize): void {
  const bias = i16x8.splat(-32768);
  const end = <usize>radius << 2;
  for (let x: usize = 0; x < <usize>width; x += 64) {
    const middle = load<usize>(rows) + x;
    const first = v128.load(weights);
    let s0 = i16x8.add(bias, i16x8.mul(v128.load8x8_u(middle), first));
    let s1 = i16x8.add(bias, i16x8.mul(v128.load8x8_u(middle, 8), first));
    let s2 = i16x8.add(bias, i16x8.mul(v128.load8x8_u(middle, 16), first));
    let s3 = i16x8.add(bias, i16x8.mul(v128.load8x8_u(middle, 24), first));
    let s4 = i16x8.add(bias, i16x8.mul(v128.load8x8_u(middle, 32), first));
    let s5 = i16x8.add(bias, i16x8.mul(v128.load8x8_u(middle, 40), first));
    let s6 = i16x8.add(bias, i16x8.mul(v128.load8x8_u(middle, 48), first));
    let s7 = i16x8.add(bias, i16x8.mul(v128.load8x8_u(middle, 56), first));
    for (let k: usize = 4; k <= end; k += 4) {
      const weight = v128.load(weights + (k << 2));
      const above = load<usize>(rows - k) + x;
      const below = load<usize>(rows + k) + x;
      const a0 = v128.load(above);
      const b0 = v128.load(below);
      s0 = i16x8.add(s0, i16x8.mul(sumsLow(a0, b0), weight));
      s1 = i16x8.add(s1, i16x8.mul(sumsHigh(a0, b0), weight));
      const a1 = v128.load(above, 16);
      const b1 = v128.load(below, 16);
      s2 = i16x8.add(s2, i16x8.mul(sumsLow(a1, b1), weight));
      s3 = i16x8.add(s3, i16x8.mul(sumsHigh(a1, b1), weight));
      const a2 = v128.load(above, 32);
      const b2 = v128.load(below, 32);
      s4 = i16x8.add(s4, i16x8.mul(sumsLow(a2, b2), weight));
      s5 = i16x8.add(s5, i16x8.mul(sumsHigh(a2, b2), weight));
      const a3 = v128.load(above, 48);
      const b3 = v128.load(below, 48);
      s6 = i16x8.add(s6, i16x8.mul(sumsLow(a3, b3), weight));
      s7 = i16x8.add(s7, i16x8.mul(sumsHigh(a3, b3), weight));
    }
    const p = out + (x << 1);
    v128.store(p, s0);
    v128.store(p, s1, 16);
    v128.store(p, s2, 32);
    v128.store(p, s3, 48);
    v128.store(p, s4, 64);
    v128.store(p, s5, 80);
    v128.store(p, s6, 96);
    v128.store(p, s7, 112);
  }
}

/** `radius` reflected 8.8 pixels on both sides of a row. */
function reflectEnds(row: usize, width: i32, radius: i32): void {
  for (let i = 1; i <= radius; i++) {
    store<u16>(row - (<usize>i << 1), load<u16>(row + (<usize>reflect101(-i, width) << 1)));
    const right = <usize>reflect101(width - 1 + i, width);
    store<u16>(row + (<usize>(width - 1 + i) << 1), load<u16>(row + (right << 1)));
  }
}

/** The upper halves of eight sums, in the order of their pixels. */
@inline
function woven(even: v128, odd: v128): v128 {
  return v128.or(i32x4.shr_u(even, 16), v128.and(odd, i32x4.splat(0xffff0000)));
}

/**
 * A row of 8.8 to bytes. Neighbours lie side by side as the dot product wants them, for the even pixels and, with
 * the weights moved on by one, for the odd ones.
 *
 * @param pairs radius + 1 times two vectors of weight pairs: for even pixels, for odd ones
 * @param rounding added before the last 16 bits are dropped
 */
function blurRow(row: usize, pairs: usize, radius: i32, width: i32, rounding: i32, out: usize): void {
  // Undoes the bias (32768 × 256).
  const start = i32x4.splat((32768 << 8) + rounding);
  const first = row - (<usize>radius << 1);
  const end = <usize>(radius + 1) << 5;
  for (let x: usize = 0; x < <usize>width; x += 32) {
    let even0 = start;
    let even1 = start;
    let even2 = start;
    let even3 = start;
    let odd0 = start;
    let odd1 = start;
    let odd2 = start;
    let odd3 = start;
    let p = first + (x << 1);
    for (let k: usize = 0; k < end; k += 32) {
      const evenWeights = v128.load(pairs + k);
      const oddWeights = v128.load(pairs + k, 16);
      const a = v128.load(p);
      even0 = i32x4.add(even0, i32x4.dot_i16x8_s(a, evenWeights));
      odd0 = i32x4.add(odd0, i32x4.dot_i16x8_s(a, oddWeights));
      const b = v128.load(p, 16);
      even1 = i32x4.add(even1, i32x4.dot_i16x8_s(b, evenWeights));
      odd1 = i32x4.add(odd1, i32x4.dot_i16x8_s(b, oddWeights));
      const c = v128.load(p, 32);
      even2 = i32x4.add(even2, i32x4.dot_i16x8_s(c, evenWeights));
      odd2 = i32x4.add(odd2, i32x4.dot_i16x8_s(c, oddWeights));
      const d = v128.load(p, 48);
      even3 = i32x4.add(even3, i32x4.dot_i16x8_s(d, evenWeights));
      odd3 = i32x4.add(odd3, i32x4.dot_i16x8_s(d, oddWeights));
      p += 4;
    }
    v128.store(out + x, i8x16.narrow_i16x8_u(woven(even0, odd0), woven(even1, odd1)));
    v128.store(out + x, i8x16.narrow_i16x8_u(woven(even2, odd2), woven(even3, odd3)), 16);
  }
}

// Scratch of a blur: pointers to rows, both sets of weights, the row of 8.8, a row of bytes.

function tablesBytes(radius: i32): usize {
  return (<usize>((2 * radius + 1) * 4 + 15) & ~15) + <usize>(radius + 1) * 3 * VECTOR;
}

/** The row of 8.8 with its ends, and what whole vectors read and write behind it. */
function sumsBytes(width: i32, radius: i32): usize {
  return <usize>((width + 2 * radius) * 2 + 128) & ~15;
}

/** Bytes of scratch that gaussian() and gaussianDodge() need. */
export function gaussianScratchBytes(width: i32, radius: i32): i32 {
  return <i32>(tablesBytes(radius) + sumsBytes(width, radius)) + width + 64;
}

/** Spreads `weights` over vectors for both passes. */
function prepareWeights(weights: usize, radius: i32, scratch: usize): void {
  const pairs = scratch + tablesBytes(radius) - <usize>(radius + 1) * 2 * VECTOR;
  const columns = pairs - <usize>(radius + 1) * VECTOR;
  for (let k = 0; k <= radius; k++) {
    v128.store(columns + <usize>k * VECTOR, i16x8.splat(load<i16>(weights + (<usize>k << 1))));
    const at = 2 * k - radius;
    const before = k > 0 ? <u32>load<u16>(weights + (<usize>abs(at - 1) << 1)) : 0;
    const here = <u32>load<u16>(weights + (<usize>abs(at) << 1));
    const after = k < radius ? <u32>load<u16>(weights + (<usize>abs(at + 1) << 1)) : 0;
    const pair = pairs + <usize>k * 2 * VECTOR;
    v128.store(pair, i32x4.splat(here | (after << 16)));
    v128.store(pair, i32x4.splat(before | (here << 16)), VECTOR);
  }
}

/** Blurs row `y` of a plane to bytes; the last vectors write up to 31 bytes behind it. */
function blurOne(
  source: usize, width: i32, height: i32, y: i32, radius: i32, rounding: i32, scratch: usize, out: usize,
): void {
  const pairs = scratch + tablesBytes(radius) - <usize>(radius + 1) * 2 * VECTOR;
  const columns = pairs - <usize>(radius + 1) * VECTOR;
  const sums = scratch + tablesBytes(radius) + (<usize>radius << 1);
  for (let k = 0; k <= 2 * radius; k++) {
    store<usize>(scratch + (<usize>k << 2), source + <usize>(reflect101(y + k - radius, height) * width));
  }
  blurColumns(scratch + (<usize>radius << 2), columns, radius, width, sums);
  reflectEnds(sums, width, radius);
  blurRow(sums, pairs, radius, width, rounding, out);
}

const HALF: i32 = 1 << 15;
/** The inverted blur of the inverted picture differs in its ties alone: they round down. */
const HALF_DOWN: i32 = HALF - 1;

/**
 * Blurs `source` into `target` (not the same plane).
 *
 * @param weights radius + 1 signed 16-bit integers from the centre outward, (w0 + 2·Σ wi) = 256
 */
export function gaussian(
  source: usize, target: usize, width: i32, height: i32, weights: usize, radius: i32, scratch: usize,
): void {
  prepareWeights(weights, radius, scratch);
  for (let y = 0; y < height; y++) {
    blurOne(source, width, height, y, radius, HALF, scratch, target + <usize>(y * width));
  }
}

/** Dodges `source` by the inverted blur of its inverse, with the tone line of dodgeRow(), row by row. */
export function gaussianDodge(
  source: usize, target: usize, width: i32, height: i32, weights: usize, radius: i32,
  keepBlack: bool, rise: i32, lift: i32, scratch: usize,
): void {
  prepareWeights(weights, radius, scratch);
  const blurred = scratch + tablesBytes(radius) + sumsBytes(width, radius);
  const least = whiteFrom(rise, lift);
  for (let y = 0; y < height; y++) {
    const at = <usize>(y * width);
    blurOne(source, width, height, y, radius, HALF_DOWN, scratch, blurred);
    dodgeRow(source + at, blurred, width, keepBlack, rise, lift, least, target + at);
  }
}
