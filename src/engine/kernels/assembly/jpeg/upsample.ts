// Chroma rows to the picture's width, as libjpeg does it (jdsample.c): where there are half as many samples each
// output lies a quarter of the way between two, so it takes 3/4 of the nearer and 1/4 of the farther one.

/** Interleaves two vectors of 16-bit numbers 0–255 and stores 16 bytes. */
@inline
function storeInterleaved(target: usize, even: v128, odd: v128): void {
  v128.store(target, v128.or(even, i16x8.shl(odd, 8)));
}

/** Twice as wide: `width` samples to 2·width. */
export function jpegUpsample2x1(row: usize, width: i32, target: usize): void {
  for (let x: usize = 0; x < <usize>width; x += 8) {
    const near = i16x8.mul(v128.load8x8_u(row + x), i16x8.splat(3));
    const left = i16x8.add(near, i16x8.add(v128.load8x8_u(row + x - 1), i16x8.splat(1)));
    const right = i16x8.add(near, i16x8.add(v128.load8x8_u(row + x + 1), i16x8.splat(2)));
    storeInterleaved(target + (x << 1), i16x8.shr_u(left, 2), i16x8.shr_u(right, 2));
  }
  store<u8>(target, load<u8>(row));
  store<u8>(target + <usize>(2 * width - 1), load<u8>(row + <usize>(width - 1)));
}

/** 3/4 near + 1/4 far, in quarters. */
@inline
function quarters(near: usize, far: usize): v128 {
  return i16x8.add(i16x8.mul(v128.load8x8_u(near), i16x8.splat(3)), v128.load8x8_u(far));
}

@inline
function quartersOfOne(near: usize, far: usize): i32 {
  return 3 * <i32>load<u8>(near) + <i32>load<u8>(far);
}

/** Twice as wide and one of the two rows between: `near` is the row it lies in, `far` the neighbour above or below. */
export function jpegUpsample2x2(near: usize, far: usize, width: i32, target: usize): void {
  const three = i16x8.splat(3);
  let before = i16x8.splat(0);
  let here = quarters(near, far);
  for (let x: usize = 0; x < <usize>width; x += 8) {
    const after = quarters(near + x + 8, far + x + 8);
    const middle = i16x8.mul(here, three);
    const left = i16x8.add(middle, v128.shuffle<u16>(before, here, 7, 8, 9, 10, 11, 12, 13, 14));
    const right = i16x8.add(middle, v128.shuffle<u16>(here, after, 1, 2, 3, 4, 5, 6, 7, 8));
    storeInterleaved(
      target + (x << 1),
      i16x8.shr_u(i16x8.add(left, i16x8.splat(8)), 4),
      i16x8.shr_u(i16x8.add(right, i16x8.splat(7)), 4),
    );
    before = here;
    here = after;
  }
  const last = <usize>(width - 1);
  store<u8>(target, <u8>((4 * quartersOfOne(near, far) + 8) >> 4));
  store<u8>(target + 2 * last + 1, <u8>((4 * quartersOfOne(near + last, far + last) + 7) >> 4));
}

/** One of the two rows between, of the same width; `bias` 1 for the upper one, 2 for the lower one. */
export function jpegUpsample1x2(near: usize, far: usize, width: i32, bias: i32, target: usize): void {
  const round = i16x8.splat(<i16>bias);
  for (let x: usize = 0; x < <usize>width; x += 8) {
    const sum = i16x8.shr_u(i16x8.add(quarters(near + x, far + x), round), 2);
    v128.store_lane<u64>(target + x, i8x16.narrow_i16x8_u(sum, sum), 0);
  }
}

/** Any other ratio, `part` samples to `whole` pixels: the sample that the pixel lies in. */
export function jpegUpsampleNearest(row: usize, part: i32, whole: i32, width: i32, target: usize): void {
  for (let x = 0; x < width; x++) store<u8>(target + <usize>x, load<u8>(row + <usize>(x * part / whole)));
}
