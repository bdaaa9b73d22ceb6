// One macroblock: how it is predicted, what is written, what a decoder makes of it (ITU-T H.264 §7.3.5).

import { bitsSinceMark, mark, put, putSigned, putUnsigned, rewind } from './bits';
import { columnOf, coefficientsOf, levelsOf, lumaContext, putSet, rowOf, setOf } from './blocks';
import { chromaMode, codeChroma, decodeChroma, putChroma } from './chroma';
import { codeLumaDc } from './dc';
import { block4, distance16 } from './distance';
import { chooseIntra16, distanceOf16 } from './intra16';
import { chooseIntra4, DC, storeBlock4 } from './intra4';
import { COUNTS, INTER, INTRA16, INTRA4, MODES, picture } from './picture';
import { allowLevels, luma, quantizeBlock } from './quantize';
import { putResidual } from './residual';
import { forwardPair, inversePair } from './transform';
import { costOfTrial, keepTrial, putTrialBack } from './trial';

/** codeNum of each coded_block_pattern for intra and inter macroblocks (Table 9-4, ChromaArrayType 1), backwards. */
// prettier-ignore
const INTRA_PATTERNS = memory.data<u8>([
  47, 31, 15, 0, 23, 27, 29, 30, 7, 11, 13, 14, 39, 43, 45, 46, 16, 3, 5, 10, 12, 19, 21, 26, 28, 35, 37, 42, 44, 1, 2, 4,
  8, 17, 18, 20, 24, 6, 9, 22, 25, 32, 33, 34, 36, 40, 38, 41,
]);
// prettier-ignore
const INTER_PATTERNS = memory.data<u8>([
  0, 16, 1, 2, 4, 8, 32, 3, 5, 10, 12, 15, 47, 7, 11, 13, 14, 6, 9, 31, 35, 37, 42, 44, 33, 34, 36, 40, 39, 43, 45, 46,
  17, 18, 20, 24, 19, 21, 26, 28, 23, 27, 29, 30, 22, 25, 38, 41,
]);
const intraNumbers = memory.data(48, 16);
const interNumbers = memory.data(48, 16);

/** Turns the tables of patterns round. */
export function preparePatterns(): void {
  for (let i: usize = 0; i < 48; i++) {
    store<u8>(intraNumbers + load<u8>(INTRA_PATTERNS + i), <u8>i);
    store<u8>(interNumbers + load<u8>(INTER_PATTERNS + i), <u8>i);
  }
}

const prediction16 = memory.data(256, 16);
const dcLevels = memory.data(32, 16);
const dcs = memory.data(32, 16);
/** Prediction of one 4×4 block in 8 columns, and what is decoded from it. */
const prediction4 = memory.data(64, 16);
const decoded4 = memory.data(64, 16);
/** How the 4×4 modes are said: bit 3 is prev_intra4x4_pred_mode_flag, below is rem_intra4x4_pred_mode. */
const modeCodes = memory.data(16, 16);

/** Lagrangian weight of a bit, in units of sample differences: about 0.85 · 2^((qp − 12) / 6), as square root. */
@inline
function bitCost(qp: i32): i32 {
  return max(1, <i32>(Mathf.pow(2, <f32>(qp - 12) / 6) + 0.5));
}

/** Of a 4×4 mode that is not the likely one. */
const MODE_BITS: i32 = 3;

@unmanaged
class Place {
  source: usize;
  decoded: usize;
  /** Of the macroblock in a plane. */
  lumaAt: usize;
  chromaAt: usize;
  counts: usize;
  index: usize;
  column: i32;
  /** What a bit costs, in units of distance. */
  perBit: i32;
  /** CodedBlockPatternChroma of intra prediction, which is the same for all of luma's; −1 before it is known. */
  intraChroma: i32;
  hasLeft: bool;
  hasAbove: bool;
  /** Whether the macroblock above and one to the right is there. */
  hasRight: bool;
}

const here = changetype<Place>(memory.data(64, 16));

/** No macroblock may have more (§A.3.1): 128, and as many as its 384 samples have. */
const MOST_BITS: i32 = 128 + 384 * 8;

/**
 * Codes a macroblock, of noise at a low QP with fewer levels than it has.
 * @param idr whether all of the picture is intra
 * @param skips macroblocks that were skipped before it
 * @returns those that are skipped by now: one more, or none
 */
