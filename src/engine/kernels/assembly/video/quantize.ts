// Quantisation with a dead zone, and scaling back (ITU-T H.264 §8.5.9, §8.5.11, §8.5.12.1).
//
// Positions of a 4×4 matrix fall into three classes by the parity of row and column; in vectors of two columns of four
// rows each, both vectors of a block have the same pattern.

/** Multipliers of quantisation, 2^15 over step and norms, and scales (§8.5.9, normAdjust), for qp % 6 and class. */
// prettier-ignore
const MULTIPLIERS = memory.data<u16>([
  13107, 5243, 8066, 11916, 4660, 7490, 10082, 4194, 6554, 9362, 3647, 5825, 8192, 3355, 5243, 7282, 2893, 4559,
]);
const SCALES = memory.data<u8>([10, 16, 13, 11, 18, 14, 13, 20, 16, 14, 23, 18, 16, 25, 20, 18, 29, 23]);

/** QPc for qPI ≥ 30 (Table 8-15). */
const CHROMA_QP = memory.data<u8>([
  29, 30, 31, 32, 32, 33, 34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39, 39, 39,
]);

export function chromaQp(qp: i32): i32 {
  return qp < 30 ? qp : <i32>load<u8>(CHROMA_QP + qp - 30);
}

/** Everything that depends on a QP. */
@unmanaged
export class Quantizer {
  qp: i32;
  /** Right shift that ends a quantisation. */
  shift: i32;
  /** Of columns 0 and 1 or 2 and 3. */
  multipliersAt: usize;
  scalesAt: usize;
  /** The dead zone's other side: what is added before the shift, for intra and inter blocks. */
  intraBias: i32;
  interBias: i32;
  /** Of position (0, 0). */
  dcMultiplier: i32;
  dcScale: i32;
}

export const luma = changetype<Quantizer>(memory.data(32, 16));
export const chroma = changetype<Quantizer>(memory.data(32, 16));
const vectors = memory.data(64, 16);

@inline
function patternOf(m0: i16, m1: i16, m2: i16): v128 {
  const even = i16x8.replace_lane(i16x8.replace_lane(i16x8.splat(m2), 0, m0), 2, m0);
  const odd = i16x8.replace_lane(i16x8.replace_lane(i16x8.splat(m2), 5, m1), 7, m1);
  return i16x8.shuffle(even, odd, 0, 1, 2, 3, 12, 13, 14, 15);
}

function prepare(quantizer: Quantizer, qp: i32, at: usize): void {
  const row = <usize>(qp % 6) * 3;
  const octave = qp / 6;
  quantizer.qp = qp;
  quantizer.shift = 15 + octave;
  quantizer.multipliersAt = at;
  quantizer.scalesAt = at + 16;
  quantizer.intraBias = (1 << quantizer.shift) * 2 / 5;
  quantizer.interBias = (1 << quantizer.shift) / 4;
  quantizer.dcMultiplier = load<u16>(MULTIPLIERS + 2 * row);
  quantizer.dcScale = load<u8>(SCALES + row);
  v128.store(
    at,
    patternOf(
      load<i16>(MULTIPLIERS + 2 * row),
      load<i16>(MULTIPLIERS + 2 * row + 2),
      load<i16>(MULTIPLIERS + 2 * row + 4),
    ),
  );
  const scale = patternOf(load<u8>(SCALES + row), load<u8>(SCALES + row + 1), load<u8>(SCALES + row + 2));
  v128.store(at, i16x8.shl(scale, octave), 16);
}

/** Sets both quantisers for a picture. */
export function prepareQuantizers(qp: i32): void {
  prepare(luma, qp, vectors);
  prepare(chroma, chromaQp(qp), vectors + 32);
  allowLevels(16);
}

/** Masks over a block's columns 0 and 1, and 2 and 3: levels that may be other than 0. */
const allowed = memory.data(32, 16);
/** Columns of the places of the zig-zag scan, column by column (Figure 8-8). */
const PLACES = memory.data<u8>([0, 2, 3, 9, 1, 4, 8, 10, 5, 7, 11, 14, 6, 12, 13, 15]);

