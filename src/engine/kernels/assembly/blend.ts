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

/** a·x + b·y, rounded and saturated (OpenCV's addWeighted). May work in place. */
export function addWeighted(x: usize, a: f32, y: usize, b: f32, count: i32, target: usize): void {
  const va = f32x4.splat(a);
  const vb = f32x4.splat(b);
  for (let i: usize = 0; i < <usize>count; i += 4) {
    storeRounded(target + i, f32x4.add(f32x4.mul(floats(x + i), va), f32x4.mul(floats(y + i), vb)));
  }
}
