// Intra prediction of a whole macroblock: luma 16×16 by DC, the row above or the column beside, chroma by DC
// (ITU-T H.264 §8.3.3, §8.3.4).

import { distance16, total } from './distance';

/** Intra16x16PredMode (Table 8-4). */
const VERTICAL: i32 = 0;
const HORIZONTAL: i32 = 1;
const DC: i32 = 2;

const MIDDLE: i32 = 128;

const rows = memory.data(256, 16);

@inline
function rowSum16(at: usize): i32 {
  return total(i16x8.extadd_pairwise_i8x16_u(v128.load(at)));
}

function dcOf(decoded: usize, stride: i32, hasLeft: bool, hasAbove: bool): i32 {
  let left = 0;
  if (hasLeft) for (let y = 0; y < 16; y++) left += load<u8>(decoded + y * stride - 1);
  const above = hasAbove ? rowSum16(decoded - stride) : 0;
  if (hasLeft && hasAbove) return (left + above + 16) >> 5;
  if (hasLeft) return (left + 8) >> 4;
  return hasAbove ? (above + 8) >> 4 : MIDDLE;
}

/** Of 16 × 16 samples to rows all the same. */
function distanceToRow(source: usize, stride: i32, row: v128): i32 {
  v128.store(rows, row);
  return distance16(source, stride, rows, 0);
}

function distanceToColumn(source: usize, stride: i32, decoded: usize): i32 {
  for (let y = 0; y < 16; y++) v128.store(rows + 16 * y, v128.load8_splat(decoded + y * stride - 1));
  return distance16(source, stride, rows, 16);
}

/** Distance of the mode that `chooseIntra16` has found. */
export let distanceOf16: i32 = 0;

/**
 * The mode nearest to the source.
 * @param prediction gets its samples, 16 × 16
 */
export function chooseIntra16(
  source: usize,
  decoded: usize,
  stride: i32,
  hasLeft: bool,
  hasAbove: bool,
  prediction: usize,
): i32 {
  const flat = i8x16.splat(<i8>dcOf(decoded, stride, hasLeft, hasAbove));
  let mode = DC;
  distanceOf16 = distanceToRow(source, stride, flat);
  if (hasAbove) {
    const distance = distanceToRow(source, stride, v128.load(decoded - stride));
    if (distance < distanceOf16) {
      distanceOf16 = distance;
      mode = VERTICAL;
    }
  }
  if (hasLeft) {
    const distance = distanceToColumn(source, stride, decoded);
    if (distance < distanceOf16) {
      distanceOf16 = distance;
      mode = HORIZONTAL;
    }
  }
  const above = mode == VERTICAL ? v128.load(decoded - stride) : flat;
  for (let y = 0; y < 16; y++) {
    v128.store(
      prediction + 16 * y,
      mode == HORIZONTAL ? v128.load8_splat(decoded + y * stride - 1) : above,
    );
  }
  return mode;
}

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

/** intra_chroma_pred_mode 0 (§8.3.4.1 to 8.3.4.3): a mean for each 4×4 block; the blocks off the diagonal have one side. */
export function predictChromaDc(decoded: usize, stride: i32, hasLeft: bool, hasAbove: bool, prediction: usize): void {
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
