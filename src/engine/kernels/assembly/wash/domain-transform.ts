// Edge-preserving smoothing by the domain transform, recursive filter (Gastal, Oliveira 2011, §4.1 and §5): along a row
// and back, along a column and back, each time J(x) = I(x) + aᵈ·(J(x − 1) − I(x)), where d is the distance to the
// neighbour in space and colour. Works in place on 8-bit planes; while a line is filtered it stands with 7 fraction bits.
//
// aᵈ is kept as a byte for each pixel and direction: 255·aᵈ⁻¹, so that neighbours of the same colour are exact. Halving
// σ, as every iteration does, squares it.

import { storeTransposed } from '../jpeg/transpose';

/** Rows that are filtered side by side. */
const GROUP: i32 = 16;
/** Columns that are filtered side by side. */
const STRIP: i32 = 32;

// Scratch of rows: for each column of a group its pixels (bytes), coefficients and sums (16 bit). Of columns: for each
// row of a strip its coefficients and sums.
const COEFFICIENT: usize = <usize>GROUP * 2;

function evenWidth(width: i32): usize {
  return <usize>((width + 7) & ~7);
}

/** Bytes of scratch that domainRows(), domainColumns() and domainDistances() need. */
export function domainScratchBytes(width: i32, height: i32): i32 {
  const rows = <i32>evenWidth(width) * GROUP * 5 + 64;
  return max(rows, height * STRIP * 4) + 64;
}

/** Distance of sixteen pixels to their neighbours, summed over the planes, to 16-bit numbers. */
@inline
function distances16(red: usize, green: usize, blue: usize, back: usize, target: usize): void {
  let a = v128.load(red);
  let b = v128.load(red - back);
  const r = v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a));
  a = v128.load(green);
  b = v128.load(green - back);
  const g = v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a));
  a = v128.load(blue);
  b = v128.load(blue - back);
  const l = v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a));
  const low = i16x8.add(i16x8.add(i16x8.extend_low_i8x16_u(r), i16x8.extend_low_i8x16_u(g)), i16x8.extend_low_i8x16_u(l));
  const high = i16x8.add(i16x8.add(i16x8.extend_high_i8x16_u(r), i16x8.extend_high_i8x16_u(g)), i16x8.extend_high_i8x16_u(l));
  v128.store(target, low);
  v128.store(target, high, 16);
}

@inline
function code(codes: usize, distances: u64): u64 {
  return <u64>load<u8>(codes + <usize>(distances & 0xffff));
}

@inline
function codes4(codes: usize, distances: u64): u64 {
  return code(codes, distances) | (code(codes, distances >> 16) << 8) |
    (code(codes, distances >> 32) << 16) | (code(codes, distances >> 48) << 24);
}

/**
 * Coefficients of a picture towards its left and its upper neighbours. A grey picture is three equal planes. Those of
 * the first column and the first row mean nothing; for the first of all, the byte before the planes is read.
 *
 * @param codes 766 bytes: the coefficient of every sum of three differences
 * @param across, down planes; scratch as domainScratchBytes() says
 */
export function domainDistances(
  red: usize, green: usize, blue: usize, width: i32, height: i32, codes: usize, across: usize, down: usize, scratch: usize,
): void {
  for (let y = 0; y < height; y++) {
    const at = <usize>(y * width);
    const up: usize = y > 0 ? <usize>width : 0;
    for (let x = at; x < at + <usize>width; x += 16) {
      distances16(red + x, green + x, blue + x, 1, scratch);
      distances16(red + x, green + x, blue + x, up, scratch + 32);
      for (let k: usize = 0; k < 16; k += 8) {
        const half = scratch + (k << 1);
        store<u64>(across + x + k, codes4(codes, load<u64>(half)) | (codes4(codes, load<u64>(half, 8)) << 32));
        store<u64>(down + x + k, codes4(codes, load<u64>(half, 32)) | (codes4(codes, load<u64>(half, 40)) << 32));
      }
    }
  }
}

/** aᵈ with 15 fraction bits, of eight bytes in 16-bit lanes. */
@inline
function coefficient(bytes: v128, base: v128, squarings: i32): v128 {
  let a = i16x8.q15mulr_sat_s(i16x8.shl(bytes, 7), base);
  for (let i = 0; i < squarings; i++) a = i16x8.q15mulr_sat_s(a, a);
  return a;
}

