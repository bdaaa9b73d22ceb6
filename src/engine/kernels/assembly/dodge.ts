// Colour dodge and the tone line that follows it, as the classic converters compute them.

/** Eight numbers of 16 bits as floats, four a time: widened they have no sign, and signed ones convert at once. */
@inline
function wordsLow(halves: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(halves));
}

@inline
function wordsHigh(halves: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(halves));
}

/** 2¹⁵: floats of its binade have 8 fraction bits. */
const BINADE: f32 = 32768;
const BINADE_BITS: i32 = 0x47000000;

/** min(255, above / below) with 8 fraction bits, in 32-bit lanes; 0 / 0 is 255. */
@inline
function quotient(above: v128, below: v128): v128 {
  const value = f32x4.pmin(f32x4.splat(255), f32x4.div(above, below));
  return i32x4.sub(f32x4.add(value, f32x4.splat(BINADE)), i32x4.splat(BINADE_BITS));
}

@inline
function toned(value: v128, slope: v128, offset: v128): v128 {
  return i16x8.add(i16x8.add(value, i16x8.q15mulr_sat_s(value, slope)), offset);
}

/** The line of dodgeRow() for one value. */
function tonedOne(value: i32, rise: i32, lift: i32): i32 {
  return max(0, min(255, value + ((value * rise + (1 << 14)) >> 15) + lift));
}

/** The least dodged value that the line of dodgeRow() makes the same of as of 255: from it on, paper is white. */
export function whiteFrom(rise: i32, lift: i32): i32 {
  const white = tonedOne(255, rise, lift);
  let least = 255;
  while (least > 0 && tonedOne(least - 1, rise, lift) == white) least--;
  return least;
}

/**
 * min(base·255 / blurred, 255) truncated, where `blurred` is 255 less the blend layer. Nothing is left to divide by
 * where `blurred` is 0: there it is 255, except that with `keepBlack` a black base stays black.
 *
 * A quotient lies on an integer or at least 1/255 below the next one, so that 8 fraction bits tell them apart.
 *
 * @param rise, lift of the line d + d·rise/32768 + lift that the result d goes through, saturated
 * @param least what whiteFrom() says of that line; where all is white, as most of a drawing is, nothing is divided
 */
export function dodgeRow(
  base: usize, blurred: usize, count: i32, keepBlack: bool, rise: i32, lift: i32, least: i32, target: usize,
): void {
  // With a divisor that is next to nothing, 0 / 0 becomes 0.
  const divisor = f32x4.splat(keepBlack ? 1e-30 : 0);
  // And it is not white, whatever its quotient.
  const black = i16x8.splat(keepBlack ? 1 : 0);
  const full = i16x8.splat(255);
  const slope = i16x8.splat(<i16>rise);
  const offset = i16x8.splat(<i16>lift);
  const limit = i16x8.splat(<i16>least);
  const white = i8x16.splat(<i8>tonedOne(255, rise, lift));
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const g = v128.load(base + i);
    const b = v128.load(blurred + i);
    const above0 = i16x8.mul(i16x8.extend_low_i8x16_u(g), full);
    const above1 = i16x8.mul(i16x8.extend_high_i8x16_u(g), full);
    const below0 = i16x8.extend_low_i8x16_u(b);
    const below1 = i16x8.extend_high_i8x16_u(b);
    if (least < 255) {
      const white0 = i16x8.ge_u(above0, i16x8.max_u(i16x8.mul(below0, limit), black));
      const white1 = i16x8.ge_u(above1, i16x8.max_u(i16x8.mul(below1, limit), black));
      if (i16x8.all_true(v128.and(white0, white1))) {
        v128.store(target + i, white);
        continue;
      }
    }
    const low = i16x8.narrow_i32x4_u(
      quotient(wordsLow(above0), f32x4.pmax(wordsLow(below0), divisor)),
      quotient(wordsHigh(above0), f32x4.pmax(wordsHigh(below0), divisor)),
    );
    const high = i16x8.narrow_i32x4_u(
      quotient(wordsLow(above1), f32x4.pmax(wordsLow(below1), divisor)),
      quotient(wordsHigh(above1), f32x4.pmax(wordsHigh(below1), divisor)),
    );
    const first = toned(i16x8.shr_u(low, 8), slope, offset);
    const second = toned(i16x8.shr_u(high, 8), slope, offset);
    v128.store(target + i, i8x16.narrow_i16x8_u(first, second));
  }
}

/** 1.5 · 2²³: adding it leaves a float's rounded value, half to even, in the lower bits. */
const ROUNDING: f32 = 12582912;
const ROUNDING_BITS: i32 = 0x4b400000;

@inline
function line(value: v128, gain: v128, offset: v128): v128 {
  const scaled = f32x4.abs(f32x4.add(f32x4.mul(value, gain), offset));
  return i32x4.sub(f32x4.add(scaled, f32x4.splat(ROUNDING)), i32x4.splat(ROUNDING_BITS));
}

/** |gain·x + offset|, rounded and saturated (OpenCV's convertScaleAbs). May work in place. */
export function scaleAbs(source: usize, count: i32, gain: f32, offset: f32, target: usize): void {
  const a = f32x4.splat(gain);
  const b = f32x4.splat(offset);
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const bytes = v128.load(source + i);
    const low = i16x8.extend_low_i8x16_u(bytes);
    const high = i16x8.extend_high_i8x16_u(bytes);
    const first = i16x8.narrow_i32x4_s(line(wordsLow(low), a, b), line(wordsHigh(low), a, b));
    const second = i16x8.narrow_i32x4_s(line(wordsLow(high), a, b), line(wordsHigh(high), a, b));
    v128.store(target + i, i8x16.narrow_i16x8_u(first, second));
  }
}
