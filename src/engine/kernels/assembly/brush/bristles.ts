// The marks of a brush's bristles, as a tile of 2^TILE_BITS pixels that repeats without a seam.

import { MASK, TILE_BITS } from '../pigment';
import { fraction, hash } from '../random';

const TILE: i32 = 1 << <i32>TILE_BITS;

@inline
function lattice(x: i32, y: i32, columns: i32, rows: i32, key: u32): f32 {
  return fraction(key + <u32>((y % rows) * columns + (x % columns)));
}

@inline
function smooth(t: f32): f32 {
  return t * t * (3 - 2 * t);
}

/** Value noise of one size of bristle at a pixel, 0…1. */
@inline
function streak(x: i32, y: i32, columns: i32, rows: i32, key: u32): f32 {
  const fx: f32 = (<f32>x * <f32>columns) / <f32>TILE;
  const fy: f32 = (<f32>y * <f32>rows) / <f32>TILE;
  const cx = <i32>fx;
  const cy = <i32>fy;
  const tx = smooth(fx - <f32>cx);
  const upper = lattice(cx, cy, columns, rows, key);
  const lower = lattice(cx, cy + 1, columns, rows, key);
  const upperNext = lattice(cx + 1, cy, columns, rows, key);
  const lowerNext = lattice(cx + 1, cy + 1, columns, rows, key);
  const a: f32 = upper + (upperNext - upper) * tx;
  const b: f32 = lower + (lowerNext - lower) * tx;
  return a + (b - a) * smooth(fy - <f32>cy);
}

/**
 * A tile of bristle marks that run down its columns: how much paint each leaves, 0…255, in tufts and single hairs.
 *
 * @param widthPx of a tuft
 * @param lengthPx along which a tuft changes
 */
export function bristleTile(widthPx: f32, lengthPx: f32, seed: u32, target: usize): void {
  const key = hash(seed + 0x2545f491);
  const rows = max(4, min(TILE, <i32>(<f32>TILE / widthPx)));
  const hairs = min(TILE, rows * 2);
  const columns = max(2, min(TILE, <i32>(<f32>TILE / lengthPx)));
  for (let y = 0; y < TILE; y++) {
    for (let x = 0; x < TILE; x++) {
      const tuft = streak(x, y, columns, rows, key);
      const hair = streak(x, y, columns, hairs, key + 0x40000);
      const level: f32 = (0.6 * tuft + 0.4 * hair - 0.5) * 408 + 128;
      store<u8>(target + <usize>(x * TILE + y), <u8>max<f32>(0, min<f32>(255, level)));
    }
  }
}

/**
 * How steeply a tile rises towards the light, 128 being level: the difference across two pixels to the upper left.
 */
export function slopeTile(source: usize, target: usize): void {
  for (let y = 0; y < TILE; y++) {
    const above = source + ((<usize>(y - 1) & MASK) << TILE_BITS);
    const below = source + ((<usize>(y + 1) & MASK) << TILE_BITS);
    for (let x = 0; x < TILE; x++) {
      const left = <usize>(x - 1) & MASK;
      const right = <usize>(x + 1) & MASK;
      const rise = <i32>load<u8>(below + right) - <i32>load<u8>(above + left);
      store<u8>(target + <usize>(y * TILE + x), <u8>max(0, min(255, 128 + (rise >> 1))));
    }
  }
}
