// Weighted sums of 8-bit planes.

import { floats, storeRounded, storeTruncated } from './lanes';

/** base − a·x, clipped and truncated. May work in place. */
export function subtract(base: usize, layer: usize, count: i32, amount: f32, target: usize): void {
  const a = f32x4.splat(amount);
  for (let i: usize = 0; i < <usize>count; i += 4) {
    storeTruncated(target + i, f32x4.sub(floats(base + i), f32x4.mul(floats(layer + i), a)));
  }
}

/** base − a·x − b·y − c·z, clipped and truncated. May work in place. */
export function subtractThree(
  base: usize, x: usize, a: f32, y: usize, b: f32, z: usize, c: f32, count: i32, target: usize,
): void {
  const va = f32x4.splat(a);
  const vb = f32x4.splat(b);
  const vc = f32x4.splat(c);
  for (let i: usize = 0; i < <usize>count; i += 4) {
    let value = f32x4.sub(floats(base + i), f32x4.mul(floats(x + i), va));
    value = f32x4.sub(value, f32x4.mul(floats(y + i), vb));
    storeTruncated(target + i, f32x4.sub(value, f32x4.mul(floats(z + i), vc)));
  }
}

/** What `over` is to `under` where amounts are 255, and a rounded mix of both between. May work in place. */
export function mix(under: usize, over: usize, amounts: usize, count: i32, target: usize): void {
  const half = i16x8.splat(128);
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const a = v128.load(under + i);
    const b = v128.load(over + i);
    const m = v128.load(amounts + i);
    const rest = v128.not(m);
    let low = i16x8.add(i16x8.extmul_low_i8x16_u(b, m), i16x8.extmul_low_i8x16_u(a, rest));
    let high = i16x8.add(i16x8.extmul_high_i8x16_u(b, m), i16x8.extmul_high_i8x16_u(a, rest));
    // x / 255, rounded, for x up to 255²: (t + t / 256) / 256 with t = x + 128.
    low = i16x8.add(low, half);
    high = i16x8.add(high, half);
    low = i16x8.shr_u(i16x8.add(low, i16x8.shr_u(low, 8)), 8);
    high = i16x8.shr_u(i16x8.add(high, i16x8.shr_u(high, 8)), 8);
    v128.store(target + i, i8x16.narrow_i16x8_u(low, high));
  }
}

/** a·x + b·y, rounded and saturated (OpenCV's addWeighted). May work in place. */
export function addWeighted(x: usize, a: f32, y: usize, b: f32, count: i32, target: usize): void {
  const va = f32x4.splat(a);
  const vb = f32x4.splat(b);
  for (let i: usize = 0; i < <usize>count; i += 4) {
    storeRounded(target + i, f32x4.add(f32x4.mul(floats(x + i), va), f32x4.mul(floats(y + i), vb)));
  }
}
