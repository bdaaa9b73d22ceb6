// A macroblock whose luma is predicted block by block: Intra_4x4.

import { put, putSigned, putUnsigned } from './bits';
import { columnOf, coefficientsOf, levelsOf, putSet, rowOf, setOf } from './blocks';
import { chromaMode, decodeChroma, putChroma } from './chroma';
import { block4 } from './distance';
import { chooseIntra4, DC, storeBlock4 } from './intra4';
import { putIntraPattern } from './patterns';
import { INTRA4, MODES, picture } from './picture';
import { here, INTRA_IN_P, intraChroma, putLumaBlock, putSkips } from './place';
import { luma, quantizeBlock } from './quantize';
import { forwardPair, inversePair } from './transform';

/** Prediction of one 4×4 block in 8 columns, and what is decoded from it. */
const prediction4 = memory.data(64, 16);
const decoded4 = memory.data(64, 16);
/** How the 4×4 modes are said: bit 3 is prev_intra4x4_pred_mode_flag, below is rem_intra4x4_pred_mode. */
const modeCodes = memory.data(16, 16);

/** Of a 4×4 mode that is not the likely one. */
const MODE_BITS: i32 = 3;

/** Whether the samples to the right above a block are decoded before it (§6.4.11.4): a bit for each, in raster order. */
const RIGHT_INSIDE: u32 = 0b0101_0111_0101_0000;

@inline
function hasRightOf(x: i32, y: i32): bool {
  if (y == 0) return x < 3 ? here.hasAbove : here.hasRight;
  return ((RIGHT_INSIDE >> (4 * y + x)) & 1) != 0;
}

/** Intra4x4PredMode of a neighbour: DC for one that is not coded so, and none where there is none (§8.3.1.1). */
const NO_MODE: i32 = -1;

@inline
function modeBeside(index: usize, block: usize): i32 {
  if (load<u8>(picture.kinds + index) != INTRA4) return DC;
  return <i32>load<u8>(picture.modes + index * MODES + block);
}

function likelyMode(x: i32, y: i32): i32 {
  const own = picture.modes + here.index * MODES;
  const left =
    x > 0
      ? <i32>load<u8>(own + 4 * y + x - 1)
      : here.hasLeft
        ? modeBeside(here.index - 1, 4 * y + 3)
        : NO_MODE;
  const above =
    y > 0
      ? <i32>load<u8>(own + 4 * y + x - 4)
      : here.hasAbove
        ? modeBeside(here.index - picture.columns, 12 + x)
        : NO_MODE;
  return left == NO_MODE || above == NO_MODE ? DC : min(left, above);
}

export function codeIntra4(idr: bool, skips: u32): void {
  const stride = picture.stride;
  for (let block = 0; block < 16; block++) {
    const x = columnOf(block);
    const y = rowOf(block);
    const offset = y * 4 * stride + x * 4;
    const decoded = here.decoded + offset;
    const likely = likelyMode(x, y);
    const mode = chooseIntra4(
      here.source + offset,
      decoded,
      stride,
      x > 0 || here.hasLeft,
      y > 0 || here.hasAbove,
      hasRightOf(x, y),
      likely,
      MODE_BITS * here.perBit,
      prediction4,
    );
    store<u8>(picture.modes + here.index * MODES + 4 * y + x, <u8>mode);
    store<u8>(modeCodes + block, <u8>(mode == likely ? 8 : mode < likely ? mode : mode - 1));
    // The right one of the pair is not looked at.
    forwardPair(here.source + offset, stride, prediction4, 8, coefficientsOf(block), decoded4);
    const set = quantizeBlock(luma, coefficientsOf(block), levelsOf(block), luma.intraBias, false);
    putSet(block, set);
    if (set == 0) storeBlock4(decoded, stride, block4(prediction4, 8));
    else {
      inversePair(coefficientsOf(block), coefficientsOf(block), prediction4, 8, decoded4, 8);
      storeBlock4(decoded, stride, block4(decoded4, 8));
    }
  }
  let pattern = 0;
  for (let group = 0; group < 4; group++) {
    const first = group * 4;
    if ((setOf(first) | setOf(first + 1) | setOf(first + 2) | setOf(first + 3)) != 0) pattern |= 1 << group;
  }
  const chromaPattern = intraChroma();

  store<u8>(picture.kinds + here.index, INTRA4);
  putSkips(idr, skips);
  putUnsigned(idr ? 0 : INTRA_IN_P);
  for (let block: usize = 0; block < 16; block++) {
    const code = <u32>load<u8>(modeCodes + block);
    if (code == 8) put(1, 1);
    else put(4, code);
  }
  putUnsigned(chromaMode);
  const whole = pattern | (chromaPattern << 4);
  putIntraPattern(whole);
  if (whole != 0) putSigned(0);
  for (let group = 0; group < 4; group++) {
    if ((pattern & (1 << group)) == 0) continue;
    for (let block = group * 4; block < group * 4 + 4; block++) putLumaBlock(block, 16);
  }
  putChroma(here.counts, chromaPattern, here.hasLeft, here.hasAbove);
  decodeChroma(here.chromaAt, true, chromaPattern);
}
