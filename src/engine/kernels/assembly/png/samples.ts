// Unfiltered rows of PNG samples (PNG 3rd edition §7.2) to RGBA of 8 bits.

/** Samples of 16 bits to 8: times 255 over 65535, rounded. In place too. */
export function pngNarrow(source: usize, count: i32, target: usize): void {
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const low = narrow8(v128.load(source + 2 * i));
    const high = narrow8(v128.load(source + 2 * i, 16));
    v128.store(target + i, i8x16.narrow_i16x8_u(low, high));
  }
}

/** Of eight samples, most significant byte first: (255 v + 32895) >> 16, which is exact (libpng's png_set_scale_16). */
@inline
function narrow8(swapped: v128): v128 {
  const v = v128.or(i16x8.shl(swapped, 8), i16x8.shr_u(swapped, 8));
  const factor = i16x8.splat(255);
  const half = i32x4.splat(32895);
  const low = i32x4.add(i32x4.extmul_low_i16x8_u(v, factor), half);
  const high = i32x4.add(i32x4.extmul_high_i16x8_u(v, factor), half);
  return i16x8.narrow_i32x4_s(i32x4.shr_u(low, 16), i32x4.shr_u(high, 16));
}

/** Pixels of 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 channels to RGBA. */
export function pngExpand(channels: i32, source: usize, count: i32, rgba: usize): void {
  let order = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  if (channels == 1) order = i8x16(0, 0, 0, -1, 1, 1, 1, -1, 2, 2, 2, -1, 3, 3, 3, -1);
  if (channels == 2) order = i8x16(0, 0, 0, 1, 2, 2, 2, 3, 4, 4, 4, 5, 6, 6, 6, 7);
  if (channels == 3) order = i8x16(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
  const opaque = i32x4.splat(channels & 1 ? 0xff000000 : 0);
  for (let i: usize = 0; i < <usize>count; i += 4) {
    const pixels = i8x16.swizzle(v128.load(source + i * channels), order);
    v128.store(rgba + 4 * i, v128.or(pixels, opaque));
  }
}

/** Pixels of one sample of `bits` (1, 2, 4, 8) by a table of RGBA. */
export function pngLookup(source: usize, bits: i32, count: i32, table: usize, rgba: usize): void {
  const mask: u32 = (1 << bits) - 1;
  let bit = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const byte: u32 = load<u8>(source + <usize>(bit >> 3));
    const index = (byte >> (8 - bits - (bit & 7))) & mask;
    store<u32>(rgba + (i << 2), load<u32>(table + (<usize>index << 2)));
    bit += bits;
  }
}

/** Makes pixels clear that have the colour `key`, byte by byte. */
export function pngClearKey(source: usize, step: i32, count: i32, key: usize, rgba: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    const pixel = source + i * step;
    let same = true;
    for (let k: usize = 0; k < <usize>step; k++) same = same && load<u8>(pixel + k) == load<u8>(key + k);
    if (same) store<u8>(rgba + (i << 2), 0, 3);
  }
}
