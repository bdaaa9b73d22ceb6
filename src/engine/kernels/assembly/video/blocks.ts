// The 24 blocks of the macroblock at hand: coefficients, levels, and what their neighbours hold.

import { COUNTS, picture } from './picture';

export const BLOCK_BYTES: usize = 32;

/** Coefficients, later scaled back: i16 × 16 a block, 16 luma in decoding order, then 4 of each chroma plane. */
export const coefficients = memory.data(24 * 32, 16);
/** Levels in scan order, i16 × 16 a block. */
export const levels = memory.data(24 * 32, 16);
/** Which levels of each block are not 0. */
export const sets = memory.data(24 * 4, 16);

/** Column and row of each luma block, in blocks (§6.4.3). */
const COLUMN = memory.data<u8>([0, 1, 0, 1, 2, 3, 2, 3, 0, 1, 0, 1, 2, 3, 2, 3]);
const ROW = memory.data<u8>([0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3]);

@inline
export function columnOf(block: i32): i32 {
  return <i32>load<u8>(COLUMN + block);
}

@inline
export function rowOf(block: i32): i32 {
  return <i32>load<u8>(ROW + block);
}

@inline
export function coefficientsOf(block: i32): usize {
  return coefficients + <usize>block * BLOCK_BYTES;
}

@inline
export function levelsOf(block: i32): usize {
  return levels + <usize>block * BLOCK_BYTES;
}

@inline
export function setOf(block: i32): u32 {
  return load<u32>(sets + (<usize>block << 2));
}

@inline
export function putSet(block: i32, set: u32): void {
  store<u32>(sets + (<usize>block << 2), set);
}

@inline
function context(left: i32, above: i32, hasLeft: bool, hasAbove: bool): i32 {
  return hasLeft && hasAbove ? (left + above + 1) >> 1 : left + above;
}

/** nC of a luma block (§9.2.1) from the blocks to the left and above; `counts` are the macroblock's. */
export function lumaContext(counts: usize, x: i32, y: i32, hasLeft: bool, hasAbove: bool): i32 {
  const left = x > 0 ? load<u8>(counts + y * 4 + x - 1) : hasLeft ? load<u8>(counts - COUNTS + y * 4 + 3) : 0;
  const above =
    y > 0
      ? load<u8>(counts + y * 4 + x - 4)
      : hasAbove
        ? load<u8>(counts - <usize>picture.columns * COUNTS + 12 + x)
        : 0;
  return context(<i32>left, <i32>above, x > 0 || hasLeft, y > 0 || hasAbove);
}

/** The same for AC of chroma plane 0 or 1. */
export function chromaContext(counts: usize, plane: i32, x: i32, y: i32, hasLeft: bool, hasAbove: bool): i32 {
  const at = counts + 16 + 4 * plane;
  const left = x > 0 ? load<u8>(at + y * 2) : hasLeft ? load<u8>(at - COUNTS + y * 2 + 1) : 0;
  const above =
    y > 0 ? load<u8>(at + x) : hasAbove ? load<u8>(at - <usize>picture.columns * COUNTS + 2 + x) : 0;
  return context(<i32>left, <i32>above, x > 0 || hasLeft, y > 0 || hasAbove);
}
