// Reproducible noise: integer hashes, the same on every machine.

/** 32 well-mixed bits of a counter (the lowbias32 finaliser, C. Wellons 2018). */
@inline
export function hash(x: u32): u32 {
  x ^= x >> 16;
  x *= 0x7feb352d;
  x ^= x >> 15;
  x *= 0x846ca68b;
  return x ^ (x >> 16);
}

/** The same as a fraction 0…1. */
@inline
export function fraction(x: u32): f32 {
  return <f32>(hash(x) >> 8) * <f32>(1.0 / 16777216.0);
}
