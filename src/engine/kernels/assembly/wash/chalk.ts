// Chalk on toned paper: streaks and the paper's tooth decide where pigment sticks; what shows between it is an
// under-colour.

import { MASK, stick, TILE_BITS, times } from '../pigment';
import { mapRow } from './maps';

/** Adds a plane of streaks to a channel: (streak − 128)·amount/128 levels. */
export function streak(channel: usize, streaks: usize, count: i32, amount: i32): void {
  const gain = i16x8.splat(<i16>amount);
  for (let i: usize = 0; i < <usize>count; i += 8) {
    const offset = i16x8.mul(i16x8.sub(v128.load8x8_u(streaks + i), i16x8.splat(128)), gain);
    const value = i16x8.add(v128.load8x8_u(channel + i), i16x8.shr_s(offset, 7));
    v128.store64_lane(channel + i, i8x16.narrow_i16x8_u(value, value), 0);
  }
}

/**
 * deposit() of even pressure where a plane of streaks, in place, takes the hatching's part in the threshold.
 *
 * @param coverage 0–255 everywhere
 */
export function depositStreaks(
  streaks: usize, width: i32, fromRow: i32, toRow: i32, paper: usize, grain: i32, coverage: i32, softness: i32,
): void {
  const share = i16x8.splat(<i16>grain);
  const rest = i16x8.splat(<i16>(256 - grain));
  const pressure = i16x8.splat(<i16>coverage);
  const reach = i16x8.splat(<i16>softness);
  const slope = f32x4.splat(256.0 / <f32>softness);
  for (let y = fromRow; y < toRow; y++) {
    const row = streaks + <usize>(y * width);
    const tileRow = (<usize>y & MASK) << TILE_BITS;
    const kept = v128.load(row + <usize>width);
    for (let x: usize = 0; x < <usize>width; x += 8) {
      const threshold = i16x8.add(
        times(v128.load8x8_u(paper + tileRow + (x & MASK)), share), times(v128.load8x8_u(row + x), rest),
      );
      v128.store64_lane(row + x, stick(pressure, threshold, reach, slope), 0);
    }
    v128.store(row + <usize>width, kept);
  }
}

/**
 * Leaves a channel where chalk sticks; between it an under-colour shows: a small copy of the channel, `tonedShare`/256
 * of the way to the paper's own tone.
 */
export function chalk(
  channel: usize, stuck: usize, width: i32, height: i32, fromRow: i32, toRow: i32,
  low: usize, lowWidth: i32, lowHeight: i32, tone: i32, tonedShare: i32, scratch: usize,
): void {
  const paper = i16x8.splat(<i16>(tone << 6));
  const share = i16x8.splat(<i16>(tonedShare << 7));
  for (let y = fromRow; y < toRow; y++) {
    const row = mapRow(low, lowWidth, lowHeight, width, height, y, scratch);
    const at = <usize>(y * width);
    const kept = v128.load(channel + at + <usize>width);
    for (let x: usize = 0; x < <usize>width; x += 8) {
      const own = v128.load(row + (x << 1));
      const under = i16x8.shr_s(i16x8.add(own, i16x8.q15mulr_sat_s(i16x8.sub(paper, own), share)), 6);
      const alpha = v128.load8x8_u(stuck + at + x);
      const difference = i16x8.sub(v128.load8x8_u(channel + at + x), under);
      // 257/256 so that full pigment covers.
      const covered = i16x8.q15mulr_sat_s(i16x8.shl(difference, 6), i16x8.add(i16x8.shl(alpha, 7), i16x8.shr_u(alpha, 1)));
      const value = i16x8.add(under, i16x8.shr_s(i16x8.add(covered, i16x8.splat(32)), 6));
      v128.store64_lane(channel + at + x, i8x16.narrow_i16x8_u(value, value), 0);
    }
    v128.store(channel + at + <usize>width, kept);
  }
}
