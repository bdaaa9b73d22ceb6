// Colour dodge and the tone line that follows it, as the classic converters compute them.

import { floats, storeRounded, storeTruncated } from './lanes';

/**
 * min(base·255 / blurred, 255) truncated, where `blurred` is 255 less the blend layer. Nothing is left to divide by
 * where `blurred` is 0: there it is 255, except that with `keepBlack` a black base stays black.
 */
export function dodge(base: usize, blurred: usize, count: i32, keepBlack: bool, target: usize): void {
  const full = f32x4.splat(255);
  const nothing = f32x4.splat(0);
  const kept = i32x4.splat(keepBlack ? -1 : 0);
  for (let i: usize = 0; i < <usize>count; i += 4) {
    const above = floats(base + i);
    const below = floats(blurred + i);
    const quotient = f32x4.div(f32x4.mul(above, full), below);
    const empty = v128.andnot(f32x4.eq(below, nothing), v128.and(kept, f32x4.eq(above, nothing)));
    // 0 / 0 is not a number, which truncates to 0.
    storeTruncated(target + i, v128.bitselect(full, f32x4.pmin(quotient, full), empty));
  }
}

/** |gain·x + offset|, rounded and saturated (OpenCV's convertScaleAbs). May work in place. */
export function scaleAbs(source: usize, count: i32, gain: f32, offset: f32, target: usize): void {
  const a = f32x4.splat(gain);
  const b = f32x4.splat(offset);
  for (let i: usize = 0; i < <usize>count; i += 4) {
    storeRounded(target + i, f32x4.abs(f32x4.add(f32x4.mul(floats(source + i), a), b)));
  }
}
