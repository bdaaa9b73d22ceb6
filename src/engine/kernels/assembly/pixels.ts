// RGBA as decoders give it, to the planes the kernels work on, and back.

// OpenCV's cvtColor for 8 bits: 15-bit fixed point, rounded (0.299, 0.587, 0.114).
const RED_Q15: i16 = 9798;
const GREEN_Q15: i16 = 19235;
const BLUE_Q15: i16 = 3735;

/** Luminance of four RGBA pixels in the 32-bit lanes. */
@inline
function grey4(rgba: v128): v128 {
  const redBlue = v128.and(rgba, i16x8.splat(0xff));
  const greenAlpha = i16x8.shr_u(rgba, 8);
  const sum = i32x4.add(
    i32x4.dot_i16x8_s(redBlue, i16x8(RED_Q15, BLUE_Q15, RED_Q15, BLUE_Q15, RED_Q15, BLUE_Q15, RED_Q15, BLUE_Q15)),
    i32x4.dot_i16x8_s(greenAlpha, i16x8(GREEN_Q15, 0, GREEN_Q15, 0, GREEN_Q15, 0, GREEN_Q15, 0)),
  );
  return i32x4.shr_u(i32x4.add(sum, i32x4.splat(1 << 14)), 15);
}

/** RGBA to 8-bit luminance. */
export function greyFromRgba(rgba: usize, count: i32, grey: usize): void {
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const p = rgba + (i << 2);
    const low = i16x8.narrow_i32x4_s(grey4(v128.load(p)), grey4(v128.load(p, 16)));
    const high = i16x8.narrow_i32x4_s(grey4(v128.load(p, 32)), grey4(v128.load(p, 48)));
    v128.store(grey + i, i8x16.narrow_i16x8_u(low, high));
  }
}

/** RGBA to three planes. */
export function planesFromRgba(rgba: usize, count: i32, red: usize, green: usize, blue: usize): void {
  for (let i: usize = 0; i < <usize>count; i += 8) {
    const a = v128.load(rgba + (i << 2));
    const b = v128.load(rgba + (i << 2), 16);
    const ra = v128.shuffle<u8>(a, b, 0, 4, 8, 12, 16, 20, 24, 28, 1, 5, 9, 13, 17, 21, 25, 29);
    const bl = v128.shuffle<u8>(a, b, 2, 6, 10, 14, 18, 22, 26, 30, 2, 6, 10, 14, 18, 22, 26, 30);
    v128.store_lane<u64>(red + i, ra, 0);
    v128.store_lane<u64>(green + i, ra, 1);
    v128.store_lane<u64>(blue + i, bl, 0);
  }
}

/** Three planes (which may be the same one, for grey) to opaque RGBA. */
export function rgbaFromPlanes(red: usize, green: usize, blue: usize, count: i32, rgba: usize): void {
  const opaque = i8x16.splat(-1);
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const r = v128.load(red + i);
    const g = v128.load(green + i);
    const b = v128.load(blue + i);
    const rgLow = v128.shuffle<u8>(r, g, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const rgHigh = v128.shuffle<u8>(r, g, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const baLow = v128.shuffle<u8>(b, opaque, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const baHigh = v128.shuffle<u8>(b, opaque, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const p = rgba + (i << 2);
    v128.store(p, v128.shuffle<u16>(rgLow, baLow, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(p, v128.shuffle<u16>(rgLow, baLow, 4, 12, 5, 13, 6, 14, 7, 15), 16);
    v128.store(p, v128.shuffle<u16>(rgHigh, baHigh, 0, 8, 1, 9, 2, 10, 3, 11), 32);
    v128.store(p, v128.shuffle<u16>(rgHigh, baHigh, 4, 12, 5, 13, 6, 14, 7, 15), 48);
  }
}

/** Composites RGBA on white paper in place: c·a + 255·(255 − a), over 255, rounded. Opaque pixels stay as they are. */
export function compositeOnWhite(rgba: usize, count: i32): void {
  const alphaBytes = i32x4.splat(0xff000000);
  for (let i: usize = 0; i < <usize>count; i += 4) {
    const p = rgba + (i << 2);
    const pixels = v128.load(p);
    if (i32x4.all_true(i32x4.eq(v128.and(pixels, alphaBytes), alphaBytes))) continue;
    const alpha = i8x16.swizzle(pixels, i8x16(3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15));
    const inverse = v128.not(alpha);
    const white = i8x16.splat(-1);
    let low = i16x8.add(i16x8.extmul_low_i8x16_u(pixels, alpha), i16x8.extmul_low_i8x16_u(white, inverse));
    let high = i16x8.add(i16x8.extmul_high_i8x16_u(pixels, alpha), i16x8.extmul_high_i8x16_u(white, inverse));
    // x / 255 rounded, for x in 0…65025: (x + 128 + ((x + 128) >> 8)) >> 8
    low = i16x8.add(low, i16x8.splat(128));
    high = i16x8.add(high, i16x8.splat(128));
    low = i16x8.shr_u(i16x8.add(low, i16x8.shr_u(low, 8)), 8);
    high = i16x8.shr_u(i16x8.add(high, i16x8.shr_u(high, 8)), 8);
    v128.store(p, v128.or(i8x16.narrow_i16x8_u(low, high), alphaBytes));
  }
}
