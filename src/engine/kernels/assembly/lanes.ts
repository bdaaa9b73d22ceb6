// Bytes to float lanes and back. Inlined helpers, not exported from the module.

/** Four bytes as floats. */
@inline
export function floats(at: usize): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at))));
}

/** Four floats, saturated to bytes after truncation. */
@inline
export function storeTruncated(at: usize, value: v128): void {
  const words = i32x4.trunc_sat_f32x4_s(value);
  const halves = i16x8.narrow_i32x4_s(words, words);
  v128.store_lane<u32>(at, i8x16.narrow_i16x8_u(halves, halves), 0);
}

/** Four floats, rounded half to even and saturated to bytes (OpenCV's saturate_cast). */
@inline
export function storeRounded(at: usize, value: v128): void {
  storeTruncated(at, f32x4.nearest(value));
}
