// One macroblock: how it is coded (ITU-T H.264 §7.3.5).

import { bitsSinceMark, mark, rewind } from './bits';
import { distance16 } from './distance';
import { codeInter } from './inter';
import { chooseIntra16, distanceOf16 } from './intra16';
import { codeIntra16, prediction16 } from './macroblock-intra16';
import { codeIntra4 } from './macroblock-intra4';
import { COUNTS, picture } from './picture';
import { here } from './place';
import { allowLevels, luma } from './quantize';
import { costOfTrial, keepTrial, putTrialBack } from './trial';

/** Lagrangian weight of a bit, in units of sample differences: about 0.85 · 2^((qp − 12) / 6), as square root. */
@inline
function bitCost(qp: i32): i32 {
  return max(1, <i32>(Mathf.pow(2, <f32>(qp - 12) / 6) + 0.5));
}

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

function startAgain(): void {
  rewind();
  memory.fill(here.counts, 0, COUNTS);
}
