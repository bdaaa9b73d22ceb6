// A macroblock as the difference to the picture before.

import { put, putSigned, putUnsigned } from './bits';
import { columnOf, coefficientsOf, levelsOf, putSet, rowOf, setOf } from './blocks';
import { codeChroma, decodeChroma, putChroma } from './chroma';
import { putInterPattern } from './patterns';
import { INTER, picture } from './picture';
import { here, putLumaBlock } from './place';
import { luma, quantizeBlock } from './quantize';
import { forwardPair, inversePair } from './transform';

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
export function codeInter(skips: u32): u32 {
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
  putInterPattern(pattern | (chromaPattern << 4));
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
