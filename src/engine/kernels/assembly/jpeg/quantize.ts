// Quantization and the zig-zag sequence of the encoder (ITU-T T.81 A.3.4, A.3.6).

/** What a block is divided by, as jpegPutDivisors lays it out: 64 unsigned 16-bit numbers of each, row-major. */
const CORRECTIONS: usize = 128;
const SCALES: usize = 256;
const DIVISOR_BYTES: i32 = 384;

export function jpegDivisorBytes(): i32 {
  return DIVISOR_BYTES;
}

/**
 * Prepares division by 8 times the quantization table (64 bytes, row-major), rounding halves away from zero, as two
 * multiplications: libjpeg-turbo's compute_reciprocal (jcdctmgr.c), after A. Fog, "Optimizing subroutines in assembly
 * language".
 */
export function jpegPutDivisors(quantization: usize, divisors: usize): void {
  for (let i: usize = 0; i < 64; i++) {
    const divisor = <u32>load<u8>(quantization + i) << 3;
    const bits = 31 - <i32>clz<u32>(divisor);
    let shift = 16 + bits;
    let reciprocal = (<u32>1 << shift) / divisor;
    const rest = (<u32>1 << shift) % divisor;
    let correction = divisor >> 1;
    if (rest == 0) {
      reciprocal >>= 1;
      shift--;
    } else if (rest <= divisor >> 1) correction++;
    else reciprocal++;
    const at = divisors + (i << 1);
    store<u16>(at, <u16>reciprocal);
    store<u16>(at + CORRECTIONS, <u16>correction);
    store<u16>(at + SCALES, <u16>(<u32>1 << (32 - shift)));
  }
}

/** The upper halves of eight products of unsigned 16-bit numbers. */
// @ts-ignore: decorator
@inline
function highProduct(x: v128, y: v128): v128 {
  const low = i32x4.extmul_low_i16x8_u(x, y);
  const high = i32x4.extmul_high_i16x8_u(x, y);
  return v128.shuffle<u16>(low, high, 1, 3, 5, 7, 9, 11, 13, 15);
}

// @ts-ignore: decorator
@inline
function divided(block: usize, divisors: usize, row: i32): v128 {
  const at = <usize>row << 4;
  const x = v128.load(block + at);
  const sign = i16x8.shr_s(x, 15);
  const magnitude = i16x8.add(i16x8.abs(x), v128.load(divisors + CORRECTIONS + at));
  const quotient = highProduct(highProduct(magnitude, v128.load(divisors + at)), v128.load(divisors + SCALES + at));
  return i16x8.sub(v128.xor(quotient, sign), sign);
}

/** Bits of the coefficients that are not zero, sixteen of them. */
// @ts-ignore: decorator
@inline
function notZero(first: v128, second: v128): u64 {
  const zero = i16x8.splat(0);
  return <u64>i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.ne(first, zero), i16x8.ne(second, zero)));
}

/**
 * Quantises a block and brings it into the zig-zag sequence.
 *
 * @returns which coefficients are not zero, the first one in the lowest bit
 */
export function quantize(block: usize, divisors: usize, target: usize): u64 {
  const r0 = divided(block, divisors, 0);
  const r1 = divided(block, divisors, 1);
  const r2 = divided(block, divisors, 2);
  const r3 = divided(block, divisors, 3);
  const r4 = divided(block, divisors, 4);
  const r5 = divided(block, divisors, 5);
  const r6 = divided(block, divisors, 6);
  const r7 = divided(block, divisors, 7);
  // Lanes that are not right yet come from a later row.
  let z0 = v128.shuffle<u16>(r0, r1, 0, 1, 8, 0, 9, 2, 3, 10);
  z0 = v128.shuffle<u16>(z0, r2, 0, 1, 2, 8, 4, 5, 6, 7);
  let z1 = v128.shuffle<u16>(r2, r3, 1, 8, 0, 9, 2, 0, 0, 0);
  z1 = v128.shuffle<u16>(z1, r4, 0, 1, 8, 3, 4, 5, 6, 7);
  z1 = v128.shuffle<u16>(z1, r1, 0, 1, 2, 3, 4, 11, 6, 7);
  z1 = v128.shuffle<u16>(z1, r0, 0, 1, 2, 3, 4, 5, 12, 13);
  let z2 = v128.shuffle<u16>(r1, r2, 4, 11, 0, 0, 0, 0, 0, 0);
  z2 = v128.shuffle<u16>(z2, r3, 0, 1, 10, 3, 4, 5, 6, 7);
  z2 = v128.shuffle<u16>(z2, r4, 0, 1, 2, 9, 4, 5, 6, 10);
  z2 = v128.shuffle<u16>(z2, r5, 0, 1, 2, 3, 8, 5, 9, 7);
  z2 = v128.shuffle<u16>(z2, r6, 0, 1, 2, 3, 4, 8, 6, 7);
  let z3 = v128.shuffle<u16>(r3, r2, 3, 12, 0, 0, 0, 0, 13, 4);
  z3 = v128.shuffle<u16>(z3, r1, 0, 1, 13, 3, 4, 14, 6, 7);
  z3 = v128.shuffle<u16>(z3, r0, 0, 1, 2, 14, 15, 5, 6, 7);
  let z4 = v128.shuffle<u16>(r4, r5, 3, 10, 0, 0, 0, 0, 11, 4);
  z4 = v128.shuffle<u16>(z4, r6, 0, 1, 9, 3, 4, 10, 6, 7);
  z4 = v128.shuffle<u16>(z4, r7, 0, 1, 2, 8, 9, 5, 6, 7);
  let z5 = v128.shuffle<u16>(r3, r2, 5, 14, 0, 15, 6, 0, 0, 0);
  z5 = v128.shuffle<u16>(z5, r1, 0, 1, 15, 3, 4, 5, 6, 7);
  z5 = v128.shuffle<u16>(z5, r4, 0, 1, 2, 3, 4, 13, 6, 7);
  z5 = v128.shuffle<u16>(z5, r5, 0, 1, 2, 3, 4, 5, 12, 7);
  z5 = v128.shuffle<u16>(z5, r6, 0, 1, 2, 3, 4, 5, 6, 11);
  let z6 = v128.shuffle<u16>(r7, r6, 2, 3, 12, 0, 0, 0, 0, 0);
  z6 = v128.shuffle<u16>(z6, r5, 0, 1, 2, 13, 4, 5, 6, 14);
  z6 = v128.shuffle<u16>(z6, r4, 0, 1, 2, 3, 14, 5, 15, 7);
  z6 = v128.shuffle<u16>(z6, r3, 0, 1, 2, 3, 4, 15, 6, 7);
  let z7 = v128.shuffle<u16>(r6, r7, 5, 12, 13, 6, 0, 7, 14, 15);
  z7 = v128.shuffle<u16>(z7, r5, 0, 1, 2, 3, 15, 5, 6, 7);
  v128.store(target, z0);
  v128.store(target, z1, 16);
  v128.store(target, z2, 32);
  v128.store(target, z3, 48);
  v128.store(target, z4, 64);
  v128.store(target, z5, 80);
  v128.store(target, z6, 96);
  v128.store(target, z7, 112);
  return notZero(z0, z1) | (notZero(z2, z3) << 16) | (notZero(z4, z5) << 32) | (notZero(z6, z7) << 48);
}
