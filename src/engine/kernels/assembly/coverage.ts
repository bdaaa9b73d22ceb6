// What of a drawn mask is painted.

/** The alpha of RGBA pixels as a plane. */
export function alphaFromRgba(rgba: usize, count: i32, alpha: usize): void {
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const p = rgba + (i << 2);
    const a = i32x4.shr_u(v128.load(p), 24);
    const b = i32x4.shr_u(v128.load(p, 16), 24);
    const c = i32x4.shr_u(v128.load(p, 32), 24);
    const d = i32x4.shr_u(v128.load(p, 48), 24);
    v128.store(alpha + i, i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_u(a, b), i16x8.narrow_i32x4_u(c, d)));
  }
}

/** Smallest and largest of `count` (at least 1) bytes, as smallest + 256 × largest. */
export function extremes(plane: usize, count: i32): i32 {
  const first = load<u8>(plane);
  let low = i8x16.splat(first);
  let high = low;
  const whole = <usize>count & ~15;
  for (let i: usize = 0; i < whole; i += 16) {
    const values = v128.load(plane + i);
    low = i8x16.min_u(low, values);
    high = i8x16.max_u(high, values);
  }
  // The other half onto this one until one lane has heard of all.
  low = i8x16.min_u(low, v128.shuffle<u8>(low, low, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  high = i8x16.max_u(high, v128.shuffle<u8>(high, high, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  low = i8x16.min_u(low, i64x2.shr_u(low, 32));
  high = i8x16.max_u(high, i64x2.shr_u(high, 32));
  low = i8x16.min_u(low, i32x4.shr_u(low, 16));
  high = i8x16.max_u(high, i32x4.shr_u(high, 16));
  low = i8x16.min_u(low, i16x8.shr_u(low, 8));
  high = i8x16.max_u(high, i16x8.shr_u(high, 8));
  let smallest = i8x16.extract_lane_u(low, 0);
  let largest = i8x16.extract_lane_u(high, 0);
  for (let i = whole; i < <usize>count; i++) {
    const value = load<u8>(plane + i);
    smallest = min(smallest, value);
    largest = max(largest, value);
  }
  return <i32>smallest | (<i32>largest << 8);
}

/** 255 where a byte is greater than `limit`, else 0. May work in place. */
export function isAbove(source: usize, count: i32, limit: i32, target: usize): void {
  const edge = i8x16.splat(<u8>limit);
  for (let i: usize = 0; i < <usize>count; i += 16) {
    v128.store(target + i, i8x16.gt_u(v128.load(source + i), edge));
  }
}
