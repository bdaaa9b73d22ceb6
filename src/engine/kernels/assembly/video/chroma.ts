// Chroma of a macroblock: both planes of 8 × 8.

import { chromaContext, coefficientsOf, levelsOf, putSet, setOf } from './blocks';
import { codeChromaDc } from './dc';
import { chooseIntraChroma } from './intra-chroma';
import { picture } from './picture';
import { chroma, quantizeBlock } from './quantize';
import { CHROMA_DC, putResidual } from './residual';
import { forwardPair, inversePair } from './transform';

const FIRST_BLOCK: i32 = 16;
const SIDE: i32 = 8;

/** 64 samples of each plane. */
const predictions = memory.data(128, 16);
/** DC levels of each plane, i16 × 4, and which of them are not 0. */
const dcLevels = memory.data(16, 16);
const dcs = memory.data(16, 16);
let dcSets: u32 = 0;

/** intra_chroma_pred_mode that `codeChroma` has chosen. */
export let chromaMode: i32 = 0;

@inline
function sourceOf(plane: i32): usize {
  return plane == 0 ? picture.sourceU : picture.sourceV;
}

@inline
function decodedOf(plane: i32): usize {
  return plane == 0 ? picture.decodedU : picture.decodedV;
}

@inline
function predictionOf(plane: i32): usize {
  return predictions + 64 * plane;
}

/**
 * Transforms and quantises both planes.
 * @param at of the macroblock in a plane
 * @param perBit what a bit costs, in units of distance
 * @returns CodedBlockPatternChroma (§7.4.5): 0 nothing, 1 DC alone, 2 all
 */
export function codeChroma(at: usize, intra: bool, hasLeft: bool, hasAbove: bool, perBit: i32): i32 {
  const stride = picture.stride >> 1;
  const bias = intra ? chroma.intraBias : chroma.interBias;
  let anyAc: u32 = 0;
  dcSets = 0;
  if (intra) {
    chromaMode = chooseIntraChroma(
      picture.sourceU + at,
      picture.sourceV + at,
      picture.decodedU + at,
      picture.decodedV + at,
      stride,
      hasLeft,
      hasAbove,
      perBit,
      predictions,
    );
  }
  for (let plane = 0; plane < 2; plane++) {
    const source = sourceOf(plane) + at;
    const decoded = decodedOf(plane) + at;
    const from = intra ? predictionOf(plane) : decoded;
    const fromStride = intra ? SIDE : stride;
    const first = FIRST_BLOCK + 4 * plane;
    for (let half = 0; half < 2; half++) {
      const left = first + 2 * half;
      forwardPair(
        source + 4 * half * stride,
        stride,
        from + 4 * half * fromStride,
        fromStride,
        coefficientsOf(left),
        coefficientsOf(left + 1),
      );
    }
    for (let block = 0; block < 4; block++) {
      const coefficients = coefficientsOf(first + block);
      store<i16>(dcs + (<usize>block << 1), load<i16>(coefficients));
      const set = quantizeBlock(chroma, coefficients, levelsOf(first + block), bias, true);
      putSet(first + block, set);
      anyAc |= set;
    }
    dcSets |= codeChromaDc(coefficientsOf(first), dcs, dcLevels + 8 * plane, bias) << <u32>(4 * plane);
  }
  return anyAc != 0 ? 2 : dcSets != 0 ? 1 : 0;
}

/** Writes what the pattern says, and notes the counts of AC. */
export function putChroma(counts: usize, pattern: i32, hasLeft: bool, hasAbove: bool): void {
  if (pattern == 0) return;
  putResidual(dcLevels, dcSets & 15, 4, CHROMA_DC);
  putResidual(dcLevels + 8, dcSets >> 4, 4, CHROMA_DC);
  if (pattern == 1) return;
  for (let plane = 0; plane < 2; plane++) {
    for (let block = 0; block < 4; block++) {
      const index = FIRST_BLOCK + 4 * plane + block;
      const set = setOf(index);
      const x = block & 1;
      const y = block >> 1;
      putResidual(levelsOf(index), set, 15, chromaContext(counts, plane, x, y, hasLeft, hasAbove));
      store<u8>(counts + index, <u8>popcnt<u32>(set));
    }
  }
}

/** What a decoder will have. */
export function decodeChroma(at: usize, intra: bool, pattern: i32): void {
  if (!intra && pattern == 0) return;
  const stride = picture.stride >> 1;
  for (let plane = 0; plane < 2; plane++) {
    const decoded = decodedOf(plane) + at;
    const from = intra ? predictionOf(plane) : decoded;
    const fromStride = intra ? SIDE : stride;
    for (let half = 0; half < 2; half++) {
      const left = FIRST_BLOCK + 4 * plane + 2 * half;
      inversePair(
        coefficientsOf(left),
        coefficientsOf(left + 1),
        from + 4 * half * fromStride,
        fromStride,
        decoded + 4 * half * stride,
        stride,
      );
    }
  }
}
