// Intra prediction of chroma (ITU-T H.264 §8.3.4), the same mode for both planes.

import { distance8 } from './distance';
import { predictPlane } from './plane';

/** intra_chroma_pred_mode (Table 7-16). */
const DC: i32 = 0;
const HORIZONTAL: i32 = 1;
const VERTICAL: i32 = 2;
const PLANE: i32 = 3;
/** Bits beyond the one of DC. */
const SIDE_BITS: i32 = 2;
const PLANE_BITS: i32 = 4;

const MIDDLE: i32 = 128;
const SIDE: i32 = 8;
const PLANE_BYTES: usize = 64;

@inline
function rowSum4(at: usize): i32 {
  return <i32>load<u8>(at) + <i32>load<u8>(at, 1) + <i32>load<u8>(at, 2) + <i32>load<u8>(at, 3);
}

@inline
function columnSum4(at: usize, stride: i32): i32 {
  return (
    <i32>load<u8>(at) +
    <i32>load<u8>(at + stride) +
    <i32>load<u8>(at + 2 * stride) +
    <i32>load<u8>(at + 3 * stride)
  );
}

/** (§8.3.4.1 to 8.3.4.3): a mean for each 4×4 block; the blocks off the diagonal have one side. */
function predictDc(decoded: usize, stride: i32, hasLeft: bool, hasAbove: bool, prediction: usize): void {
  let d0 = MIDDLE;
  let d1 = MIDDLE;
  let d2 = MIDDLE;
  let d3 = MIDDLE;
  const top0 = hasAbove ? rowSum4(decoded - stride) : 0;
  const top1 = hasAbove ? rowSum4(decoded - stride + 4) : 0;
  const left0 = hasLeft ? columnSum4(decoded - 1, stride) : 0;
  const left1 = hasLeft ? columnSum4(decoded - 1 + 4 * stride, stride) : 0;
  if (hasLeft && hasAbove) {
    d0 = (top0 + left0 + 4) >> 3;
    d1 = (top1 + 2) >> 2;
    d2 = (left1 + 2) >> 2;
    d3 = (top1 + left1 + 4) >> 3;
  } else if (hasAbove) {
    d0 = (top0 + 2) >> 2;
    d1 = (top1 + 2) >> 2;
    d2 = d0;
    d3 = d1;
  } else if (hasLeft) {
    d0 = (left0 + 2) >> 2;
    d1 = d0;
    d2 = (left1 + 2) >> 2;
    d3 = d2;
  }
  for (let y: usize = 0; y < 8; y++) {
    store<u32>(prediction + 8 * y, <u32>(y < 4 ? d0 : d2) * 0x01010101);
    store<u32>(prediction + 8 * y, <u32>(y < 4 ? d1 : d3) * 0x01010101, 4);
  }
}

/** Predicts a plane's 8 × 8 samples. */
function predict(mode: i32, decoded: usize, stride: i32, hasLeft: bool, hasAbove: bool, prediction: usize): void {
  if (mode == DC) predictDc(decoded, stride, hasLeft, hasAbove, prediction);
  else if (mode == PLANE) predictPlane(decoded, stride, SIDE, prediction);
  else {
    for (let y: usize = 0; y < 8; y++) {
      const row = mode == VERTICAL ? load<u64>(decoded - stride) : <u64>load<u8>(decoded + y * stride - 1) * 0x0101010101010101;
      store<u64>(prediction + 8 * y, row);
    }
  }
}

/**
 * Predicts both planes in the mode that costs least.
 * @param perBit what a bit costs
 * @param prediction gets 64 samples of each plane
 */
export function chooseIntraChroma(
  sourceU: usize,
  sourceV: usize,
  decodedU: usize,
  decodedV: usize,
  stride: i32,
  hasLeft: bool,
  hasAbove: bool,
  perBit: i32,
  prediction: usize,
): i32 {
  let best = DC;
  let least = i32.MAX_VALUE;
  let last = -1;
  for (let mode = DC; mode <= PLANE; mode++) {
    if ((mode != VERTICAL && mode != DC && !hasLeft) || (mode != HORIZONTAL && mode != DC && !hasAbove)) continue;
    predict(mode, decodedU, stride, hasLeft, hasAbove, prediction);
    predict(mode, decodedV, stride, hasLeft, hasAbove, prediction + PLANE_BYTES);
    last = mode;
    const bits = mode == DC ? 0 : mode == PLANE ? PLANE_BITS : SIDE_BITS;
    const cost =
      distance8(sourceU, stride, prediction) + distance8(sourceV, stride, prediction + PLANE_BYTES) + bits * perBit;
    if (cost >= least) continue;
    least = cost;
    best = mode;
  }
  if (best != last) {
    predict(best, decodedU, stride, hasLeft, hasAbove, prediction);
    predict(best, decodedV, stride, hasLeft, hasAbove, prediction + PLANE_BYTES);
  }
  return best;
}
