// The deblocking filter (ITU-T H.264 §8.7), with one QP for the picture, over coded macroblocks and the edges they share.

import { COUNTS, INTRA16, picture, SKIPPED } from './picture';
import { chroma, luma } from './quantize';

/** α′ and β′ (Table 8-16). */
// prettier-ignore
const ALPHA = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 5, 6, 7, 8, 9, 10, 12, 13, 15, 17, 20, 22, 25, 28, 32, 36, 40, 45, 50,
  56, 63, 71, 80, 90, 101, 113, 127, 144, 162, 182, 203, 226, 255, 255,
]);
// prettier-ignore
const BETA = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12,
  13, 13, 14, 14, 15, 15, 16, 16, 17, 17, 18, 18,
]);
/** tC0′ for bS 1, 2, 3 (Table 8-17). */
// prettier-ignore
const CLIP = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 2, 1,
  1, 2, 1, 1, 2, 1, 2, 3, 1, 2, 3, 2, 2, 3, 2, 2, 4, 2, 3, 4, 2, 3, 4, 3, 3, 5, 3, 4, 6, 3, 4, 6, 4, 5, 7, 4, 5, 8, 4, 6, 9, 5, 7, 10,
  6, 8, 11, 6, 8, 13, 7, 10, 14, 8, 11, 16, 9, 12, 18, 10, 13, 20, 11, 15, 23, 13, 17, 25,
]);

/** bS of an edge of two intra macroblocks, of one inside of one, and of blocks with levels (§8.7.2.1). */
const STRONGEST: i32 = 4;
const STRONG: i32 = 3;
const CODED: i32 = 2;

@inline
function clip(value: i32, limit: i32): i32 {
  return max(-limit, min(limit, value));
}

@inline
function storeSample(at: usize, value: i32): void {
  store<u8>(at, <u8>max(0, min(255, value)));
}

/**
 * Filters across an edge (§8.7.2.2 to 8.7.2.4).
 * @param at the first sample behind the edge
 * @param across steps over the edge, `along` along it
 */
function filterLuma(at: usize, across: i32, along: i32, strength: i32): void {
  const alpha = <i32>load<u8>(ALPHA + luma.qp);
  const beta = <i32>load<u8>(BETA + luma.qp);
  const limit = strength < STRONGEST ? <i32>load<u8>(CLIP + luma.qp * 3 + strength - 1) : 0;
  for (let i = 0; i < 4; i++, at += along) {
    const p0 = <i32>load<u8>(at - across);
    const q0 = <i32>load<u8>(at);
    if (abs(p0 - q0) >= alpha) continue;
    const p1 = <i32>load<u8>(at - 2 * across);
    const q1 = <i32>load<u8>(at + across);
    if (abs(p1 - p0) >= beta || abs(q1 - q0) >= beta) continue;
    const p2 = <i32>load<u8>(at - 3 * across);
    const q2 = <i32>load<u8>(at + 2 * across);
    const flatP = abs(p2 - p0) < beta;
    const flatQ = abs(q2 - q0) < beta;
    if (strength < STRONGEST) {
      const change = clip((((q0 - p0) << 2) + (p1 - q1) + 4) >> 3, limit + i32(flatP) + i32(flatQ));
      const middle = (p0 + q0 + 1) >> 1;
      if (flatP) store<u8>(at - 2 * across, <u8>(p1 + clip((p2 + middle - 2 * p1) >> 1, limit)));
      if (flatQ) store<u8>(at + across, <u8>(q1 + clip((q2 + middle - 2 * q1) >> 1, limit)));
      storeSample(at - across, p0 + change);
      storeSample(at, q0 - change);
      continue;
    }
    const near = abs(p0 - q0) < (alpha >> 2) + 2;
    if (flatP && near) {
      const p3 = <i32>load<u8>(at - 4 * across);
      store<u8>(at - across, <u8>((p2 + 2 * p1 + 2 * p0 + 2 * q0 + q1 + 4) >> 3));
      store<u8>(at - 2 * across, <u8>((p2 + p1 + p0 + q0 + 2) >> 2));
      store<u8>(at - 3 * across, <u8>((2 * p3 + 3 * p2 + p1 + p0 + q0 + 4) >> 3));
    } else store<u8>(at - across, <u8>((2 * p1 + p0 + q1 + 2) >> 2));
    if (flatQ && near) {
      const q3 = <i32>load<u8>(at + 3 * across);
      store<u8>(at, <u8>((p1 + 2 * p0 + 2 * q0 + 2 * q1 + q2 + 4) >> 3));
      store<u8>(at + across, <u8>((p0 + q0 + q1 + q2 + 2) >> 2));
      store<u8>(at + 2 * across, <u8>((2 * q3 + 3 * q2 + q1 + q0 + p0 + 4) >> 3));
    } else store<u8>(at, <u8>((2 * q1 + q0 + p1 + 2) >> 2));
  }
}