/** I + a·(J − I). */
@inline
function step(before: v128, here: v128, a: v128): v128 {
  return i16x8.add(here, i16x8.q15mulr_sat_s(i16x8.sub(before, here), a));
}

@inline
function rounded(low: v128, high: v128): v128 {
  const half = i16x8.splat(64);
  return i8x16.narrow_i16x8_u(i16x8.shr_s(i16x8.add_sat_s(low, half), 7), i16x8.shr_s(i16x8.add_sat_s(high, half), 7));
}

/** Pointer to row `y`, or the last one. */
@inline
function rowAt(plane: usize, width: i32, height: i32, y: i32): usize {
  return plane + <usize>(min(y, height - 1) * width);
}

@inline
function pairAt(plane: usize, width: i32, height: i32, y: i32, x: usize): v128 {
  return v128.load64_lane(rowAt(plane, width, height, y + 1) + x, v128.load64_zero(rowAt(plane, width, height, y) + x), 1);
}

/** A group of rows, turned: sixteen bytes for every column. */
function turnIn(plane: usize, width: i32, height: i32, top: i32, target: usize): void {
  for (let x: usize = 0; x < <usize>width; x += 8) {
    for (let half = 0; half < GROUP; half += 8) {
      const y = top + half;
      storeTransposed(
        pairAt(plane, width, height, y, x), pairAt(plane, width, height, y + 2, x),
        pairAt(plane, width, height, y + 4, x), pairAt(plane, width, height, y + 6, x),
        target + x * GROUP + <usize>half, GROUP,
      );
    }
  }
}

@inline
function columnsAt(turned: usize): v128 {
  return v128.load64_lane(turned + <usize>GROUP, v128.load64_zero(turned), 1);
}

/** And back; rows below the last one are copies of it. */
function turnOut(turned: usize, width: i32, height: i32, top: i32, plane: usize, corner: usize): void {
  const whole = <usize>(width & ~7);
  const rest = <usize>(width & 7);
  for (let half = 0; half < GROUP; half += 8) {
    for (let x: usize = 0; x < <usize>width; x += 8) {
      const p = turned + x * GROUP + <usize>half;
      storeTransposed(columnsAt(p), columnsAt(p + 32), columnsAt(p + 64), columnsAt(p + 96), corner, 8);
      for (let i = 0; i < 8; i++) {
        const y = top + half + i;
        if (y >= height) break;
        const to = plane + <usize>(y * width) + x;
        const from = corner + (<usize>i << 3);
        if (x < whole) store<u64>(to, load<u64>(from));
        else for (let k: usize = 0; k < rest; k++) store<u8>(to + k, load<u8>(from + k));
      }
    }
  }
}

/** Filters a turned group along its columns and back, in place. */
function filterTurned(turned: usize, coefficients: usize, sums: usize, columns: usize): void {
  let bytes = v128.load(turned);
  let low = i16x8.shl(i16x8.extend_low_i8x16_u(bytes), 7);
  let high = i16x8.shl(i16x8.extend_high_i8x16_u(bytes), 7);
  let a = coefficients;
  let s = sums;
  const end = turned + columns * GROUP;
  for (let p = turned; p < end; p += GROUP) {
    bytes = v128.load(p);
    low = step(low, i16x8.shl(i16x8.extend_low_i8x16_u(bytes), 7), v128.load(a));
    high = step(high, i16x8.shl(i16x8.extend_high_i8x16_u(bytes), 7), v128.load(a, 16));
    v128.store(s, low);
    v128.store(s, high, 16);
    a += COEFFICIENT;
    s += COEFFICIENT;
  }
  let lowA = i16x8.splat(0);
  let highA = lowA;
  for (let p = end; p > turned;) {
    p -= GROUP;
    a -= COEFFICIENT;
    s -= COEFFICIENT;
    low = step(low, v128.load(s), lowA);
    high = step(high, v128.load(s, 16), highA);
    lowA = v128.load(a);
    highA = v128.load(a, 16);
    v128.store(p, rounded(low, high));
  }
}

/**
 * Filters all rows of one plane, or of three that share their coefficients.
 *
 * @param green, blue 0 for a single plane
 * @param base a·32768·256/255 of the first iteration; `squarings` how often it is halved in σ
 */
