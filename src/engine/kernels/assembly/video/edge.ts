// Filtering across one edge (ITU-T H.264 §8.7.2), eight samples along it at once.

import { chroma, luma } from './quantize';

/** α′ and β′ (Table 8-16). */
// prettier-ignore
const ALPHA = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 5, 6, 7, 8, 9, 10, 12, 13, 15, 17, 20, 22, 25, 28, 32, 36, 40, 45, 50,
  56, 63, 71, 80, 90, 101, 113, 127, 144, 162, 182, 203, 226, 255, 255,
]);
// prettier-ignore
const BETA = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12,
  13, 13, 14, 14, 15, 15, 16, 16, 17, 17, 18, 18,
]);
/** tC0′ for bS 1, 2, 3 (Table 8-17). */
// prettier-ignore
const CLIP = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 2, 1,
  1, 2, 1, 1, 2, 1, 2, 3, 1, 2, 3, 2, 2, 3, 2, 2, 4, 2, 3, 4, 2, 3, 4, 3, 3, 5, 3, 4, 6, 3, 4, 6, 4, 5, 7, 4, 5, 8, 4, 6, 9, 5, 7, 10,
  6, 8, 11, 6, 8, 13, 7, 10, 14, 8, 11, 16, 9, 12, 18, 10, 13, 20, 11, 15, 23, 13, 17, 25,
]);

/** bS of an edge of two macroblocks of which one is intra, of one inside of an intra one, of blocks with levels (§8.7.2.1). */
export const STRONGEST: i32 = 4;
export const STRONG: i32 = 3;
export const CODED: i32 = 2;

/** Thresholds of the plane at hand. */
let alpha: i32 = 0;
let beta: i32 = 0;
let limit: i32 = 0;

@inline
function prepare(qp: i32, strength: i32): void {
  alpha = load<u8>(ALPHA + qp);
  beta = load<u8>(BETA + qp);
  limit = strength < STRONGEST ? <i32>load<u8>(CLIP + qp * 3 + strength - 1) : 0;
}

/** Whether a picture of these QPs has anything to filter. */
export function hasFiltering(): bool {
  return load<u8>(ALPHA + luma.qp) != 0 || load<u8>(ALPHA + chroma.qp) != 0;
}

@inline
function isNear(a: v128, b: v128, threshold: v128): v128 {
  return i16x8.lt_s(i16x8.abs(i16x8.sub(a, b)), threshold);
}

@inline
function clip(values: v128, most: v128): v128 {
  return i16x8.max_s(i16x8.neg(most), i16x8.min_s(most, values));
}

@inline
function double(values: v128): v128 {
  return i16x8.shl(values, 1);
}

@inline
function put(at: usize, samples: v128): void {
  v128.store64_lane(at, i8x16.narrow_i16x8_u(samples, samples), 0);
}

/** (sum + 2) >> 2 and (sum + 4) >> 3. */
@inline
function quarter(sum: v128): v128 {
  return i16x8.shr_u(i16x8.add(sum, i16x8.splat(2)), 2);
}

@inline
function eighth(sum: v128): v128 {
  return i16x8.shr_u(i16x8.add(sum, i16x8.splat(4)), 3);
}

/** The change of the two samples at the edge, before it is limited (8-467 ff.). */
@inline
function changeOf(p1: v128, p0: v128, q0: v128, q1: v128): v128 {
  const sum = i16x8.add(i16x8.shl(i16x8.sub(q0, p0), 2), i16x8.sub(p1, q1));
  return i16x8.shr_s(i16x8.add(sum, i16x8.splat(4)), 3);
}

/** (2a + b + c + 2) >> 2. */
@inline
function smoothed(a: v128, b: v128, c: v128): v128 {
  return quarter(i16x8.add(double(a), i16x8.add(b, c)));
}

/**
 * Filters rows of eight luma samples.
 * @param at the first row behind the edge
 * @param step from row to row
 * @param chosen which samples are on an edge that is filtered
 * @returns whether any sample may have changed
 */
