// From coefficients to samples, at the size that is asked for.

import { inverseDct } from './idct';
import { inverseDct2, inverseDct4, sample } from './idct-scaled';

/** A block of one grey. */
function fill(level: u8, target: usize, stride: i32, size: i32): void {
  const grey = i8x16.splat(<i8>level);
  if (size == 8) {
    for (let y = 0; y < 8; y++) v128.store_lane<u64>(target + <usize>(y * stride), grey, 0);
    return;
  }
  for (let y = 0; y < size; y++) {
    if (size == 4) v128.store_lane<u32>(target, grey, 0);
    else if (size == 2) v128.store_lane<u16>(target, grey, 0);
    else store<u8>(target, level);
    target += <usize>stride;
  }
}

/**
 * Writes `size` × `size` (8, 4, 2 or 1) samples of a block.
 *
 * @param reach the byte offsets in the block of the AC coefficients that may not be zero, or-ed
 */
export function transform(block: usize, reach: i32, quantization: usize, target: usize, stride: i32, size: i32): void {
  if (reach == 0 || size == 1) {
    const dc: i32 = <i16>(<i32>load<i16>(block) * <i32>load<i16>(quantization));
    fill(sample((dc + 4) >> 3), target, stride, size);
  } else if (size == 8) inverseDct(block, reach, quantization, target, stride);
  else if (size == 4) inverseDct4(block, quantization, target, stride);
  else inverseDct2(block, quantization, target, stride);
}

/** Writes a row of `count` blocks whose coefficients lie one behind the other. */
export function jpegTransform(
  blocks: usize, count: i32, quantization: usize, target: usize, stride: i32, size: i32,
): void {
  for (let i = 0; i < count; i++) {
    let any = v128.and(v128.load(blocks), i16x8(0, -1, -1, -1, -1, -1, -1, -1));
    for (let row: usize = 16; row < 128; row += 16) any = v128.or(any, v128.load(blocks + row));
    transform(blocks, v128.any_true(any) ? 127 : 0, quantization, target, stride, size);
    blocks += 128;
    target += <usize>size;
  }
}
