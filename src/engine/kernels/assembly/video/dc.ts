// The second transforms of DC coefficients: 4×4 of an I16x16 macroblock's luma, 2×2 of chroma
// (ITU-T H.264 §8.5.10, §8.5.11).

import { chroma, luma, quantizeDc } from './quantize';

const COEFFICIENT_BYTES: usize = 32;

/** Raster index of each place of the zig-zag scan (Table 8-12). */
const ZIGZAG = memory.data<u8>([0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15]);
/** Index of the 4×4 block at a raster position (§6.4.3). */
const BLOCK_AT = memory.data<u8>([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15]);

const matrix = memory.data(64, 16);

@inline
function hadamard4(at: usize, step: usize): void {
  const a = load<i32>(at);
  const b = load<i32>(at + step);
  const c = load<i32>(at + 2 * step);
  const d = load<i32>(at + 3 * step);
  store<i32>(at, a + b + c + d);
  store<i32>(at + step, a + b - c - d);
  store<i32>(at + 2 * step, a - b - c + d);
  store<i32>(at + 3 * step, a - b + c - d);
}

function hadamard4x4(): void {
  for (let i: usize = 0; i < 4; i++) hadamard4(matrix + 16 * i, 4);
  for (let i: usize = 0; i < 4; i++) hadamard4(matrix + 4 * i, 16);
}

/**
 * Codes the DC coefficients of 16 luma blocks apart, and puts the scaled ones back into their places.
 * @param coefficients of the blocks, 32 bytes each; DC not yet quantised
 * @param levels i16 × 16, in scan order
 * @returns bit i: level i is not 0
 */
export function codeLumaDc(coefficients: usize, dcs: usize, levels: usize, bias: i32): u32 {
  for (let i: usize = 0; i < 16; i++) {
    store<i32>(matrix + (i << 2), <i32>load<i16>(dcs + (<usize>load<u8>(BLOCK_AT + i) << 1)));
  }
  hadamard4x4();
  let set: u32 = 0;
  for (let i: usize = 0; i < 16; i++) {
    const at = matrix + (<usize>load<u8>(ZIGZAG + i) << 2);
    const value = load<i32>(at);
    // Halved as the two transforms gain twice what the scaling takes back.
    const level = quantizeDc(luma, (abs(value) + 1) >> 1, bias) * (value < 0 ? -1 : 1);
    store<i16>(levels + (i << 1), <i16>level);
    store<i32>(at, level);
    set |= u32(level != 0) << <u32>i;
  }
  hadamard4x4();
  const octave = luma.qp / 6;
  for (let i: usize = 0; i < 16; i++) {
    const value = load<i32>(matrix + (i << 2)) * luma.dcScale;
    const scaled = octave >= 2 ? value << (octave - 2) : (value + (1 << (1 - octave))) >> (2 - octave);
    store<i16>(coefficients + <usize>load<u8>(BLOCK_AT + i) * COEFFICIENT_BYTES, <i16>scaled);
  }
  return set;
}

/** The same for the four blocks of a chroma plane. */
export function codeChromaDc(coefficients: usize, dcs: usize, levels: usize, bias: i32): u32 {
  const a = <i32>load<i16>(dcs);
  const b = <i32>load<i16>(dcs, 2);
  const c = <i32>load<i16>(dcs, 4);
  const d = <i32>load<i16>(dcs, 6);
  const l0 = quantizeDc(chroma, a + b + c + d, bias);
  const l1 = quantizeDc(chroma, a - b + c - d, bias);
  const l2 = quantizeDc(chroma, a + b - c - d, bias);
  const l3 = quantizeDc(chroma, a - b - c + d, bias);
  store<i16>(levels, <i16>l0);
  store<i16>(levels, <i16>l1, 2);
  store<i16>(levels, <i16>l2, 4);
  store<i16>(levels, <i16>l3, 6);
  const octave = chroma.qp / 6;
  store<i16>(coefficients, scaleChromaDc(l0 + l1 + l2 + l3, octave));
  store<i16>(coefficients + COEFFICIENT_BYTES, scaleChromaDc(l0 - l1 + l2 - l3, octave));
  store<i16>(coefficients + 2 * COEFFICIENT_BYTES, scaleChromaDc(l0 + l1 - l2 - l3, octave));
  store<i16>(coefficients + 3 * COEFFICIENT_BYTES, scaleChromaDc(l0 - l1 - l2 + l3, octave));
  return u32(l0 != 0) | (u32(l1 != 0) << 1) | (u32(l2 != 0) << 2) | (u32(l3 != 0) << 3);
}

@inline
function scaleChromaDc(value: i32, octave: i32): i16 {
  return <i16>(((value * chroma.dcScale) << octave) >> 1);
}