function filterLuma8(at: usize, step: usize, chosen: v128, strength: i32): bool {
  const p0 = v128.load8x8_u(at - step);
  const p1 = v128.load8x8_u(at - 2 * step);
  const q0 = v128.load8x8_u(at);
  const q1 = v128.load8x8_u(at + step);
  const betas = i16x8.splat(<i16>beta);
  let changed = v128.and(chosen, isNear(p0, q0, i16x8.splat(<i16>alpha)));
  changed = v128.and(changed, v128.and(isNear(p1, p0, betas), isNear(q1, q0, betas)));
  if (!v128.any_true(changed)) return false;
  const p2 = v128.load8x8_u(at - 3 * step);
  const q2 = v128.load8x8_u(at + 2 * step);
  let flatP = v128.and(changed, isNear(p2, p0, betas));
  let flatQ = v128.and(changed, isNear(q2, q0, betas));
  if (strength < STRONGEST) {
    const limits = i16x8.splat(<i16>limit);
    // A flat side is −1.
    const most = i16x8.sub(i16x8.sub(limits, flatP), flatQ);
    const change = v128.and(changed, clip(changeOf(p1, p0, q0, q1), most));
    const middle = i16x8.avgr_u(p0, q0);
    const changeP = clip(i16x8.shr_s(i16x8.sub(i16x8.add(p2, middle), double(p1)), 1), limits);
    const changeQ = clip(i16x8.shr_s(i16x8.sub(i16x8.add(q2, middle), double(q1)), 1), limits);
    put(at - 2 * step, i16x8.add(p1, v128.and(flatP, changeP)));
    put(at - step, i16x8.add(p0, change));
    put(at, i16x8.sub(q0, change));
    put(at + step, i16x8.add(q1, v128.and(flatQ, changeQ)));
    return true;
  }
  const near = isNear(p0, q0, i16x8.splat(<i16>((alpha >> 2) + 2)));
  flatP = v128.and(flatP, near);
  flatQ = v128.and(flatQ, near);
  const p3 = v128.load8x8_u(at - 4 * step);
  const q3 = v128.load8x8_u(at + 3 * step);
  const edge = i16x8.add(p0, q0);
  const sumP = i16x8.add(i16x8.add(p2, p1), edge);
  const sumQ = i16x8.add(i16x8.add(q2, q1), edge);
  const weakP = v128.bitselect(smoothed(p1, p0, q1), p0, changed);
  const weakQ = v128.bitselect(smoothed(q1, q0, p1), q0, changed);
  const strongP = eighth(i16x8.add(i16x8.add(sumP, i16x8.add(p1, edge)), q1));
  const strongQ = eighth(i16x8.add(i16x8.add(sumQ, i16x8.add(q1, edge)), p1));
  put(at - step, v128.bitselect(strongP, weakP, flatP));
  put(at, v128.bitselect(strongQ, weakQ, flatQ));
  put(at - 2 * step, v128.bitselect(quarter(sumP), p1, flatP));
  put(at + step, v128.bitselect(quarter(sumQ), q1, flatQ));
  put(at - 3 * step, v128.bitselect(eighth(i16x8.add(sumP, double(i16x8.add(p3, p2)))), p2, flatP));
  put(at + 2 * step, v128.bitselect(eighth(i16x8.add(sumQ, double(i16x8.add(q3, q2)))), q2, flatQ));
  return true;
}

/** The same for chroma, of which only the samples at the edge change. */
function filterChroma8(at: usize, step: usize, chosen: v128, strength: i32): bool {
  const p0 = v128.load8x8_u(at - step);
  const p1 = v128.load8x8_u(at - 2 * step);
  const q0 = v128.load8x8_u(at);
  const q1 = v128.load8x8_u(at + step);
  const betas = i16x8.splat(<i16>beta);
  let changed = v128.and(chosen, isNear(p0, q0, i16x8.splat(<i16>alpha)));
  changed = v128.and(changed, v128.and(isNear(p1, p0, betas), isNear(q1, q0, betas)));
  if (!v128.any_true(changed)) return false;
  if (strength == STRONGEST) {
    put(at - step, v128.bitselect(smoothed(p1, p0, q1), p0, changed));
    put(at, v128.bitselect(smoothed(q1, q0, p1), q0, changed));
    return true;
  }
  const change = v128.and(changed, clip(changeOf(p1, p0, q0, q1), i16x8.splat(<i16>(limit + 1))));
  put(at - step, i16x8.add(p0, change));
  put(at, i16x8.sub(q0, change));
  return true;
}

