// What graphite.ts and hatching.ts share: tiles (see texture.ts) and how pigment sticks. Inlined helpers, not exported
// from the module.

export const TILE_BITS: usize = 9;
export const MASK: usize = 511;

/** (a·b + 128) / 256 of bytes in 16-bit lanes. */
@inline
export function times(a: v128, b: v128): v128 {
  return i16x8.shr_u(i16x8.add(i16x8.mul(a, b), i16x8.splat(128)), 8);
}

/** clamp((c·(1 + s) − t) / s) of eight pixels, as bytes; `slope` is 1/s. */
@inline
export function stick(c: v128, threshold: v128, softness: v128, slope: v128): v128 {
  const above = i16x8.sub(i16x8.add(c, times(c, softness)), threshold);
  const low = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(above)), slope);
  const high = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(above)), slope);
  const stuck = i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(low), i32x4.trunc_sat_f32x4_s(high));
  return i8x16.narrow_i16x8_u(stuck, stuck);
}
