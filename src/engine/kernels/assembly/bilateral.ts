// Bilateral filter of an 8-bit plane (Tomasi, Manduchi 1998) with OpenCV's circular window and weights.

/** Weights of taps have 10 fraction bits: 49 of them fit 16 bits. */
const WEIGHT_ONE: i16 = 1024;

// The cubic's coefficients in Q15, constant first.
const COEFFICIENT_0: i16 = 32767;
const COEFFICIENT_1: i16 = -20928;
const COEFFICIENT_2: i16 = 6484;
const COEFFICIENT_3: i16 = -1046;

/**
 * exp(−5.12·s) for s = δ²/65536 in Q15, as the eighth power of a cubic (least squares at Chebyshev nodes, 2e−5).
 * With σ = 80 the colour weight exp(−δ²/(2·80²)) is exp(−5.12·s).
 */
// @ts-ignore: decorator
@inline
function colourWeight(difference: v128): v128 {
  const scaled = i16x8.shl(difference, 7);
  const s = i16x8.q15mulr_sat_s(scaled, scaled);
  let p = i16x8.add(i16x8.q15mulr_sat_s(s, i16x8.splat(COEFFICIENT_3)), i16x8.splat(COEFFICIENT_2));
  p = i16x8.add(i16x8.q15mulr_sat_s(s, p), i16x8.splat(COEFFICIENT_1));
  p = i16x8.add_sat_s(i16x8.q15mulr_sat_s(s, p), i16x8.splat(COEFFICIENT_0));
  p = i16x8.q15mulr_sat_s(p, p);
  p = i16x8.q15mulr_sat_s(p, p);
  return i16x8.q15mulr_sat_s(p, p);
}

/**
 * Filters `source`, a plane with a rim (see border.ts), into a plane without, for a colour σ of 80.
 *
 * @param offsets byte offsets of the taps (without the centre) in the source, 32 bit
 * @param weights their spatial weights, 10 fraction bits, 16 bit
 */
export function bilateral80(
  source: usize, stride: i32, rim: i32, width: i32, fromRow: i32, toRow: i32,
  offsets: usize, weights: usize, taps: i32, target: usize,
): void {
  for (let y = fromRow; y < toRow; y++) {
    const row = source + <usize>((y + rim) * stride + rim);
    const out = target + <usize>(y * width);
    for (let x: usize = 0; x < <usize>width; x += 8) {
      const centre = v128.load8x8_u(row + x);
      let sum = i16x8.splat(WEIGHT_ONE);
      let low = i32x4.splat(0);
      let high = i32x4.splat(0);
      for (let k: usize = 0; k < <usize>taps; k++) {
        const difference = i16x8.sub(v128.load8x8_u(row + x + <usize>load<i32>(offsets + (k << 2))), centre);
        const weight = i16x8.q15mulr_sat_s(colourWeight(difference), v128.load16_splat(weights + (k << 1)));
        sum = i16x8.add(sum, weight);
        low = i32x4.add(low, i32x4.extmul_low_i16x8_s(weight, difference));
        high = i32x4.add(high, i32x4.extmul_high_i16x8_s(weight, difference));
      }
      const moveLow = f32x4.div(f32x4.convert_i32x4_s(low), f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(sum)));
      const moveHigh = f32x4.div(f32x4.convert_i32x4_s(high), f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(sum)));
      const move = i16x8.narrow_i32x4_s(
        i32x4.trunc_sat_f32x4_s(f32x4.nearest(moveLow)), i32x4.trunc_sat_f32x4_s(f32x4.nearest(moveHigh)),
      );
      const result = i16x8.add(centre, move);
      v128.store_lane<u64>(out + x, i8x16.narrow_i16x8_u(result, result), 0);
    }
  }
}