/** The same for two samples of chroma, of which only the nearest change. */
function filterChroma(at: usize, across: i32, along: i32, strength: i32): void {
  const alpha = <i32>load<u8>(ALPHA + chroma.qp);
  const beta = <i32>load<u8>(BETA + chroma.qp);
  const limit = strength < STRONGEST ? <i32>load<u8>(CLIP + chroma.qp * 3 + strength - 1) + 1 : 0;
  for (let i = 0; i < 2; i++, at += along) {
    const p0 = <i32>load<u8>(at - across);
    const q0 = <i32>load<u8>(at);
    const p1 = <i32>load<u8>(at - 2 * across);
    const q1 = <i32>load<u8>(at + across);
    if (abs(p0 - q0) >= alpha || abs(p1 - p0) >= beta || abs(q1 - q0) >= beta) continue;
    if (strength == STRONGEST) {
      store<u8>(at - across, <u8>((2 * p1 + p0 + q1 + 2) >> 2));
      store<u8>(at, <u8>((2 * q1 + q0 + p1 + 2) >> 2));
      continue;
    }
    const change = clip((((q0 - p0) << 2) + (p1 - q1) + 4) >> 3, limit);
    storeSample(at - across, p0 + change);
    storeSample(at, q0 - change);
  }
}

@inline
function isIntra(kind: u8): bool {
  return kind >= INTRA16;
}

/** Strength between two blocks of one or two macroblocks; without motion only levels tell inter blocks apart. */
@inline
function strengthOf(intra: i32, isBorder: bool, coded: u8): i32 {
  if (intra != 0) return isBorder ? STRONGEST : STRONG;
  return coded != 0 ? CODED : 0;
}

/**
 * Filters the four edges of one direction of a macroblock, from left to right or from top to bottom.
 * @param before index of the macroblock in front of the first edge
 * @param across of luma, over the edges; along them `along`
 * @param blockAcross step between blocks in the counts over the edge, `blockAlong` along it
 */
function filterEdges(
  index: usize,
  before: usize,
  hasBefore: bool,
  lumaAt: usize,
  chromaAt: usize,
  across: i32,
  along: i32,
  chromaAcross: i32,
  chromaAlong: i32,
  blockAcross: usize,
  blockAlong: usize,
): void {
  const kind = load<u8>(picture.kinds + index);
  const kindBefore = hasBefore ? load<u8>(picture.kinds + before) : SKIPPED;
  const counts = picture.counts + index * COUNTS;
  const countsBefore = picture.counts + before * COUNTS;
  const intra = i32(isIntra(kind));
  const intraBorder = intra | i32(isIntra(kindBefore));
  if (hasBefore && (kind | kindBefore) != SKIPPED) {
    for (let part: usize = 0; part < 4; part++) {
      const coded = load<u8>(counts + part * blockAlong) | load<u8>(countsBefore + part * blockAlong + 3 * blockAcross);
      const strength = strengthOf(intraBorder, true, coded);
      if (strength == 0) continue;
      filterLuma(lumaAt + part * 4 * along, across, along, strength);
      const offset = chromaAt + part * 2 * chromaAlong;
      filterChroma(picture.decodedU + offset, chromaAcross, chromaAlong, strength);
      filterChroma(picture.decodedV + offset, chromaAcross, chromaAlong, strength);
    }
  }
  if (kind == SKIPPED) return;
  for (let edge: usize = 1; edge < 4; edge++) {
    for (let part: usize = 0; part < 4; part++) {
      const block = counts + edge * blockAcross + part * blockAlong;
      const strength = strengthOf(intra, false, load<u8>(block) | load<u8>(block - blockAcross));
      if (strength == 0) continue;
      filterLuma(lumaAt + edge * 4 * across + part * 4 * along, across, along, strength);
      if (edge != 2) continue;
      const offset = chromaAt + 4 * chromaAcross + part * 2 * chromaAlong;
      filterChroma(picture.decodedU + offset, chromaAcross, chromaAlong, strength);
      filterChroma(picture.decodedV + offset, chromaAcross, chromaAlong, strength);
    }
  }
}

/** Filters the decoded planes, macroblock by macroblock: first over the vertical edges, then over the horizontal ones. */
export function deblock(): void {
  if (load<u8>(ALPHA + luma.qp) == 0 && load<u8>(ALPHA + chroma.qp) == 0) return;
  const columns = picture.columns;
  const stride = picture.stride;
  const chromaStride = stride >> 1;
  for (let row = 0; row < picture.rows; row++) {
    for (let column = 0; column < columns; column++) {
      const index = <usize>(row * columns + column);
      const lumaAt = picture.decodedY + <usize>(row * 16 * stride + column * 16);
      const chromaAt = <usize>(row * 8 * chromaStride + column * 8);
      filterEdges(index, index - 1, column > 0, lumaAt, chromaAt, 1, stride, 1, chromaStride, 1, 4);
      filterEdges(index, index - columns, row > 0, lumaAt, chromaAt, stride, 1, chromaStride, 1, 4, 1);
    }
  }
}
