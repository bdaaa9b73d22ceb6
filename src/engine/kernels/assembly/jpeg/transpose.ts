// Turning 8 × 8 bytes on their diagonal, in registers.

/**
 * Stores the transpose of eight rows of eight bytes, two rows in each vector, as eight bytes at target,
 * target + step, …
 */
@inline
export function storeTransposed(rows01: v128, rows23: v128, rows45: v128, rows67: v128, target: usize, step: i32): void {
  const a = v128.shuffle<u8>(rows01, rows01, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
  const b = v128.shuffle<u8>(rows23, rows23, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
  const c = v128.shuffle<u8>(rows45, rows45, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
  const d = v128.shuffle<u8>(rows67, rows67, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
  const abLow = v128.shuffle<u16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
  const abHigh = v128.shuffle<u16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  const cdLow = v128.shuffle<u16>(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
  const cdHigh = v128.shuffle<u16>(c, d, 4, 12, 5, 13, 6, 14, 7, 15);
  let pair = v128.shuffle<u32>(abLow, cdLow, 0, 4, 1, 5);
  v128.store_lane<u64>(target, pair, 0);
  target += <usize>step;
  v128.store_lane<u64>(target, pair, 1);
  target += <usize>step;
  pair = v128.shuffle<u32>(abLow, cdLow, 2, 6, 3, 7);
  v128.store_lane<u64>(target, pair, 0);
  target += <usize>step;
  v128.store_lane<u64>(target, pair, 1);
  target += <usize>step;
  pair = v128.shuffle<u32>(abHigh, cdHigh, 0, 4, 1, 5);
  v128.store_lane<u64>(target, pair, 0);
  target += <usize>step;
  v128.store_lane<u64>(target, pair, 1);
  target += <usize>step;
  pair = v128.shuffle<u32>(abHigh, cdHigh, 2, 6, 3, 7);
  v128.store_lane<u64>(target, pair, 0);
  target += <usize>step;
  v128.store_lane<u64>(target, pair, 1);
}

/** Stores the transpose of 8 × 8 signed 16-bit numbers, a row in each vector, as 128 bytes. */
@inline
export function storeTransposed16(
  r0: v128, r1: v128, r2: v128, r3: v128, r4: v128, r5: v128, r6: v128, r7: v128, target: usize,
): void {
  const a0 = v128.shuffle<u16>(r0, r1, 0, 8, 1, 9, 2, 10, 3, 11);
  const a1 = v128.shuffle<u16>(r0, r1, 4, 12, 5, 13, 6, 14, 7, 15);
  const a2 = v128.shuffle<u16>(r2, r3, 0, 8, 1, 9, 2, 10, 3, 11);
  const a3 = v128.shuffle<u16>(r2, r3, 4, 12, 5, 13, 6, 14, 7, 15);
  const a4 = v128.shuffle<u16>(r4, r5, 0, 8, 1, 9, 2, 10, 3, 11);
  const a5 = v128.shuffle<u16>(r4, r5, 4, 12, 5, 13, 6, 14, 7, 15);
  const a6 = v128.shuffle<u16>(r6, r7, 0, 8, 1, 9, 2, 10, 3, 11);
  const a7 = v128.shuffle<u16>(r6, r7, 4, 12, 5, 13, 6, 14, 7, 15);
  const b0 = v128.shuffle<u32>(a0, a2, 0, 4, 1, 5);
  const b1 = v128.shuffle<u32>(a0, a2, 2, 6, 3, 7);
  const b2 = v128.shuffle<u32>(a1, a3, 0, 4, 1, 5);
  const b3 = v128.shuffle<u32>(a1, a3, 2, 6, 3, 7);
  const b4 = v128.shuffle<u32>(a4, a6, 0, 4, 1, 5);
  const b5 = v128.shuffle<u32>(a4, a6, 2, 6, 3, 7);
  const b6 = v128.shuffle<u32>(a5, a7, 0, 4, 1, 5);
  const b7 = v128.shuffle<u32>(a5, a7, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<u64>(b0, b4, 0, 2));
  v128.store(target, v128.shuffle<u64>(b0, b4, 1, 3), 16);
  v128.store(target, v128.shuffle<u64>(b1, b5, 0, 2), 32);
  v128.store(target, v128.shuffle<u64>(b1, b5, 1, 3), 48);
  v128.store(target, v128.shuffle<u64>(b2, b6, 0, 2), 64);
  v128.store(target, v128.shuffle<u64>(b2, b6, 1, 3), 80);
  v128.store(target, v128.shuffle<u64>(b3, b7, 0, 2), 96);
  v128.store(target, v128.shuffle<u64>(b3, b7, 1, 3), 112);
}
