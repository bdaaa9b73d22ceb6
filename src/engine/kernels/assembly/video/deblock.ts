// The deblocking filter (ITU-T H.264 §8.7), with one QP for the picture, over coded macroblocks and the edges they share.

import { CODED, filterChroma, filterLuma, hasFiltering, STRONG, STRONGEST } from './edge';
import { COUNTS, INTRA16, picture, SKIPPED } from './picture';

const ALL_PARTS: u32 = 15;
/** First blocks of rows, a bit for each block in raster order. */
const FIRST_COLUMN: u32 = 0x1111;

@inline
function isIntra(kind: u8): bool {
  return kind >= INTRA16;
}

/** A bit for each luma block, in raster order: it has levels. */
@inline
function codedBlocks(index: usize): u32 {
  return <u32>i8x16.bitmask(i8x16.ne(v128.load(picture.counts + index * COUNTS), i8x16.splat(0)));
}

/** Bits 0, 4, 8, 12 beside each other. */
@inline
function gathered(column: u32): u32 {
  return (column & 1) | ((column >> 3) & 2) | ((column >> 6) & 4) | ((column >> 9) & 8);
}

/** Parts of an edge between two columns or rows of blocks of which either one has levels. */
@inline
function partsOf(blocks: u32, edge: u32, upright: bool): u32 {
  if (upright) return gathered(((blocks | (blocks << 1)) >> edge) & FIRST_COLUMN);
  return ((blocks >> (4 * edge)) | (blocks >> (4 * edge - 4))) & ALL_PARTS;
}

@inline
function borderParts(blocks: u32, before: u32, upright: bool): u32 {
  if (upright) return gathered((blocks | (before >> 3)) & FIRST_COLUMN);
  return (blocks | (before >> 12)) & ALL_PARTS;
}

/**
 * Filters the four edges of one direction of a macroblock, from left to right or from top to bottom. Without motion only
 * levels tell inter blocks apart (§8.7.2.1).
 * @param before index of the macroblock in front of the first edge
 * @param at of the macroblock in the luma plane, `chromaAt` in a chroma plane
 */
function filterEdges(index: usize, before: usize, hasBefore: bool, at: usize, chromaAt: usize, upright: bool): void {
  const stride = <usize>picture.stride;
  const chromaStride = stride >> 1;
  const kind = load<u8>(picture.kinds + index);
  const kindBefore = hasBefore ? load<u8>(picture.kinds + before) : SKIPPED;
  if (kind == SKIPPED && kindBefore == SKIPPED) return;
  const blocks = codedBlocks(index);
  if (hasBefore) {
    const intra = isIntra(kind) || isIntra(kindBefore);
    const strength = intra ? STRONGEST : CODED;
    const parts = intra ? ALL_PARTS : borderParts(blocks, codedBlocks(before), upright);
    if (parts != 0) {
      filterLuma(at, stride, upright, strength, parts);
      filterChroma(picture.decodedU + chromaAt, chromaStride, upright, strength, parts);
      filterChroma(picture.decodedV + chromaAt, chromaStride, upright, strength, parts);
    }
  }
  if (kind == SKIPPED) return;
  const strength = isIntra(kind) ? STRONG : CODED;
  for (let edge: u32 = 1; edge < 4; edge++) {
    const parts = isIntra(kind) ? ALL_PARTS : partsOf(blocks, edge, upright);
    if (parts == 0) continue;
    filterLuma(at + 4 * edge * (upright ? 1 : stride), stride, upright, strength, parts);
    if (edge != 2) continue;
    const offset = chromaAt + 4 * (upright ? 1 : chromaStride);
    filterChroma(picture.decodedU + offset, chromaStride, upright, strength, parts);
    filterChroma(picture.decodedV + offset, chromaStride, upright, strength, parts);
  }
}

/** Filters the decoded planes, macroblock by macroblock: first over the upright edges, then over the level ones. */
export function deblock(): void {
  if (!hasFiltering()) return;
  const columns = picture.columns;
  const stride = picture.stride;
  for (let row = 0; row < picture.rows; row++) {
    for (let column = 0; column < columns; column++) {
      const index = <usize>(row * columns + column);
      const at = picture.decodedY + <usize>(row * 16 * stride + column * 16);
      const chromaAt = <usize>(row * 8 * (stride >> 1) + column * 8);
      filterEdges(index, index - 1, column > 0, at, chromaAt, true);
      filterEdges(index, index - columns, row > 0, at, chromaAt, false);
    }
  }
}
