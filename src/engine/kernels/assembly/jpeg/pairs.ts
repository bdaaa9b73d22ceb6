// What the discrete cosine transforms share: libjpeg's fixed point, and the dot product of pairs that their sums of
// products are made of.

export const CONSTANT_BITS: i32 = 13;
/** Fraction bits between the passes. */
export const PASS_BITS: i32 = 2;

/** Factors for the dot product: of the first and of the second of each pair. */
@inline
export function pair(first: i16, second: i16): v128 {
  return i16x8(first, second, first, second, first, second, first, second);
}

/** Pairs of the lower four lanes of `a` and `b`. */
@inline
export function low(a: v128, b: v128): v128 {
  return v128.shuffle<u16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

/** Pairs of the upper four lanes of `a` and `b`. */
@inline
export function high(a: v128, b: v128): v128 {
  return v128.shuffle<u16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}
