// What a macroblock became when it was coded in one way: kept while another way is tried in its place.

import { bitsSinceMark, keepUnit, putUnitBack } from './bits';
import { COUNTS, picture } from './picture';
import { luma } from './quantize';

/** Samples of Y, U and V, and counts. Modes of 4×4 prediction, which is tried last, stand where they belong. */
const samples = memory.data(384, 16);
const counts = memory.data(24, 16);
let kind: u8 = 0;

/** Copies rows of a block between a plane and 16-byte-aligned memory; `side` is 16 or 8. */
@inline
function copyBlock(target: usize, targetStride: usize, source: usize, sourceStride: usize, side: usize): void {
  for (let y: usize = 0; y < side; y++) {
    if (side == 16) v128.store(target + y * targetStride, v128.load(source + y * sourceStride));
    else store<u64>(target + y * targetStride, load<u64>(source + y * sourceStride));
  }
}

/** Keeps what has been coded since the mark. */
export function keepTrial(index: usize, lumaAt: usize, chromaAt: usize): void {
  const stride = <usize>picture.stride;
  copyBlock(samples, 16, picture.decodedY + lumaAt, stride, 16);
  copyBlock(samples + 256, 8, picture.decodedU + chromaAt, stride >> 1, 8);
  copyBlock(samples + 320, 8, picture.decodedV + chromaAt, stride >> 1, 8);
  memory.copy(counts, picture.counts + index * COUNTS, COUNTS);
  kind = load<u8>(picture.kinds + index);
  keepUnit();
}

/** Makes it what the macroblock is. */
export function putTrialBack(index: usize, lumaAt: usize, chromaAt: usize): void {
  const stride = <usize>picture.stride;
  copyBlock(picture.decodedY + lumaAt, stride, samples, 16, 16);
  copyBlock(picture.decodedU + chromaAt, stride >> 1, samples + 256, 8, 8);
  copyBlock(picture.decodedV + chromaAt, stride >> 1, samples + 320, 8, 8);
  memory.copy(picture.counts + index * COUNTS, counts, COUNTS);
  store<u8>(picture.kinds + index, kind);
  putUnitBack();
}

@inline
function squares(sums: v128, a: v128, b: v128): v128 {
  const low = i16x8.sub(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b));
  const high = i16x8.sub(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b));
  return i32x4.add(sums, i32x4.add(i32x4.dot_i16x8_s(low, low), i32x4.dot_i16x8_s(high, high)));
}

function squaredError(source: usize, decoded: usize, stride: usize, side: usize): i32 {
  let sums = i32x4.splat(0);
  for (let y: usize = 0; y < side; y++) {
    if (side == 16) sums = squares(sums, v128.load(source + y * stride), v128.load(decoded + y * stride));
    else sums = squares(sums, v128.load64_zero(source + y * stride), v128.load64_zero(decoded + y * stride));
  }
  const halves = i32x4.add(sums, i64x2.shuffle(sums, sums, 1, 0));
  return i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1);
}

/** Squared error, and bits since the mark by a Lagrangian weight: 0.85 · 2^((qp − 12) / 3) (Wiegand et al. 2003, §III). */
export function costOfTrial(lumaAt: usize, chromaAt: usize): i32 {
  const stride = <usize>picture.stride;
  const error =
    squaredError(picture.sourceY + lumaAt, picture.decodedY + lumaAt, stride, 16) +
    squaredError(picture.sourceU + chromaAt, picture.decodedU + chromaAt, stride >> 1, 8) +
    squaredError(picture.sourceV + chromaAt, picture.decodedV + chromaAt, stride >> 1, 8);
  return error + <i32>(<f32>bitsSinceMark() * bitWeight);
}

let bitWeight: f32 = 0;

export function prepareTrials(): void {
  bitWeight = 0.85 * Mathf.pow(2, <f32>(luma.qp - 12) / 3);
}
