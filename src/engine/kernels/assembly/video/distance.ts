// Sums of absolute differences. Inlined helpers, not exported from the module.

@inline
export function difference(a: v128, b: v128): v128 {
  return v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a));
}

@inline
export function total(sums: v128): i32 {
  const parts = i32x4.extadd_pairwise_i16x8_u(sums);
  const halves = i32x4.add(parts, i64x2.shuffle(parts, parts, 1, 0));
  return i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1);
}

/** Of 16 × 16 samples. */
export function distance16(a: usize, strideA: i32, b: usize, strideB: i32): i32 {
  let sums = i16x8.splat(0);
  for (let y = 0; y < 16; y++) {
    sums = i16x8.add(sums, i16x8.extadd_pairwise_i8x16_u(difference(v128.load(a), v128.load(b))));
    a += strideA;
    b += strideB;
  }
  return total(sums);
}