/** Lets each block have levels in the first `count` places of the scan alone. */
export function allowLevels(count: i32): void {
  for (let i: usize = 0; i < 16; i++) store<i16>(allowed + (i << 1), <i32>load<u8>(PLACES + i) < count ? -1 : 0);
}

@inline
function quantized(coefficients: v128, multipliers: v128, bias: v128, shift: i32): v128 {
  const sign = i16x8.shr_s(coefficients, 15);
  const size = i16x8.abs(coefficients);
  const low = i32x4.shr_u(i32x4.add(i32x4.extmul_low_i16x8_u(size, multipliers), bias), shift);
  const high = i32x4.shr_u(i32x4.add(i32x4.extmul_high_i16x8_u(size, multipliers), bias), shift);
  const level = i16x8.narrow_i32x4_s(low, high);
  return i16x8.sub(v128.xor(level, sign), sign);
}

/** Levels in columns, in the order of the zig-zag scan (Figure 8-8, Table 8-12); says which are not 0. */
@inline
function scan(target: usize, columns01: v128, columns23: v128): u32 {
  const first = i16x8.shuffle(columns01, columns23, 0, 4, 1, 2, 5, 8, 12, 9);
  const last = i16x8.shuffle(columns01, columns23, 6, 3, 7, 10, 13, 14, 11, 15);
  v128.store(target, first);
  v128.store(target, last, 16);
  return <u32>i8x16.bitmask(i8x16.narrow_i16x8_s(nonZero(first), nonZero(last)));
}

@inline
function nonZero(values: v128): v128 {
  return i16x8.ne(values, i16x8.splat(0));
}

/**
 * Quantises the coefficients of a block in place: they are scaled back afterwards.
 * @param levels gets the levels in scan order; without DC when that is coded apart, and then its coefficient is 0
 * @returns bit i: level i is not 0
 */
export function quantizeBlock(
  quantizer: Quantizer,
  coefficients: usize,
  levels: usize,
  bias: i32,
  withoutDc: bool,
): u32 {
  const multipliers = v128.load(quantizer.multipliersAt);
  const biases = i32x4.splat(bias);
  let columns01 = quantized(v128.load(coefficients), multipliers, biases, quantizer.shift);
  let columns23 = quantized(v128.load(coefficients, 16), multipliers, biases, quantizer.shift);
  columns01 = v128.and(columns01, v128.load(allowed));
  columns23 = v128.and(columns23, v128.load(allowed, 16));
  if (withoutDc) columns01 = i16x8.replace_lane(columns01, 0, 0);
  if (!v128.any_true(v128.or(columns01, columns23))) {
    v128.store(coefficients, i16x8.splat(0));
    v128.store(coefficients, i16x8.splat(0), 16);
    return 0;
  }
  const scales = v128.load(quantizer.scalesAt);
  v128.store(coefficients, i16x8.mul(columns01, scales));
  v128.store(coefficients, i16x8.mul(columns23, scales), 16);
  const set = scan(levels, columns01, columns23);
  if (!withoutDc) return set;
  // The scan of 15 levels begins behind DC.
  const first = v128.load(levels);
  const last = v128.load(levels, 16);
  v128.store(levels, i16x8.shuffle(first, last, 1, 2, 3, 4, 5, 6, 7, 8));
  v128.store(levels, i16x8.shuffle(last, last, 1, 2, 3, 4, 5, 6, 7, 7), 16);
  return set >> 1;
}

/** One DC coefficient of a further transform, whose step is twice as long. */
@inline
export function quantizeDc(quantizer: Quantizer, value: i32, bias: i32): i32 {
  const level = (abs(value) * quantizer.dcMultiplier + 2 * bias) >> (quantizer.shift + 1);
  return value < 0 ? -level : level;
}
