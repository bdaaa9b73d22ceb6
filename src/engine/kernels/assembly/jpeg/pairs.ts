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

// The pairs of factors of both transforms, in 2^−13. They are loaded: an engine spends more on making a vector of
// constants than on fetching one.
const FACTORS = memory.data<i16>(
  [
    8192, 8192, 8192, -8192, 10703, 4433, 4433, -10704, 2260, 11363, 6437, 9633, -6436, 9633, -11362, -2259, 9633, 6437,
    2261, -11362, -11363, 2260, 9633, -6436,
  ],
  16,
);
export const SUM: usize = 0;
export const DIFFERENCE: usize = 4;
export const WIDE: usize = 8;
export const THIN: usize = 12;
/** What the outer and the inner one of the odd pairs give to output 0, 1, 2, 3 of the inverse. */
export const OUTER_0: usize = 16;
export const INNER_0: usize = 20;
export const OUTER_1: usize = 24;
export const INNER_1: usize = 28;
export const OUTER_2: usize = 32;
export const INNER_2: usize = 36;
export const OUTER_3: usize = 40;
export const INNER_3: usize = 44;

/** A pair of factors for the dot product, by the name of its place. */
@inline
export function factors(place: usize): v128 {
  return v128.load32_splat(FACTORS + place);
}
