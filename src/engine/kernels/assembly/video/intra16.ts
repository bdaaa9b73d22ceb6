// Intra prediction of a whole macroblock's luma: by DC, the row above, the column beside or a plane (ITU-T H.264 §8.3.3).

import { distance16, total } from './distance';
import { predictPlane } from './plane';

/** Intra16x16PredMode (Table 8-4). */
const VERTICAL: i32 = 0;
const HORIZONTAL: i32 = 1;
const DC: i32 = 2;
const PLANE: i32 = 3;

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
  if (hasLeft && hasAbove) {
    predictPlane(decoded, stride, 16, prediction);
    const distance = distance16(source, stride, prediction, 16);
    if (distance < distanceOf16) {
      distanceOf16 = distance;
      return PLANE;
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
