// Colour spaces of JPEG files to planes of RGB (JFIF 1.02; Adobe Technical Note 5116).

// libjpeg's fixed point (jdcolor.c), bit for bit for differences of −128…127. Factors in 2^−15; what they do not hold
// is added whole: 1.402 = 1 + 0.402, 1.772 = 1 + 0.772. Loaded, as those in pairs.ts are.
const FACTORS = memory.data<i16>([13173, 13173, -11277, -23401, 16384, 0, 25297, 25297, 128, 128], 16);
const RED: usize = 0;
const GREEN: usize = 4;
/** 1/2, of 32 bits. */
const HALF: usize = 8;
const BLUE: usize = 12;
const MIDDLE: usize = 16;

@inline
function factors(place: usize): v128 {
  return v128.load32_splat(FACTORS + place);
}

/** What the colour difference adds to eight samples of luminance: 1.402 Cr. */
@inline
function redPart(cr: v128): v128 {
  return i16x8.add(cr, i16x8.q15mulr_sat_s(cr, factors(RED)));
}

/** −0.344136 Cb − 0.714136 Cr */
@inline
function greenPart(cb: v128, cr: v128): v128 {
  const pairs = factors(GREEN);
  const half = factors(HALF);
  const low = i32x4.dot_i16x8_s(v128.shuffle<u16>(cb, cr, 0, 8, 1, 9, 2, 10, 3, 11), pairs);
  const high = i32x4.dot_i16x8_s(v128.shuffle<u16>(cb, cr, 4, 12, 5, 13, 6, 14, 7, 15), pairs);
  return i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(low, half), 15), i32x4.shr_s(i32x4.add(high, half), 15));
}

/** 1.772 Cb */
@inline
function bluePart(cb: v128): v128 {
  return i16x8.add(cb, i16x8.q15mulr_sat_s(cb, factors(BLUE)));
}

/** Y, Cb, Cr to R, G, B; may work in place. */
export function jpegRgbFromYcc(
  luma: usize, blueness: usize, redness: usize, count: i32, red: usize, green: usize, blue: usize,
): void {
  const middle = factors(MIDDLE);
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const y = v128.load(luma + i);
    const yLow = i16x8.extend_low_i8x16_u(y);
    const yHigh = i16x8.extend_high_i8x16_u(y);
    const cbLow = i16x8.sub(v128.load8x8_u(blueness + i), middle);
    const cbHigh = i16x8.sub(v128.load8x8_u(blueness + i, 8), middle);
    const crLow = i16x8.sub(v128.load8x8_u(redness + i), middle);
    const crHigh = i16x8.sub(v128.load8x8_u(redness + i, 8), middle);
    v128.store(
      red + i,
      i8x16.narrow_i16x8_u(i16x8.add(yLow, redPart(crLow)), i16x8.add(yHigh, redPart(crHigh))),
    );
    v128.store(
      green + i,
      i8x16.narrow_i16x8_u(i16x8.add(yLow, greenPart(cbLow, crLow)), i16x8.add(yHigh, greenPart(cbHigh, crHigh))),
    );
    v128.store(
      blue + i,
      i8x16.narrow_i16x8_u(i16x8.add(yLow, bluePart(cbLow)), i16x8.add(yHigh, bluePart(cbHigh))),
    );
  }
}

/** x / 255 rounded, for x in 0…65025. */
@inline
function over255(x: v128): v128 {
  const biased = i16x8.add(x, i16x8.splat(128));
  return i16x8.shr_u(i16x8.add(biased, i16x8.shr_u(biased, 8)), 8);
}

/**
 * Takes printing inks off white paper, in place: channel · key over 255, where 255 means no ink.
 *
 * @param channelFlip and `keyFlip`: 255 where the samples count ink instead
 */
export function jpegApplyKey(channel: usize, channelFlip: i32, key: usize, keyFlip: i32, count: i32): void {
  const flip = i8x16.splat(<i8>channelFlip);
  const keyMask = i8x16.splat(<i8>keyFlip);
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const c = v128.xor(v128.load(channel + i), flip);
    const k = v128.xor(v128.load(key + i), keyMask);
    const low = over255(i16x8.extmul_low_i8x16_u(c, k));
    const high = over255(i16x8.extmul_high_i8x16_u(c, k));
    v128.store(channel + i, i8x16.narrow_i16x8_u(low, high));
  }
}

/** OpenCV's luminance of RGB planes (see greyFromRgba), for files that hold none. May work in place. */
export function jpegGreyFromRgb(red: usize, green: usize, blue: usize, count: i32, grey: usize): void {
  const factors = i16x8(9798, 3735, 9798, 3735, 9798, 3735, 9798, 3735);
  const greens = i16x8(19235, 1, 19235, 1, 19235, 1, 19235, 1);
  const half = i16x8.splat(1 << 14);
  for (let i: usize = 0; i < <usize>count; i += 8) {
    const r = v128.load8x8_u(red + i);
    const g = v128.load8x8_u(green + i);
    const b = v128.load8x8_u(blue + i);
    const low = i32x4.add(
      i32x4.dot_i16x8_s(v128.shuffle<u16>(r, b, 0, 8, 1, 9, 2, 10, 3, 11), factors),
      i32x4.dot_i16x8_s(v128.shuffle<u16>(g, half, 0, 8, 1, 9, 2, 10, 3, 11), greens),
    );
    const high = i32x4.add(
      i32x4.dot_i16x8_s(v128.shuffle<u16>(r, b, 4, 12, 5, 13, 6, 14, 7, 15), factors),
      i32x4.dot_i16x8_s(v128.shuffle<u16>(g, half, 4, 12, 5, 13, 6, 14, 7, 15), greens),
    );
    const halves = i16x8.narrow_i32x4_s(i32x4.shr_u(low, 15), i32x4.shr_u(high, 15));
    v128.store_lane<u64>(grey + i, i8x16.narrow_i16x8_u(halves, halves), 0);
  }
}
