// A macroblock whose luma is predicted as a whole: Intra_16x16.

import { putSigned, putUnsigned } from './bits';
import { columnOf, coefficientsOf, levelsOf, lumaContext, putSet, rowOf } from './blocks';
import { chromaMode, decodeChroma, putChroma } from './chroma';
import { codeLumaDc } from './dc';
import { INTRA16, picture } from './picture';
import { here, INTRA_IN_P, intraChroma, putLumaBlock, putSkips } from './place';
import { luma, quantizeBlock } from './quantize';
import { putResidual } from './residual';
import { forwardPair, inversePair } from './transform';

export const prediction16 = memory.data(256, 16);
const dcLevels = memory.data(32, 16);
const dcs = memory.data(32, 16);

/** @param mode Intra16x16PredMode; `prediction16` holds its samples */
export function codeIntra16(mode: i32, idr: bool, skips: u32): void {
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
