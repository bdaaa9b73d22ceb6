// Separable resampling with 14-bit weights; see shrink.ts for how they are made.

/** Vertical pass: each target row is a weighted sum of `taps` source rows. */
export function shrinkRows(
  source: usize, width: i32, target: usize, toHeight: i32, starts: usize, weights: usize, taps: i32,
): void {
  const half = i32x4.splat(1 << 13);
  for (let y = 0; y < toHeight; y++) {
    const first = source + <usize>(load<i32>(starts + (<usize>y << 2)) * width);
    const weight = weights + (<usize>(y * taps) << 1);
    for (let x: usize = 0; x < <usize>width; x += 8) {
      let low = half;
      let high = half;
      let p = first + x;
      for (let k: usize = 0; k < <usize>taps; k++) {
        const pixels = v128.load8x8_u(p);
        const w = i16x8.splat(load<i16>(weight + (k << 1)));
        low = i32x4.add(low, i32x4.extmul_low_i16x8_s(pixels, w));
        high = i32x4.add(high, i32x4.extmul_high_i16x8_s(pixels, w));
        p += width;
      }
      const halves = i16x8.narrow_i32x4_s(i32x4.shr_s(low, 14), i32x4.shr_s(high, 14));
      v128.store_lane<u64>(target + <usize>(y * width) + x, i8x16.narrow_i16x8_u(halves, halves), 0);
    }
  }
}

/** Horizontal pass. */
export function shrinkColumns(
  source: usize, width: i32, height: i32, target: usize, toWidth: i32, starts: usize, weights: usize, taps: i32,
): void {
  for (let y = 0; y < height; y++) {
    const row = source + <usize>(y * width);
    for (let x = 0; x < toWidth; x++) {
      const p = row + <usize>load<i32>(starts + (<usize>x << 2));
      const weight = weights + (<usize>(x * taps) << 1);
      let sum = 1 << 13;
      let k: usize = 0;
      let wide = i32x4.splat(0);
      for (; k + 8 <= <usize>taps; k += 8) {
        wide = i32x4.add(wide, i32x4.dot_i16x8_s(v128.load8x8_u(p + k), v128.load(weight + (k << 1))));
      }
      sum += i32x4.extract_lane(wide, 0) + i32x4.extract_lane(wide, 1);
      sum += i32x4.extract_lane(wide, 2) + i32x4.extract_lane(wide, 3);
      for (; k < <usize>taps; k++) sum += <i32>load<u8>(p + k) * <i32>load<i16>(weight + (k << 1));
      store<u8>(target + <usize>(y * toWidth + x), <u8>max(0, min(255, sum >> 14)));
    }
  }
}