export function codeMacroblock(column: i32, row: i32, idr: bool, skips: u32): u32 {
  const stride = picture.stride;
  const at = <usize>(row * 16 * stride + column * 16);
  here.index = <usize>(row * picture.columns + column);
  here.column = column;
  here.lumaAt = at;
  here.source = picture.sourceY + at;
  here.decoded = picture.decodedY + at;
  here.chromaAt = <usize>(row * 8 * (stride >> 1) + column * 8);
  here.counts = picture.counts + here.index * COUNTS;
  here.hasLeft = column > 0;
  here.hasAbove = row > 0;
  here.hasRight = row > 0 && column + 1 < picture.columns;

  here.perBit = bitCost(luma.qp);
  here.intraChroma = -1;

  mark();
  const left = codeCheapest(idr, skips);
  if (bitsSinceMark() <= MOST_BITS) return left;
  // Intra prediction does not look at what has been decoded in the macroblock's place.
  const mode = chooseIntra16(here.source, here.decoded, stride, here.hasLeft, here.hasAbove, prediction16);
  for (let count = 8; bitsSinceMark() > MOST_BITS; count >>= 1) {
    startAgain();
    allowLevels(count);
    here.intraChroma = -1;
    codeIntra16(mode, idr, skips);
  }
  allowLevels(16);
  return 0;
}

/**
 * Distances, in weights of a bit, up to which inter is not to be beaten, and 16×16 prediction not by 4×4. They save
 * time: with fewer trials films get no smaller.
 */
const SMALL: i32 = 256;
const FLAT: i32 = 40;

/** Of the ways that look promising the one of the least cost: error and bits. */
function codeCheapest(idr: bool, skips: u32): u32 {
  const stride = picture.stride;
  const perBit = here.perBit;
  const inter = idr ? i32.MAX_VALUE : distance16(here.source, stride, here.decoded, stride);
  let least = i32.MAX_VALUE;
  let left: u32 = 0;
  if (!idr) {
    left = codeInter(skips);
    // What moves this little is a matter of residual.
    if (inter <= perBit * SMALL) return left;
    least = keepIfCheaper(least);
  }
  const mode = chooseIntra16(here.source, here.decoded, stride, here.hasLeft, here.hasAbove, prediction16);
  const whole = distanceOf16;
  if (idr || whole < inter >> 1) {
    startAgain();
    codeIntra16(mode, idr, skips);
    const cost = keepIfCheaper(least);
    if (cost < least) left = 0;
    least = cost;
  }
  if (whole > perBit * FLAT && (idr || inter > whole >> 1)) {
    startAgain();
    codeIntra4(idr, skips);
    const cost = keepIfCheaper(least);
    if (cost < least) left = 0;
    least = cost;
  }
  putTrialBack(here.index, here.lumaAt, here.chromaAt);
  return left;
}

/** Keeps what the macroblock has become if it costs less than the best way so far. @returns what the better one costs */
function keepIfCheaper(least: i32): i32 {
  const cost = costOfTrial(here.lumaAt, here.chromaAt);
  if (cost >= least) return least;
  keepTrial(here.index, here.lumaAt, here.chromaAt);
  return cost;
}

function intraChroma(): i32 {
  if (here.intraChroma < 0) {
    here.intraChroma = codeChroma(here.chromaAt, true, here.hasLeft, here.hasAbove, here.perBit);
  }
  return here.intraChroma;
}

function startAgain(): void {
  rewind();
  memory.fill(here.counts, 0, COUNTS);
}

/** In a P picture every coded macroblock says how many were skipped before it. */
@inline
function putSkips(idr: bool, skips: u32): void {
  if (!idr) putUnsigned(skips);
}

/** A 4×4 block's levels, and their count for the blocks to come. */
function putLumaBlock(block: i32, most: i32): void {
  const x = columnOf(block);
  const y = rowOf(block);
  const set = setOf(block);
  putResidual(levelsOf(block), set, most, lumaContext(here.counts, x, y, here.hasLeft, here.hasAbove));
  store<u8>(here.counts + y * 4 + x, <u8>popcnt<u32>(set));
}

/** Levels that are worth less than their bits: single ones, far from each other. */
const FEW: i32 = 4;
const MANY: i32 = 9;

/** How much a block's levels are worth: ±1 counts the more the nearer the one before it is; anything else is much. */
function worthOf(block: i32): i32 {
  let worth = 0;
  let rest = setOf(block);
  while (rest != 0) {
    const last = 31 - <i32>clz<u32>(rest);
    if (abs(<i32>load<i16>(levelsOf(block) + (<usize>last << 1))) > 1) return MANY;
    rest &= ~(<u32>1 << last);
    const before = rest == 0 ? -1 : 31 - <i32>clz<u32>(rest);
    const run = last - before - 1;
    worth += run < 1 ? 3 : run < 3 ? 2 : run < 6 ? 1 : 0;
  }
  return worth;
}

