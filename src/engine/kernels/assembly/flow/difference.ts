// Differences of two Gaussians, in floats: what edges are found by is a small difference of large sums.

import { floats, storeRounded } from '../lanes';

/** Bytes of scratch that differenceOfGaussians() needs. */
export function differenceScratchBytes(width: i32, radius: i32): i32 {
  return 2 * (((width + 2 * radius) * 4 + 63) & ~15);
}

/**
 * 128 + tone·t + step·min(max(t, −knee), knee) + edge·core(G₁ − G₂), t = G₂ − black, of rows fromRow … toRow − 1 of an
 * 8-bit plane, rounded and saturated; borders repeated. core(d) brings d nearer to 0 by `coring`: what is left out is
 * noise. Without it and without the step, tone = 1, edge = 1 + p is the sharpened picture that XDoG thresholds
 * (Winnemöller, Kyprianidis, Olsen 2012, eq. 7); the step makes surfaces black or white that lie near the threshold.
 *
 * @param weights radius + 1 pairs of floats from the centre outward: of G₁ and of G₂
 * @param target the first of the rows made
 */
export function differenceOfGaussians(
  source: usize, width: i32, height: i32, fromRow: i32, toRow: i32, weights: usize, radius: i32,
  black: f32, tone: f32, step: f32, knee: f32, edge: f32, coring: f32, target: usize, scratch: usize,
): void {
  const reach = <usize>radius << 2;
  const first = scratch + reach;
  const second = first + <usize>(differenceScratchBytes(width, radius) >> 1);
  const end = <usize>(width - 1) << 2;
  for (let y = fromRow; y < toRow; y++) {
    for (let x: usize = 0; x < <usize>width; x += 4) {
      const middle = floats(source + <usize>(y * width) + x);
      let one = f32x4.mul(v128.load32_splat(weights), middle);
      let two = f32x4.mul(v128.load32_splat(weights, 4), middle);
      for (let k = 1; k <= radius; k++) {
        const above = floats(source + <usize>(max(0, y - k) * width) + x);
        const below = floats(source + <usize>(min(height - 1, y + k) * width) + x);
        const sides = f32x4.add(above, below);
        const pair = weights + (<usize>k << 3);
        one = f32x4.add(one, f32x4.mul(v128.load32_splat(pair), sides));
        two = f32x4.add(two, f32x4.mul(v128.load32_splat(pair, 4), sides));
      }
      v128.store(first + (x << 2), one);
      v128.store(second + (x << 2), two);
    }
    for (let k: usize = 4; k <= reach; k += 4) {
      store<f32>(first - k, load<f32>(first));
      store<f32>(second - k, load<f32>(second));
      store<f32>(first + end + k, load<f32>(first + end));
      store<f32>(second + end + k, load<f32>(second + end));
    }
    const out = target + <usize>((y - fromRow) * width);
    for (let x: usize = 0; x < <usize>width; x += 4) {
      const p = first + (x << 2);
      const q = second + (x << 2);
      let one = f32x4.mul(v128.load32_splat(weights), v128.load(p));
      let two = f32x4.mul(v128.load32_splat(weights, 4), v128.load(q));
      for (let k: usize = 4; k <= reach; k += 4) {
        const pair = weights + (k << 1);
        one = f32x4.add(one, f32x4.mul(v128.load32_splat(pair), f32x4.add(v128.load(p - k), v128.load(p + k))));
        two = f32x4.add(two, f32x4.mul(v128.load32_splat(pair, 4), f32x4.add(v128.load(q - k), v128.load(q + k))));
      }
      const change = f32x4.sub(one, two);
      const noise = f32x4.pmax(f32x4.splat(-coring), f32x4.pmin(f32x4.splat(coring), change));
      const t = f32x4.sub(two, f32x4.splat(black));
      const near = f32x4.pmax(f32x4.splat(-knee), f32x4.pmin(f32x4.splat(knee), t));
      let value = f32x4.add(f32x4.splat(128), f32x4.mul(t, f32x4.splat(tone)));
      value = f32x4.add(value, f32x4.mul(near, f32x4.splat(step)));
      storeRounded(out + x, f32x4.add(value, f32x4.mul(f32x4.sub(change, noise), f32x4.splat(edge))));
    }
  }
}
