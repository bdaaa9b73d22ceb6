// The macroblock at hand: where it lies, and what all ways to code it share.

import { putUnsigned } from './bits';
import { columnOf, levelsOf, lumaContext, rowOf, setOf } from './blocks';
import { codeChroma } from './chroma';
import { putResidual } from './residual';

@unmanaged
export class Place {
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

export const here = changetype<Place>(memory.data(64, 16));

/** In a P picture every coded macroblock says how many were skipped before it. */
@inline
export function putSkips(idr: bool, skips: u32): void {
  if (!idr) putUnsigned(skips);
}

/** A 4×4 block's levels, and their count for the blocks to come. */
export function putLumaBlock(block: i32, most: i32): void {
  const x = columnOf(block);
  const y = rowOf(block);
  const set = setOf(block);
  putResidual(levelsOf(block), set, most, lumaContext(here.counts, x, y, here.hasLeft, here.hasAbove));
  store<u8>(here.counts + y * 4 + x, <u8>popcnt<u32>(set));
}

/** First mb_type of I macroblocks in a P picture (Table 7-13). */
export const INTRA_IN_P: u32 = 5;

/** CodedBlockPatternChroma of intra prediction: chroma is coded when it is first asked for. */
export function intraChroma(): i32 {
  if (here.intraChroma < 0) {
    here.intraChroma = codeChroma(here.chromaAt, true, here.hasLeft, here.hasAbove, here.perBit);
  }
  return here.intraChroma;
}
