// Rows to their places at a reduction by 2, 4 or 8: the means of squares of pixels.

/** Stores `count` samples `step` bytes apart. */
export function pngScatter(source: usize, count: i32, target: usize, step: i32): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    store<u8>(target, load<u8>(source + i));
    target += <usize>step;
  }
}

/**
 * Adds a row to the sums (u16) of its squares. Zeros are written behind the row, so that the last square may be cut
 * off.
 */
export function pngAddRow(source: usize, count: i32, denominator: i32, sums: usize): void {
  v128.store(source + <usize>count, i8x16.splat(0));
  for (let x = 0; x < count; x += 16) {
    const pairs = i16x8.extadd_pairwise_i8x16_u(v128.load(source + <usize>x));
    if (denominator == 2) {
      v128.store(sums, i16x8.add(v128.load(sums), pairs));
      sums += 16;
      continue;
    }
    const fours = i32x4.extadd_pairwise_i16x8_u(pairs);
    const packed = i16x8.narrow_i32x4_u(fours, fours);
    if (denominator == 4) {
      v128.store64_lane(sums, i16x8.add(v128.load64_zero(sums), packed), 0);
      sums += 8;
      continue;
    }
    const eights = i32x4.extadd_pairwise_i16x8_u(packed);
    v128.store32_lane(sums, i16x8.add(v128.load32_zero(sums), i16x8.narrow_i32x4_u(eights, eights)), 0);
    sums += 4;
  }
}

/** Adds samples that lie `step` pixels apart, from pixel `first` on, to the sums of squares of 1 << shift pixels. */
export function pngAddSpread(
  source: usize, count: i32, first: i32, step: i32, shift: i32, sums: usize,
): void {
  let x = first;
  for (let i: usize = 0; i < <usize>count; i++) {
    const at = sums + (<usize>(x >> shift) << 1);
    store<u16>(at, load<u16>(at) + load<u8>(source + i));
    x += step;
  }
}

/** Sums (u16) of `area` pixels each to their means, rounded. May work in place. */
export function pngMeans(sums: usize, count: i32, area: i32, target: usize): void {
  const half = area >> 1;
  let i: usize = 0;
  if (popcnt(area) == 1) {
    const shift = ctz(area);
    const round = i16x8.splat(<i16>half);
    // Not past the end, where sums may stand that are still to be read.
    for (; i + 16 <= <usize>count; i += 16) {
      const low = i16x8.shr_u(i16x8.add(v128.load(sums + 2 * i), round), shift);
      const high = i16x8.shr_u(i16x8.add(v128.load(sums + 2 * i, 16), round), shift);
      v128.store(target + i, i8x16.narrow_i16x8_u(low, high));
    }
  }
  for (; i < <usize>count; i++) {
    store<u8>(target + i, <u8>((<u32>load<u16>(sums + 2 * i) + half) / area));
  }
}
