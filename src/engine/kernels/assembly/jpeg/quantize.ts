// Quantization and the zig-zag sequence of the encoder (ITU-T T.81 A.3.4, A.3.6).

import { coefficient } from './zigzag';

/**
 * What a block is divided by, as jpegPutDivisors lays it out: 64 signed 16-bit numbers of each, row-major. The first
 * ones are corrections.
 */
const RECIPROCALS: usize = 128;
const SCALES: usize = 256;
const DIVISOR_BYTES: i32 = 384;

export function jpegDivisorBytes(): i32 {
  return DIVISOR_BYTES;
}

/**
 * Prepares division by 8 times the quantization table (64 bytes, row-major), rounding halves away from zero, as two
 * rounding multiplications in 2^−15: by the reciprocal, cut off, of a divisor between 1/2 and 1, and by a power of
 * two. Of all 255 divisors both together give the exact quotient up to 2^14, twice as far as coefficients go; powers
 * of two would round up one too early.
 */
export function jpegPutDivisors(quantization: usize, divisors: usize): void {
  for (let i: usize = 0; i < 64; i++) {
    const divisor = <u32>load<u8>(quantization + i) << 3;
    const isPower = popcnt<u32>(divisor) == 1;
    const shift = 31 - <i32>clz<u32>(divisor) - <i32>isPower;
    const at = divisors + (i << 1);
    store<i16>(at, isPower ? -1 : 0);
    store<i16>(at + RECIPROCALS, <i16>((<u32>1 << (15 + shift)) / divisor));
    store<i16>(at + SCALES, <i16>(<i32>1 << (15 - shift)));
  }
}

@inline
function divided(block: usize, divisors: usize, row: i32): v128 {
  const at = <usize>row << 4;
  const x = v128.load(block + at);
  const sign = i16x8.shr_s(x, 15);
  const magnitude = i16x8.add(i16x8.abs(x), v128.load(divisors + at));
  const scaled = i16x8.q15mulr_sat_s(magnitude, v128.load(divisors + RECIPROCALS + at));
  const quotient = i16x8.q15mulr_sat_s(scaled, v128.load(divisors + SCALES + at));
  return i16x8.sub(v128.xor(quotient, sign), sign);
}

/** For each row and each set of its coefficients that are not zero: the same set in the zig-zag sequence. */
const zigzagSets = memory.data(8 * 256 * 8, 16);

/** Fills the table of sets. */
export function prepareSets(): void {
  for (let k = 0; k < 64; k++) {
    const place = <i32>coefficient(0, k) >> 1;
    const row = zigzagSets + (<usize>(place >> 3) << 11);
    for (let set = 0; set < 256; set++) {
      if (((set >> (place & 7)) & 1) == 0) continue;
      const at = row + (<usize>set << 3);
      store<u64>(at, load<u64>(at) | (<u64>1 << k));
    }
  }
}

/** Quantises two rows in place; says which of their coefficients are not zero, in the zig-zag sequence. */
@inline
function twoRows(block: usize, divisors: usize, row: i32): u64 {
  const zero = i16x8.splat(0);
  const first = divided(block, divisors, row);
  const second = divided(block, divisors, row + 1);
  const at = block + (<usize>row << 4);
  v128.store(at, first);
  v128.store(at, second, 16);
  const present = <usize>i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.ne(first, zero), i16x8.ne(second, zero)));
  const sets = zigzagSets + (<usize>row << 11);
  return load<u64>(sets + ((present & 255) << 3)) | load<u64>(sets + 2048 + ((present >> 8) << 3));
}

/**
 * Quantises a block in place.
 *
 * @returns which coefficients are not zero, in the zig-zag sequence, the first one in the lowest bit
 */
export function quantize(block: usize, divisors: usize): u64 {
  return (
    twoRows(block, divisors, 0) | twoRows(block, divisors, 2) | twoRows(block, divisors, 4) | twoRows(block, divisors, 6)
  );
}

/** Quantises the first row of a block in place. */
export function quantizeFirstRow(block: usize, divisors: usize): void {
  v128.store(block, divided(block, divisors, 0));
}