/** P_L0_16x16 without motion, or P_Skip when nothing is left to say. */
function codeInter(skips: u32): u32 {
  const stride = picture.stride;
  let pattern = 0;
  for (let group = 0; group < 4; group++) {
    let worth = 0;
    for (let block = group * 4; block < group * 4 + 4; block += 2) {
      const offset = rowOf(block) * 4 * stride + columnOf(block) * 4;
      forwardPair(
        here.source + offset,
        stride,
        here.decoded + offset,
        stride,
        coefficientsOf(block),
        coefficientsOf(block + 1),
      );
      for (let one = block; one < block + 2; one++) {
        putSet(one, quantizeBlock(luma, coefficientsOf(one), levelsOf(one), luma.interBias, false));
        worth += worthOf(one);
      }
    }
    if (worth >= FEW) pattern |= 1 << group;
  }
  const chromaPattern = codeChroma(here.chromaAt, false, here.hasLeft, here.hasAbove, here.perBit);
  if (pattern == 0 && chromaPattern == 0) return skips + 1;

  store<u8>(picture.kinds + here.index, INTER);
  putUnsigned(skips);
  // mb_type P_L0_16x16, and a motion vector that differs in nothing from its prediction of 0.
  put(3, 7);
  putUnsigned(load<u8>(interNumbers + (pattern | (chromaPattern << 4))));
  putSigned(0);
  for (let group = 0; group < 4; group++) {
    if ((pattern & (1 << group)) == 0) continue;
    for (let block = group * 4; block < group * 4 + 4; block++) putLumaBlock(block, 16);
  }
  putChroma(here.counts, chromaPattern, here.hasLeft, here.hasAbove);

  for (let block = 0; block < 16; block += 2) {
    if ((pattern & (1 << (block >> 2))) == 0 || (setOf(block) | setOf(block + 1)) == 0) continue;
    const decoded = here.decoded + rowOf(block) * 4 * stride + columnOf(block) * 4;
    inversePair(coefficientsOf(block), coefficientsOf(block + 1), decoded, stride, decoded, stride);
  }
  decodeChroma(here.chromaAt, false, chromaPattern);
  return 0;
}

/** First mb_type of I macroblocks in a P picture (Table 7-13). */
const INTRA_IN_P: u32 = 5;

function codeIntra16(mode: i32, idr: bool, skips: u32): void {
  const stride = picture.stride;
  let anyAc: u32 = 0;
  for (let block = 0; block < 16; block += 2) {
    const x = columnOf(block) * 4;
    const y = rowOf(block) * 4;
    forwardPair(
      here.source + y * stride + x,
      stride,
      prediction16 + y * 16 + x,
      16,
      coefficientsOf(block),
      coefficientsOf(block + 1),
    );
    for (let one = block; one < block + 2; one++) {
      const coefficients = coefficientsOf(one);
      store<i16>(dcs + (<usize>one << 1), load<i16>(coefficients));
      const set = quantizeBlock(luma, coefficients, levelsOf(one), luma.intraBias, true);
      putSet(one, set);
      anyAc |= set;
    }
  }
  const dcSet = codeLumaDc(coefficientsOf(0), dcs, dcLevels, luma.intraBias);
  const chromaPattern = intraChroma();

  store<u8>(picture.kinds + here.index, INTRA16);
  putSkips(idr, skips);
  putUnsigned((idr ? 0 : INTRA_IN_P) + 1 + mode + 4 * chromaPattern + (anyAc != 0 ? 12 : 0));
  putUnsigned(chromaMode);
  putSigned(0);
  putResidual(dcLevels, dcSet, 16, lumaContext(here.counts, 0, 0, here.hasLeft, here.hasAbove));
  if (anyAc != 0) for (let block = 0; block < 16; block++) putLumaBlock(block, 15);
  putChroma(here.counts, chromaPattern, here.hasLeft, here.hasAbove);

  for (let block = 0; block < 16; block += 2) {
    const x = columnOf(block) * 4;
    const y = rowOf(block) * 4;
    const decoded = here.decoded + y * stride + x;
    inversePair(coefficientsOf(block), coefficientsOf(block + 1), prediction16 + y * 16 + x, 16, decoded, stride);
  }
  decodeChroma(here.chromaAt, true, chromaPattern);
}

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

function codeIntra4(idr: bool, skips: u32): void {
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
  putUnsigned(load<u8>(intraNumbers + whole));
  if (whole != 0) putSigned(0);
  for (let group = 0; group < 4; group++) {
    if ((pattern & (1 << group)) == 0) continue;
    for (let block = group * 4; block < group * 4 + 4; block++) putLumaBlock(block, 16);
  }
  putChroma(here.counts, chromaPattern, here.hasLeft, here.hasAbove);
  decodeChroma(here.chromaAt, true, chromaPattern);
}
