// Dodge against a wide blur whose cost does not depend on its width: the blur is made on a small copy and
// interpolated back while dividing.

import { floats } from './lanes';

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

/**
 * Gaussian of an 8-bit plane to 32-bit floats, borders repeated; weights radius + 1 floats from the centre. `row` is
 * scratch of width + 2·radius + 8 floats.
 */
export function gaussianFloat(
  source: usize, width: i32, height: i32, weights: usize, radius: i32, target: usize, row: usize,
): void {
  const first = row + (<usize>radius << 2);
  const last = first + (<usize>(width - 1) << 2);
  const reach = <usize>radius << 2;
  for (let y = 0; y < height; y++) {
    for (let x: usize = 0; x < <usize>width; x += 4) {
      let sum = f32x4.mul(v128.load32_splat(weights), floats(source + <usize>(y * width) + x));
      for (let k = 1; k <= radius; k++) {
        const above = floats(source + <usize>(max(0, y - k) * width) + x);
        const below = floats(source + <usize>(min(height - 1, y + k) * width) + x);
        const weight = v128.load32_splat(weights + (<usize>k << 2));
        sum = f32x4.add(sum, f32x4.mul(weight, f32x4.add(above, below)));
      }
      v128.store(first + (x << 2), sum);
    }
    for (let k: usize = 4; k <= reach; k += 4) {
      store<f32>(first - k, load<f32>(first));
      store<f32>(last + k, load<f32>(last));
    }
    const out = target + (<usize>(y * width) << 2);
    for (let x: usize = 0; x < <usize>width << 2; x += 16) {
      let sum = f32x4.mul(v128.load32_splat(weights), v128.load(first + x));
      for (let k: usize = 4; k <= reach; k += 4) {
        const sides = f32x4.add(v128.load(first + x - k), v128.load(first + x + k));
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(weights + k), sides));
      }
      v128.store(out + x, sum);
    }
  }
}

/** Row `y` of `low`, whose rows are `size` apart, interpolated; its ends repeated. */
function interpolateRow(low: usize, lowWidth: i32, lowHeight: i32, y: i32, size: f32, row: usize): void {
  const at: f32 = (<f32>y + 0.5) / size - 0.5;
  const top = <i32>Mathf.floor(at);
  const t = f32x4.splat(at - <f32>top);
  const upper = low + <usize>(max(0, top) * lowWidth * 4);
  const lower = low + <usize>(min(lowHeight - 1, top + 1) * lowWidth * 4);
  const bytes = <usize>lowWidth << 2;
  for (let x: usize = 0; x < bytes; x += 16) {
    const a = v128.load(upper + x);
    v128.store(row + 4 + x, f32x4.add(a, f32x4.mul(f32x4.sub(v128.load(lower + x), a), t)));
  }
  store<f32>(row, load<f32>(row + 4));
  store<f32>(row + 4 + bytes, load<f32>(row + bytes));
}

/** 1.5 · 2²³: adding it leaves a float's rounded value, half to even, in the lower bits. */
const ROUNDING: f32 = 12582912;
const ROUNDING_BITS: i32 = 0x4b400000;

/**
 * 255·grey / blur of four pixels in one cell, clipped and rounded, in 32-bit lanes. `p` points at the cell's left
 * value. One level lifts both, so that black on black is white paper, not a hole.
 */
@inline
function quotient(pixels: v128, p: usize, inside: v128): v128 {
  const a = v128.load32_splat(p);
  const slope = f32x4.sub(v128.load32_splat(p, 4), a);
  const blur = f32x4.add(f32x4.add(a, f32x4.mul(slope, inside)), f32x4.splat(1));
  const lifted = f32x4.add(f32x4.convert_i32x4_s(pixels), f32x4.splat(1));
  const value = f32x4.pmin(f32x4.div(f32x4.mul(lifted, f32x4.splat(255)), blur), f32x4.splat(255));
  return i32x4.sub(f32x4.add(value, f32x4.splat(ROUNDING)), i32x4.splat(ROUNDING_BITS));
}

/**
 * 255·grey / blur, clipped, with the blur interpolated from `low` (lowWidth × lowHeight floats), whose pixels are
 * 2^shift wide, shift ≥ 3. `row` is scratch of lowWidth + 8 floats.
 */
export function softDodge(
  grey: usize, width: i32, height: i32, low: usize, lowWidth: i32, lowHeight: i32, shift: i32, row: usize, target: usize,
): void {
  const size = <f32>(1 << shift);
  const steps = f32x4.mul(f32x4(0.5, 1.5, 2.5, 3.5), f32x4.splat(1 / size));
  const half = 1 << (shift - 1);
  const mask = (1 << shift) - 1;
  const unit: f32 = 1 / size;
  for (let y = 0; y < height; y++) {
    interpolateRow(low, lowWidth, lowHeight, y, size, row);
    const from = grey + <usize>(y * width);
    const out = target + <usize>(y * width);
    for (let x = 0; x < width; x += 8) {
      const pixels = v128.load8x8_u(from + <usize>x);
      // The cell between two centres of low pixels; four pixels never straddle one.
      const a = x + half;
      const b = a + 4;
      const low4 = quotient(
        i32x4.extend_low_i16x8_u(pixels), row + (<usize>(a >> shift) << 2),
        f32x4.add(steps, f32x4.splat(<f32>(a & mask) * unit)),
      );
      const high4 = quotient(
        i32x4.extend_high_i16x8_u(pixels), row + (<usize>(b >> shift) << 2),
        f32x4.add(steps, f32x4.splat(<f32>(b & mask) * unit)),
      );
      const halves = i16x8.narrow_i32x4_s(low4, high4);
      v128.store64_lane(out + <usize>x, i8x16.narrow_i16x8_u(halves, halves), 0);
    }
  }
}
