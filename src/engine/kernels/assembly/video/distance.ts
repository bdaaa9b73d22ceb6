// How far predictions are from the source. Inlined helpers, not exported from the module.

@inline
export function difference(a: v128, b: v128): v128 {
  return v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a));
}

@inline
export function total(sums: v128): i32 {
  return totalOf4(i32x4.extadd_pairwise_i16x8_u(sums));
}

/** The 16 samples of a 4 × 4 block in one vector. */
@inline
export function block4(at: usize, stride: i32): v128 {
  let samples = v128.load32_zero(at);
  samples = v128.load32_lane(at + stride, samples, 1);
  samples = v128.load32_lane(at + 2 * stride, samples, 2);
  return v128.load32_lane(at + 3 * stride, samples, 3);
}

/** What is left to add up of pairs of rows, each of two blocks, whose columns are transformed already. */
@inline
function transformedRows(c: v128, d: v128): v128 {
  const left = i32x4.shuffle(c, d, 0, 2, 4, 6);
  const right = i32x4.shuffle(c, d, 1, 3, 5, 7);
  const e = i16x8.abs(i16x8.add(left, right));
  const f = i16x8.abs(i16x8.sub(left, right));
  // |x + y| + |x − y| is twice the larger one of |x| and |y|.
  return i16x8.max_s(
    i16x8.shuffle(e, f, 0, 2, 4, 6, 8, 10, 12, 14),
    i16x8.shuffle(e, f, 1, 3, 5, 7, 9, 11, 13, 15),
  );
}

/**
 * Halves of the absolute values of a 4 × 4 block's difference after Hadamard's transform (SATD), in eight sums: nearer to
 * the bits that the difference takes than its absolute values are.
 */
@inline
export function transformedDifference(a: v128, b: v128): v128 {
  const rows01 = i16x8.sub(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b));
  const rows23 = i16x8.sub(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b));
  const sums = i16x8.add(rows01, rows23);
  const differences = i16x8.sub(rows01, rows23);
  const even = i64x2.shuffle(sums, differences, 0, 2);
  const odd = i64x2.shuffle(sums, differences, 1, 3);
  return transformedRows(i16x8.add(even, odd), i16x8.sub(even, odd));
}

/** The same of two blocks beside each other, whose differences stand in four rows. */
@inline
function transformedPair(r0: v128, r1: v128, r2: v128, r3: v128): v128 {
  const a = i16x8.add(r0, r2);
  const b = i16x8.add(r1, r3);
  const c = i16x8.sub(r0, r2);
  const d = i16x8.sub(r1, r3);
  return i16x8.add(
    transformedRows(i16x8.add(a, b), i16x8.sub(a, b)),
    transformedRows(i16x8.add(c, d), i16x8.sub(c, d)),
  );
}

@inline
function differenceOf8(a: usize, b: usize): v128 {
  return i16x8.sub(v128.load8x8_u(a), v128.load8x8_u(b));
}

/** Of 16 × 16 samples, as `transformedDifference`. */
export function distance16(a: usize, strideA: i32, b: usize, strideB: i32): i32 {
  let sums = i32x4.splat(0);
  for (let y = 0; y < 4; y++) {
    for (let x: usize = 0; x < 16; x += 8) {
      const part = transformedPair(
        differenceOf8(a + x, b + x),
        differenceOf8(a + strideA + x, b + strideB + x),
        differenceOf8(a + 2 * strideA + x, b + 2 * strideB + x),
        differenceOf8(a + 3 * strideA + x, b + 3 * strideB + x),
      );
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_s(part));
    }
    a += 4 * strideA;
    b += 4 * strideB;
  }
  return totalOf4(sums);
}

/** Of 8 × 8 samples, the second ones without gaps between rows. */
export function distance8(a: usize, strideA: i32, b: usize): i32 {
  let sums = i32x4.splat(0);
  for (let y: usize = 0; y < 8; y += 4) {
    const part = transformedPair(
      differenceOf8(a, b),
      differenceOf8(a + strideA, b + 8),
      differenceOf8(a + 2 * strideA, b + 16),
      differenceOf8(a + 3 * strideA, b + 24),
    );
    sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_s(part));
    a += 4 * strideA;
    b += 32;
  }
  return totalOf4(sums);
}

@inline
export function totalOf4(parts: v128): i32 {
  const halves = i32x4.add(parts, i64x2.shuffle(parts, parts, 1, 0));
  return i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1);
}