/** A turned square of 8 × 8 samples around an upright edge. */
const turned = memory.data(64, 16);
const EDGE_AT: usize = 32;

@inline
function rowPair(at: usize, step: usize): v128 {
  return v128.load64_lane(at + step, v128.load64_zero(at), 1);
}

/** Four rows' first four columns one after the other, and their last four. */
@inline
function firstColumns(upper: v128, lower: v128): v128 {
  return i8x16.shuffle(upper, lower, 0, 8, 16, 24, 1, 9, 17, 25, 2, 10, 18, 26, 3, 11, 19, 27);
}

@inline
function lastColumns(upper: v128, lower: v128): v128 {
  return i8x16.shuffle(upper, lower, 4, 12, 20, 28, 5, 13, 21, 29, 6, 14, 22, 30, 7, 15, 23, 31);
}

@inline
function storePair(at: usize, step: usize, pair: v128): void {
  v128.store64_lane(at, pair, 0);
  v128.store64_lane(at + step, pair, 1);
}

/** Rows of 8 × 8 samples become columns. */
function turn(target: usize, targetStep: usize, source: usize, sourceStep: usize): void {
  const rows01 = rowPair(source, sourceStep);
  const rows23 = rowPair(source + 2 * sourceStep, sourceStep);
  const rows45 = rowPair(source + 4 * sourceStep, sourceStep);
  const rows67 = rowPair(source + 6 * sourceStep, sourceStep);
  const firstUpper = firstColumns(rows01, rows23);
  const firstLower = firstColumns(rows45, rows67);
  const lastUpper = lastColumns(rows01, rows23);
  const lastLower = lastColumns(rows45, rows67);
  storePair(target, targetStep, i32x4.shuffle(firstUpper, firstLower, 0, 4, 1, 5));
  storePair(target + 2 * targetStep, targetStep, i32x4.shuffle(firstUpper, firstLower, 2, 6, 3, 7));
  storePair(target + 4 * targetStep, targetStep, i32x4.shuffle(lastUpper, lastLower, 0, 4, 1, 5));
  storePair(target + 6 * targetStep, targetStep, i32x4.shuffle(lastUpper, lastLower, 2, 6, 3, 7));
}

/** All bits where the bit is set. */
@inline
function spread(bits: u32, bit: u32): i32 {
  return -(<i32>((bits >> bit) & 1));
}

/**
 * Filters 16 luma samples along an edge.
 * @param at the first sample behind it
 * @param upright whether the edge is between columns
 * @param parts bit i: the part of four samples is filtered
 */
export function filterLuma(at: usize, stride: usize, upright: bool, strength: i32, parts: u32): void {
  prepare(luma.qp, strength);
  for (let half: u32 = 0; half < 2; half++) {
    const two = (parts >> (2 * half)) & 3;
    if (two == 0) continue;
    const chosen = i64x2(<i64>spread(two, 0), <i64>spread(two, 1));
    if (upright) {
      const from = at + 8 * half * stride - 4;
      turn(turned, 8, from, stride);
      if (filterLuma8(turned + EDGE_AT, 8, chosen, strength)) turn(from, stride, turned, 8);
    } else filterLuma8(at + 8 * half, stride, chosen, strength);
  }
}

/** The same for 8 samples of a chroma plane. */
export function filterChroma(at: usize, stride: usize, upright: bool, strength: i32, parts: u32): void {
  prepare(chroma.qp, strength);
  const chosen = i32x4(spread(parts, 0), spread(parts, 1), spread(parts, 2), spread(parts, 3));
  if (upright) {
    turn(turned, 8, at - 4, stride);
    if (filterChroma8(turned + EDGE_AT, 8, chosen, strength)) turn(at - 4, stride, turned, 8);
  } else filterChroma8(at, stride, chosen, strength);
}
