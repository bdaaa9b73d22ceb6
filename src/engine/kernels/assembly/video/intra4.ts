// Intra prediction of a 4×4 block in nine directions (ITU-T H.264 §8.3.1.2).
//
// The neighbours lie in one vector, from the lowest on the left over the corner to the last above: at 1 to 4 those on
// the left, bottom first, at 5 the corner, at 6 to 13 those above; 0 and 14 repeat the ends. All directions but the
// plain ones are picks of their filtered values: `mean[i]` between i and i + 1, `smooth[i]` around i.

import { block4, totalOf4, transformedDifference } from './distance';

const LEFT: i32 = 1;
const CORNER: i32 = 5;
const ABOVE: i32 = 6;

const neighbours = memory.data(16, 16);

export const VERTICAL: i32 = 0;
export const HORIZONTAL: i32 = 1;
export const DC: i32 = 2;

@inline
export function storeBlock4(at: usize, stride: i32, samples: v128): void {
  v128.store32_lane(at, samples, 0);
  v128.store32_lane(at + stride, samples, 1);
  v128.store32_lane(at + 2 * stride, samples, 2);
  v128.store32_lane(at + 3 * stride, samples, 3);
}

@inline
function distance4(a: v128, b: v128): i32 {
  return totalOf4(i32x4.extadd_pairwise_i16x8_s(transformedDifference(a, b)));
}

/** Gathers a block's neighbours. Those to the right above that are not decoded yet are the last above (§8.3.1.2). */
function gather(decoded: usize, stride: i32, hasLeft: bool, hasAbove: bool, hasRight: bool): v128 {
  if (hasLeft) {
    for (let y = 0; y < 4; y++) store<u8>(neighbours + LEFT + 3 - y, load<u8>(decoded + y * stride - 1));
    store<u8>(neighbours, load<u8>(neighbours + LEFT));
  }
  if (hasLeft && hasAbove) store<u8>(neighbours + CORNER, load<u8>(decoded - stride - 1));
  if (hasAbove) {
    store<u32>(neighbours + ABOVE, load<u32>(decoded - stride));
    const last = <u32>load<u8>(decoded - stride + 3) * 0x01010101;
    store<u32>(neighbours + ABOVE + 4, hasRight ? load<u32>(decoded - stride + 4) : last);
    store<u8>(neighbours + ABOVE + 8, load<u8>(neighbours + ABOVE + 7));
  }
  return v128.load(neighbours);
}

@inline
function meanOf(near: v128): v128 {
  return i8x16.avgr_u(near, i8x16.shuffle(near, near, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15));
}

