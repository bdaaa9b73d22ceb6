// Dodge against a wide blur whose cost does not depend on its width: the blur is made on a small copy and
// interpolated back while dividing.

/** Halves an 8-bit plane, ceil(width / 2) × ceil(height / 2), by rounded 2 × 2 means; may not work in place. */
export function halve(source: usize, width: i32, height: i32, target: usize): void {
  const toWidth = (width + 1) >> 1;
  const toHeight = (height + 1) >> 1;
  const two = i16x8.splat(2);
  for (let y = 0; y < toHeight; y++) {
    const upper = source + <usize>(2 * y * width);
    const lower = 2 * y + 1 < height ? upper + <usize>width : upper;
    const out = target + <usize>(y * toWidth);
    for (let x: usize = 0; x < <usize>toWidth; x += 8) {
      const sum = i16x8.add(
        i16x8.extadd_pairwise_i8x16_u(v128.load(upper + (x << 1))),
        i16x8.extadd_pairwise_i8x16_u(v128.load(lower + (x << 1))),
      );
      const mean = i16x8.shr_u(i16x8.add(sum, two), 2);
      v128.store_lane<u64>(out + x, i8x16.narrow_i16x8_u(mean, mean), 0);
    }
    if (width & 1) {
      const last = <usize>(width - 1);
      store<u8>(out + <usize>(toWidth - 1), <u8>((<i32>load<u8>(upper + last) + <i32>load<u8>(lower + last) + 1) >> 1));
    }
  }
}

/** Gaussian of an 8-bit plane to 32-bit floats, borders repeated; weights radius + 1 floats from the centre. */
export function gaussianFloat(
  source: usize, width: i32, height: i32, weights: usize, radius: i32, target: usize, row: usize,
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum: f32 = load<f32>(weights) * <f32>load<u8>(source + <usize>(y * width + x));
      for (let k = 1; k <= radius; k++) {
        const above = <f32>load<u8>(source + <usize>(max(0, y - k) * width + x));
        const below = <f32>load<u8>(source + <usize>(min(height - 1, y + k) * width + x));
        sum += load<f32>(weights + (<usize>k << 2)) * (above + below);
      }
      store<f32>(row + (<usize>x << 2), sum);
    }
    for (let x = 0; x < width; x++) {
      let sum: f32 = load<f32>(weights) * load<f32>(row + (<usize>x << 2));
      for (let k = 1; k <= radius; k++) {
        const left = load<f32>(row + (<usize>max(0, x - k) << 2));
        const right = load<f32>(row + (<usize>min(width - 1, x + k) << 2));
        sum += load<f32>(weights + (<usize>k << 2)) * (left + right);
      }
      store<f32>(target + (<usize>(y * width + x) << 2), sum);
    }
  }
}

/**
 * 255·grey / blur, clipped, with the blur interpolated from `low` (lowWidth × lowHeight floats), whose pixels are
 * 2^shift wide, shift ≥ 3. `row` is scratch of lowWidth + 2 floats.
 */
export function softDodge(
  grey: usize, width: i32, height: i32, low: usize, lowWidth: i32, lowHeight: i32, shift: i32, row: usize, target: usize,
): void {
  const size = <f32>(1 << shift);
  const full = f32x4.splat(255);
  const steps = f32x4.mul(f32x4(0.5, 1.5, 2.5, 3.5), f32x4.splat(1 / size));
  const half = 1 << (shift - 1);
  for (let y = 0; y < height; y++) {
    const at: f32 = (<f32>y + 0.5) / size - 0.5;
    const top = <i32>Mathf.floor(at);
    const t: f32 = at - <f32>top;
    const upper = low + <usize>(max(0, top) * lowWidth * 4);
    const lower = low + <usize>(min(lowHeight - 1, top + 1) * lowWidth * 4);
    for (let x: usize = 0; x < <usize>lowWidth << 2; x += 4) {
      const a = load<f32>(upper + x);
      store<f32>(row + 4 + x, a + (load<f32>(lower + x) - a) * t);
    }
    store<f32>(row, load<f32>(row + 4));
    store<f32>(row + 4 + (<usize>lowWidth << 2), load<f32>(row + (<usize>lowWidth << 2)));
    const from = grey + <usize>(y * width);
    const out = target + <usize>(y * width);
    for (let x = 0; x < width; x += 4) {
      // The cell between two centres of low pixels; four pixels never straddle one.
      const cell = (x + half) >> shift;
      const p = row + (<usize>cell << 2);
      const a = load<f32>(p);
      const slope = f32x4.splat(load<f32>(p + 4) - a);
      const inside = f32x4.add(steps, f32x4.splat(<f32>(x + half - (cell << shift)) / size));
      const blur = f32x4.add(f32x4.splat(a), f32x4.mul(slope, inside));
      const pixels = f32x4.convert_i32x4_u(
        i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from + <usize>x))),
      );
      // One level lifts both, so that black on black is white paper, not a hole.
      const quotient = f32x4.div(
        f32x4.mul(f32x4.add(pixels, f32x4.splat(1)), full), f32x4.add(blur, f32x4.splat(1)),
      );
      const words = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.pmin(quotient, full)));
      const halves = i16x8.narrow_i32x4_s(words, words);
      v128.store_lane<u32>(out + <usize>x, i8x16.narrow_i16x8_u(halves, halves), 0);
    }
  }
}
