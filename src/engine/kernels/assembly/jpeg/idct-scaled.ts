// Inverse DCTs that give a block at 1/2, 1/4 or 1/8 of its size, each sample the mean of those it stands for, bit for
// bit as libjpeg's (jidctred.c): neighbouring cosines averaged leave a shorter transform, in which frequency 8 − k
// folds onto k and the middle one vanishes.

import { CONSTANT_BITS, high, low, pair, PASS_BITS } from './pairs';

/** Transposed results of the first pass: eight rows of four. */
const workspace = memory.data(64, 16);

/** What coefficients 0, 2 and 6 make of samples 0, 3 (`outer`) or 1, 2, with the rounding of `shift`. */
@inline
function even(x26: v128, x0: v128, outer: bool, shift: i32): v128 {
  const sum = i32x4.add(i32x4.shl(x0, CONSTANT_BITS + 1), i32x4.splat(1 << (shift - 1)));
  const turned = i32x4.dot_i16x8_s(x26, pair(15137, -6270));
  return outer ? i32x4.add(sum, turned) : i32x4.sub(sum, turned);
}

/** What coefficients 7, 5, 3 and 1 make of samples 0, 3 (`outer`) or 1, 2. */
@inline
function odd(x75: v128, x31: v128, outer: bool): v128 {
  return outer
    ? i32x4.add(i32x4.dot_i16x8_s(x75, pair(-4176, -4926)), i32x4.dot_i16x8_s(x31, pair(7373, 20995)))
    : i32x4.add(i32x4.dot_i16x8_s(x75, pair(-1730, 11893)), i32x4.dot_i16x8_s(x31, pair(-17799, 8697)));
}

@inline
function row(block: usize, quantization: usize, index: i32): v128 {
  const at = <usize>index << 4;
  return i16x8.mul(v128.load(block + at), v128.load(quantization + at));
}

/** Four columns of the first pass: four sums, narrowed and transposed, to rows of the workspace. */
@inline
function firstFour(x26: v128, x0: v128, x75: v128, x31: v128, target: usize): void {
  const shift = CONSTANT_BITS - PASS_BITS + 1;
  const e0 = even(x26, x0, true, shift);
  const e1 = even(x26, x0, false, shift);
  const o0 = odd(x75, x31, true);
  const o1 = odd(x75, x31, false);
  const y01 = i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(e0, o0), shift), i32x4.shr_s(i32x4.add(e1, o1), shift));
  const y23 = i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.sub(e1, o1), shift), i32x4.shr_s(i32x4.sub(e0, o0), shift));
  v128.store(target, v128.shuffle<u16>(y01, y23, 0, 4, 8, 12, 1, 5, 9, 13));
  v128.store(target, v128.shuffle<u16>(y01, y23, 2, 6, 10, 14, 3, 7, 11, 15), 16);
}

/** To 4 × 4 samples. */
export function inverseDct4(block: usize, quantization: usize, target: usize, stride: i32): void {
  const x0 = row(block, quantization, 0);
  const x1 = row(block, quantization, 1);
  const x2 = row(block, quantization, 2);
  const x3 = row(block, quantization, 3);
  const x5 = row(block, quantization, 5);
  const x6 = row(block, quantization, 6);
  const x7 = row(block, quantization, 7);
  firstFour(low(x2, x6), i32x4.extend_low_i16x8_s(x0), low(x7, x5), low(x3, x1), workspace);
  firstFour(high(x2, x6), i32x4.extend_high_i16x8_s(x0), high(x7, x5), high(x3, x1), workspace + 32);

  const shift = CONSTANT_BITS + PASS_BITS + 3 + 1;
  const w0 = i32x4.extend_low_i16x8_s(v128.load64_zero(workspace));
  const w26 = low(v128.load64_zero(workspace, 16), v128.load64_zero(workspace, 48));
  const w75 = low(v128.load64_zero(workspace, 56), v128.load64_zero(workspace, 40));
  const w31 = low(v128.load64_zero(workspace, 24), v128.load64_zero(workspace, 8));
  const e0 = even(w26, w0, true, shift);
  const e1 = even(w26, w0, false, shift);
  const o0 = odd(w75, w31, true);
  const o1 = odd(w75, w31, false);
  const y01 = i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(e0, o0), shift), i32x4.shr_s(i32x4.add(e1, o1), shift));
  const y23 = i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.sub(e1, o1), shift), i32x4.shr_s(i32x4.sub(e0, o0), shift));
  const columns = v128.xor(i8x16.narrow_i16x8_s(y01, y23), i8x16.splat(-128));
  const rows = i8x16.swizzle(columns, i8x16(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
  v128.store_lane<u32>(target, rows, 0);
  v128.store_lane<u32>(target + <usize>stride, rows, 1);
  v128.store_lane<u32>(target + 2 * <usize>stride, rows, 2);
  v128.store_lane<u32>(target + 3 * <usize>stride, rows, 3);
}

/** What coefficients 1, 3, 5 and 7 make of two samples. */
@inline
function oddOfTwo(x1: i32, x3: i32, x5: i32, x7: i32): i32 {
  return x1 * 29692 - x3 * 10426 + x5 * 6967 - x7 * 5906;
}

@inline
function value(block: usize, quantization: usize, v: i32, u: i32): i32 {
  const at = <usize>((v << 4) + (u << 1));
  return <i16>(<i32>load<i16>(block + at) * <i32>load<i16>(quantization + at));
}

/** A level as a sample (A.3.1). */
@inline
export function sample(level: i32): u8 {
  return <u8>max(0, min(255, level + 128));
}

/** Both samples of column `u` after the first pass, upper one in the low half. */
@inline
function columnOfTwo(block: usize, quantization: usize, u: i32, lower: bool): i32 {
  const shift = CONSTANT_BITS - PASS_BITS + 2;
  const e = (value(block, quantization, 0, u) << (CONSTANT_BITS + 2)) + (1 << (shift - 1));
  const o = oddOfTwo(
    value(block, quantization, 1, u),
    value(block, quantization, 3, u),
    value(block, quantization, 5, u),
    value(block, quantization, 7, u),
  );
  return (lower ? e - o : e + o) >> shift;
}

/** To 2 × 2 samples. */
export function inverseDct2(block: usize, quantization: usize, target: usize, stride: i32): void {
  const shift = CONSTANT_BITS + PASS_BITS + 3 + 2;
  for (let y = 0; y < 2; y++) {
    const lower = y == 1;
    const e = (columnOfTwo(block, quantization, 0, lower) << (CONSTANT_BITS + 2)) + (1 << (shift - 1));
    const o = oddOfTwo(
      columnOfTwo(block, quantization, 1, lower),
      columnOfTwo(block, quantization, 3, lower),
      columnOfTwo(block, quantization, 5, lower),
      columnOfTwo(block, quantization, 7, lower),
    );
    store<u8>(target, sample((e + o) >> shift));
    store<u8>(target, sample((e - o) >> shift), 1);
    target += <usize>stride;
  }
}
