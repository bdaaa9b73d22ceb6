// Intra prediction by a plane through the samples above and beside (ITU-T H.264 §8.3.3.4, §8.3.4.4).

/** Factors 5 of luma and 34 of chroma with 4:2:0. */
const LUMA_FACTOR: i32 = 5;
const CHROMA_FACTOR: i32 = 34;

/** Weighted differences of samples on both sides of a border's middle; the farthest one before it is the corner. */
@inline
function slope(middle: usize, step: i32, half: i32): i32 {
  let sum = 0;
  for (let i = 1; i <= half; i++) {
    sum += i * (<i32>load<u8>(middle + i * step) - <i32>load<u8>(middle - i * step));
  }
  return sum;
}

/**
 * Predicts a square of 16 or 8 samples a side.
 * @param target gets the samples, row by row
 */
export function predictPlane(decoded: usize, stride: i32, side: i32, target: usize): void {
  const half = side >> 1;
  const factor = side == 16 ? LUMA_FACTOR : CHROMA_FACTOR;
  const across = (factor * slope(decoded - stride + half - 1, 1, half) + 32) >> 6;
  const down = (factor * slope(decoded - 1 + (half - 1) * stride, stride, half) + 32) >> 6;
  const corners = <i32>load<u8>(decoded - stride + side - 1) + <i32>load<u8>(decoded - 1 + (side - 1) * stride);
  const start = 16 * (corners + 1) - (half - 1) * (across + down);
  const ramp = i16x8.mul(i16x8(0, 1, 2, 3, 4, 5, 6, 7), i16x8.splat(<i16>across));
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x += 8) {
      const row = i16x8.add(ramp, i16x8.splat(<i16>(start + y * down + x * across)));
      const samples = i16x8.shr_s(row, 5);
      v128.store64_lane(target + y * side + x, i8x16.narrow_i16x8_u(samples, samples), 0);
    }
  }
}
