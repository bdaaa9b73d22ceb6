// Bands of stored rows to their places in the upright picture.

import { storeTransposed } from './transpose';

/** Two rows' next eight samples. */
@inline
function twoRows(row: usize, step: i32): v128 {
  return v128.load64_lane(row + <usize>step, v128.load64_zero(row), 1);
}

/**
 * Copies `rows` rows of `width` samples; sample (x, y) goes to target + x·stepX + y·stepY. One of the steps is 1 or
 * −1, the other one a row.
 */
export function jpegPlaceRows(
  source: usize, stride: i32, width: i32, rows: i32, target: usize, stepX: i32, stepY: i32,
): void {
  if (abs(stepX) == 1 && width > 1) {
    for (let y = 0; y < rows; y++) {
      const from = source + <usize>(y * stride);
      const to = target + <usize>(y * stepY);
      if (stepX == 1) memory.copy(to, from, width);
      else reverse(from, to, width);
    }
    return;
  }
  const upwards = stepY < 0;
  let y = 0;
  for (; y + 8 <= rows && abs(stepY) == 1; y += 8) {
    // Rows that go upwards are taken from the last one on, so that they are stored upwards.
    const first = source + <usize>((upwards ? y + 7 : y) * stride);
    const step = upwards ? -stride : stride;
    const to = target + <usize>((upwards ? y + 7 : y) * stepY);
    let x = 0;
    for (; x + 8 <= width; x += 8) {
      const at = first + <usize>x;
      storeTransposed(
        twoRows(at, step),
        twoRows(at + <usize>(2 * step), step),
        twoRows(at + <usize>(4 * step), step),
        twoRows(at + <usize>(6 * step), step),
        to + <usize>(x * stepX),
        stepX,
      );
    }
    place(source, stride, x, width, y, y + 8, target, stepX, stepY);
  }
  place(source, stride, 0, width, y, rows, target, stepX, stepY);
}

function place(
  source: usize, stride: i32, left: i32, right: i32, top: i32, bottom: i32, target: usize, stepX: i32, stepY: i32,
): void {
  for (let x = left; x < right; x++) {
    for (let y = top; y < bottom; y++) {
      store<u8>(target + <usize>(x * stepX + y * stepY), load<u8>(source + <usize>(y * stride + x)));
    }
  }
}

/** Sample x to target − x. */
function reverse(source: usize, target: usize, width: i32): void {
  let x = 0;
  for (; x + 16 <= width; x += 16) {
    const samples = v128.load(source + <usize>x);
    const order = i8x16(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    v128.store(target - <usize>(x + 15), i8x16.swizzle(samples, order));
  }
  for (; x < width; x++) store<u8>(target - <usize>x, load<u8>(source + <usize>x));
}