export function domainRows(
  red: usize, green: usize, blue: usize, across: usize, width: i32, height: i32, base: i32, squarings: i32, scratch: usize,
): void {
  const columns = evenWidth(width);
  const coefficients = scratch + columns * GROUP;
  const sums = coefficients + columns * COEFFICIENT;
  const corner = sums + columns * COEFFICIENT;
  const scale = i16x8.splat(<i16>base);
  for (let y = 0; y < height; y += GROUP) {
    turnIn(across, width, height, y, scratch);
    for (let x: usize = 0; x < <usize>width; x++) {
      const bytes = v128.load(scratch + x * GROUP);
      v128.store(coefficients + x * COEFFICIENT, coefficient(i16x8.extend_low_i8x16_u(bytes), scale, squarings));
      v128.store(coefficients + x * COEFFICIENT, coefficient(i16x8.extend_high_i8x16_u(bytes), scale, squarings), 16);
    }
    for (let i = 0; i < 3; i++) {
      const plane = i == 0 ? red : i == 1 ? green : blue;
      if (plane == 0) break;
      turnIn(plane, width, height, y, scratch);
      filterTurned(scratch, coefficients, sums, width);
      turnOut(scratch, width, height, y, plane, corner);
    }
  }
}

@inline
function lowHalf(bytes: v128): v128 {
  return i16x8.shl(i16x8.extend_low_i8x16_u(bytes), 7);
}

@inline
function highHalf(bytes: v128): v128 {
  return i16x8.shl(i16x8.extend_high_i8x16_u(bytes), 7);
}

/** Filters a strip of one plane down and up again. Only its first `columns` bytes are stored. */
function filterStrip(plane: usize, width: i32, height: i32, columns: usize, coefficients: usize, sums: usize): void {
  let bytes = v128.load(plane);
  let s0 = lowHalf(bytes);
  let s1 = highHalf(bytes);
  bytes = v128.load(plane, 16);
  let s2 = lowHalf(bytes);
  let s3 = highHalf(bytes);
  let p = plane;
  let a = coefficients;
  let s = sums;
  for (let y = 0; y < height; y++) {
    bytes = v128.load(p);
    s0 = step(s0, lowHalf(bytes), v128.load(a));
    s1 = step(s1, highHalf(bytes), v128.load(a, 16));
    bytes = v128.load(p, 16);
    s2 = step(s2, lowHalf(bytes), v128.load(a, 32));
    s3 = step(s3, highHalf(bytes), v128.load(a, 48));
    v128.store(s, s0);
    v128.store(s, s1, 16);
    v128.store(s, s2, 32);
    v128.store(s, s3, 48);
    p += <usize>width;
    a += <usize>STRIP * 2;
    s += <usize>STRIP * 2;
  }
  let a0 = i16x8.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  const whole = columns == <usize>STRIP;
  for (let y = 0; y < height; y++) {
    p -= <usize>width;
    a -= <usize>STRIP * 2;
    s -= <usize>STRIP * 2;
    s0 = step(s0, v128.load(s), a0);
    s1 = step(s1, v128.load(s, 16), a1);
    s2 = step(s2, v128.load(s, 32), a2);
    s3 = step(s3, v128.load(s, 48), a3);
    a0 = v128.load(a);
    a1 = v128.load(a, 16);
    a2 = v128.load(a, 32);
    a3 = v128.load(a, 48);
    const to = whole ? p : s;
    v128.store(to, rounded(s0, s1));
    v128.store(to, rounded(s2, s3), 16);
    if (!whole) memory.copy(p, s, columns);
  }
}

/** The same along all columns. */
export function domainColumns(
  red: usize, green: usize, blue: usize, down: usize, width: i32, height: i32, base: i32, squarings: i32, scratch: usize,
): void {
  const coefficients = scratch;
  const sums = scratch + <usize>(height * STRIP * 2);
  const scale = i16x8.splat(<i16>base);
  for (let x = 0; x < width; x += STRIP) {
    for (let y = 0; y < height; y++) {
      const from = down + <usize>(y * width + x);
      const to = coefficients + <usize>(y * STRIP * 2);
      for (let k: usize = 0; k < <usize>STRIP; k += 8) {
        v128.store(to + (k << 1), coefficient(v128.load8x8_u(from + k), scale, squarings));
      }
    }
    const columns = <usize>min(STRIP, width - x);
    filterStrip(red + x, width, height, columns, coefficients, sums);
    if (green == 0) continue;
    filterStrip(green + x, width, height, columns, coefficients, sums);
    filterStrip(blue + x, width, height, columns, coefficients, sums);
  }
}
