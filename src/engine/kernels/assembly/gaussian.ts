// Gaussian blur of 8-bit planes exactly as OpenCV computes it (smooth.simd.hpp, GaussianBlurFixedPoint): weights with
// 8 fraction bits that sum to 256, rows to 8.8, columns to 16.16, one rounding at the end; borders reflect-101.

/** Index of the pixel that stands for `i` beyond a border: …2 1 | 0 1 2 … n−1 | n−2…; 0 when there is only one. */
export function reflect101(i: i32, n: i32): i32 {
  if (n == 1) return 0;
  while (i < 0 || i >= n) i = i < 0 ? -i : 2 * n - 2 - i;
  return i;
}

/**
 * One row with `radius` reflected pixels on both sides; `flip` is 0 or 255 (the row inverted).
 * The padded row begins at `padded`, the row itself at padded + radius.
 */
export function padRow(source: usize, width: i32, radius: i32, flip: i32, padded: usize): void {
  const mask = i8x16.splat(<i8>flip);
  const row = padded + <usize>radius;
  for (let x: usize = 0; x < <usize>width; x += 16) v128.store(row + x, v128.xor(v128.load(source + x), mask));
  for (let i = 1; i <= radius; i++) {
    store<u8>(row - <usize>i, load<u8>(row + <usize>reflect101(-i, width)));
    store<u8>(row + <usize>(width - 1 + i), load<u8>(row + <usize>reflect101(width - 1 + i, width)));
  }
}

/** Horizontal pass of one padded row to unsigned 8.8, less 32768 so that signed products take it. */
function blurRow(padded: usize, width: i32, weights: usize, radius: i32, out: usize): void {
  const bias = i16x8.splat(-32768);
  const centre = <usize>radius;
  const middle = i16x8.splat(load<i16>(weights));
  for (let x: usize = 0; x < <usize>width; x += 16) {
    const p = padded + centre + x;
    const c = v128.load(p);
    let low = i16x8.mul(i16x8.extend_low_i8x16_u(c), middle);
    let high = i16x8.mul(i16x8.extend_high_i8x16_u(c), middle);
    for (let k: usize = 1; k <= centre; k++) {
      const weight = i16x8.splat(load<i16>(weights + (k << 1)));
      const a = v128.load(p - k);
      const b = v128.load(p + k);
      const sumLow = i16x8.add(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b));
      const sumHigh = i16x8.add(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b));
      low = i16x8.add(low, i16x8.mul(sumLow, weight));
      high = i16x8.add(high, i16x8.mul(sumHigh, weight));
    }
    v128.store(out + (x << 1), i16x8.add(low, bias));
    v128.store(out + (x << 1), i16x8.add(high, bias), 16);
  }
}

/**
 * Vertical pass of one row. `rows` is a table of 2·radius + 2 pointers to 8.8 rows (the last one repeats any row
 * and weighs 0, so that rows go in pairs); `pairs` holds the weights of two neighbouring rows in one u32.
 */
function blurColumn(rows: usize, pairs: usize, pairCount: i32, width: i32, flip: i32, out: usize): void {
  // Undoes the bias (32768 × 256) and rounds (1 << 15).
  const start = i32x4.splat(32768 * 256 + (1 << 15));
  const mask = i8x16.splat(<i8>flip);
  for (let x: usize = 0; x < <usize>width; x += 16) {
    let s0 = start;
    let s1 = start;
    let s2 = start;
    let s3 = start;
    for (let k: usize = 0; k < <usize>pairCount; k++) {
      const a = load<usize>(rows + (k << 3)) + (x << 1);
      const b = load<usize>(rows + (k << 3), 4) + (x << 1);
      const weight = i32x4.splat(load<i32>(pairs + (k << 2)));
      const a0 = v128.load(a);
      const b0 = v128.load(b);
      const a1 = v128.load(a, 16);
      const b1 = v128.load(b, 16);
      s0 = i32x4.add(s0, i32x4.dot_i16x8_s(v128.shuffle<u16>(a0, b0, 0, 8, 1, 9, 2, 10, 3, 11), weight));
      s1 = i32x4.add(s1, i32x4.dot_i16x8_s(v128.shuffle<u16>(a0, b0, 4, 12, 5, 13, 6, 14, 7, 15), weight));
      s2 = i32x4.add(s2, i32x4.dot_i16x8_s(v128.shuffle<u16>(a1, b1, 0, 8, 1, 9, 2, 10, 3, 11), weight));
      s3 = i32x4.add(s3, i32x4.dot_i16x8_s(v128.shuffle<u16>(a1, b1, 4, 12, 5, 13, 6, 14, 7, 15), weight));
    }
    const low = i16x8.narrow_i32x4_s(i32x4.shr_u(s0, 16), i32x4.shr_u(s1, 16));
    const high = i16x8.narrow_i32x4_s(i32x4.shr_u(s2, 16), i32x4.shr_u(s3, 16));
    v128.store(out + x, v128.xor(i8x16.narrow_i16x8_u(low, high), mask));
  }
}

/** Bytes of scratch that gaussian() needs. */
export function gaussianScratchBytes(width: i32, radius: i32): i32 {
  const rowBytes = (width * 2 + 31) & ~15;
  return ((width + 2 * radius + 63) & ~15) + (2 * radius + 1) * rowBytes + (radius + 1) * 8 + (radius + 1) * 4 + 64;
}

/**
 * Blurs `source` into `target` (not the same plane). With `flip` 255 the inverted picture is blurred and the
 * result inverted back, which rounds ties the other way.
 *
 * @param weights radius + 1 signed 16-bit integers from the centre outward, (w0 + 2·Σ wi) = 256
 */
export function gaussian(
  source: usize, target: usize, width: i32, height: i32, weights: usize, radius: i32, flip: i32, scratch: usize,
): void {
  const rowBytes = <usize>((width * 2 + 31) & ~15);
  const taps = 2 * radius + 1;
  const padded = scratch;
  const ring = scratch + <usize>((width + 2 * radius + 63) & ~15);
  const rows = ring + <usize>taps * rowBytes;
  const pairs = rows + <usize>(radius + 1) * 8;
  for (let k = 0; k <= radius; k++) {
    const first = <u32>load<u16>(weights + (<usize>abs(2 * k - radius) << 1));
    const second = 2 * k + 1 < taps ? <u32>load<u16>(weights + (<usize>abs(2 * k + 1 - radius) << 1)) : 0;
    store<u32>(pairs + (<usize>k << 2), first | (second << 16));
  }
  let ready = 0;
  for (let y = 0; y < height; y++) {
    for (; ready < min(y + radius + 1, height); ready++) {
      padRow(source + <usize>(ready * width), width, radius, flip, padded);
      blurRow(padded, width, weights, radius, ring + <usize>(ready % taps) * rowBytes);
    }
    for (let k = 0; k <= taps; k++) {
      const from = reflect101(y + min(k, taps - 1) - radius, height);
      store<usize>(rows + (<usize>k << 2), ring + <usize>(from % taps) * rowBytes);
    }
    blurColumn(rows, pairs, radius + 1, width, flip, target + <usize>(y * width));
  }
}