/** (a + 2b + c + 2) >> 2. */
@inline
function smoothOf(near: v128): v128 {
  const before = i8x16.shuffle(near, near, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
  const after = i8x16.shuffle(near, near, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15);
  const two = i16x8.splat(2);
  const low = i16x8.add(
    i16x8.add(i16x8.extend_low_i8x16_u(before), i16x8.extend_low_i8x16_u(after)),
    i16x8.add(i16x8.shl(i16x8.extend_low_i8x16_u(near), 1), two),
  );
  const high = i16x8.add(
    i16x8.add(i16x8.extend_high_i8x16_u(before), i16x8.extend_high_i8x16_u(after)),
    i16x8.add(i16x8.shl(i16x8.extend_high_i8x16_u(near), 1), two),
  );
  return i8x16.narrow_i16x8_u(i16x8.shr_u(low, 2), i16x8.shr_u(high, 2));
}

function dcOf(near: v128, hasLeft: bool, hasAbove: bool): v128 {
  const left =
    <i32>i8x16.extract_lane_u(near, 1) +
    <i32>i8x16.extract_lane_u(near, 2) +
    <i32>i8x16.extract_lane_u(near, 3) +
    <i32>i8x16.extract_lane_u(near, 4);
  const above =
    <i32>i8x16.extract_lane_u(near, 6) +
    <i32>i8x16.extract_lane_u(near, 7) +
    <i32>i8x16.extract_lane_u(near, 8) +
    <i32>i8x16.extract_lane_u(near, 9);
  const mean =
    hasLeft && hasAbove ? (left + above + 4) >> 3 : hasLeft ? (left + 2) >> 2 : hasAbove ? (above + 2) >> 2 : 128;
  return i8x16.splat(<i8>mean);
}

let bestMode: i32 = 0;
/** Its distance, and what it takes to say. */
let costOf4: i32 = 0;

@inline
function consider(mode: i32, samples: v128, source: v128, likely: i32, penalty: i32, best: v128): v128 {
  const cost = distance4(samples, source) + (mode == likely ? 0 : penalty);
  if (cost >= costOf4) return best;
  costOf4 = cost;
  bestMode = mode;
  return samples;
}

/**
 * The direction that costs least for a block.
 * @param likely the mode that takes one bit to say
 * @param penalty what any other costs
 * @param prediction gets its samples in 8 columns, the left four of which count
 */
export function chooseIntra4(
  source: usize,
  decoded: usize,
  stride: i32,
  hasLeft: bool,
  hasAbove: bool,
  hasRight: bool,
  likely: i32,
  penalty: i32,
  prediction: usize,
): i32 {
  const wanted = block4(source, stride);
  const near = gather(decoded, stride, hasLeft, hasAbove, hasRight);
  costOf4 = i32.MAX_VALUE;
  let best = consider(DC, dcOf(near, hasLeft, hasAbove), wanted, likely, penalty, near);
  if (hasAbove) {
    const vertical = i8x16.shuffle(near, near, 6, 7, 8, 9, 6, 7, 8, 9, 6, 7, 8, 9, 6, 7, 8, 9);
    best = consider(VERTICAL, vertical, wanted, likely, penalty, best);
  }
  if (hasLeft) {
    const horizontal = i8x16.shuffle(near, near, 4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1);
    best = consider(HORIZONTAL, horizontal, wanted, likely, penalty, best);
  }
  const mean = meanOf(near);
  const smooth = smoothOf(near);
  // In what follows indices from 16 on are those of `smooth`.
  if (hasAbove) {
    const downLeft = i8x16.shuffle(mean, smooth, 23, 24, 25, 26, 24, 25, 26, 27, 25, 26, 27, 28, 26, 27, 28, 29);
    best = consider(3, downLeft, wanted, likely, penalty, best);
    const verticalLeft = i8x16.shuffle(mean, smooth, 6, 7, 8, 9, 23, 24, 25, 26, 7, 8, 9, 10, 24, 25, 26, 27);
    best = consider(7, verticalLeft, wanted, likely, penalty, best);
  }
  if (hasLeft && hasAbove) {
    const downRight = i8x16.shuffle(mean, smooth, 21, 22, 23, 24, 20, 21, 22, 23, 19, 20, 21, 22, 18, 19, 20, 21);
    best = consider(4, downRight, wanted, likely, penalty, best);
    const verticalRight = i8x16.shuffle(mean, smooth, 5, 6, 7, 8, 21, 22, 23, 24, 20, 5, 6, 7, 19, 21, 22, 23);
    best = consider(5, verticalRight, wanted, likely, penalty, best);
    const horizontalDown = i8x16.shuffle(mean, smooth, 4, 21, 22, 23, 3, 20, 4, 21, 2, 19, 3, 20, 1, 18, 2, 19);
    best = consider(6, horizontalDown, wanted, likely, penalty, best);
  }
  if (hasLeft) {
    const horizontalUp = i8x16.shuffle(mean, smooth, 3, 19, 2, 18, 2, 18, 1, 17, 1, 17, 0, 0, 0, 0, 0, 0);
    best = consider(8, horizontalUp, wanted, likely, penalty, best);
  }
  v128.store32_lane(prediction, best, 0);
  v128.store32_lane(prediction, best, 1, 8);
  v128.store32_lane(prediction, best, 2, 16);
  v128.store32_lane(prediction, best, 3, 24);
  return bestMode;
}
