// Specks: dots that hang together with nothing. A frame without a dark pixel around a square shows that what is inside
// ends there.

/** The extreme of `count` bytes, `step` apart, of 16 starts: the darkest, or of specks of light the lightest. */
@inline
function extreme(p: usize, count: i32, step: usize, ofLight: bool): v128 {
  let result = v128.load(p);
  for (let k = 1; k < count; k++) {
    const next = v128.load(p + <usize>k * step);
    result = ofLight ? i8x16.max_u(result, next) : i8x16.min_u(result, next);
  }
  return result;
}

/** Which of 16 bytes lie on the ground that specks lie on. */
@inline
function ground(value: v128, bound: v128, ofLight: bool): v128 {
  return ofLight ? i8x16.lt_u(value, bound) : i8x16.ge_u(value, bound);
}

@inline
function sweep(plane: usize, width: i32, height: i32, radius: i32, limit: i32, ofLight: bool): void {
  const side = 2 * radius + 1;
  const inner = side - 2;
  const stride = <usize>width;
  const bound = i8x16.splat(<i8>limit);
  const fill = <u8>(ofLight ? 0 : 255);
  for (let y = 0; y + side <= height; y++) {
    const row = plane + <usize>y * stride;
    for (let x = 0; x + side <= width; x += 16) {
      const p = row + <usize>x;
      let inside = extreme(p + stride + 1, inner, 1, ofLight);
      for (let k = 2; k <= inner; k++) {
        const next = extreme(p + <usize>k * stride + 1, inner, 1, ofLight);
        inside = ofLight ? i8x16.max_u(inside, next) : i8x16.min_u(inside, next);
      }
      let specks = v128.not(ground(inside, bound, ofLight));
      if (!v128.any_true(specks)) continue;
      specks = v128.and(specks, ground(extreme(p, side, 1, ofLight), bound, ofLight));
      if (!v128.any_true(specks)) continue;
      const bottom = extreme(p + <usize>(side - 1) * stride, side, 1, ofLight);
      const left = extreme(p, side, stride, ofLight);
      const right = extreme(p + <usize>(side - 1), side, stride, ofLight);
      specks = v128.and(specks, ground(bottom, bound, ofLight));
      specks = v128.and(specks, v128.and(ground(left, bound, ofLight), ground(right, bound, ofLight)));
      let found = i8x16.bitmask(specks);
      while (found != 0) {
        const lane = ctz(found);
        found &= found - 1;
        if (x + lane + side > width) break;
        for (let k = 1; k <= inner; k++) memory.fill(p + <usize>lane + <usize>k * stride + 1, fill, inner);
      }
    }
  }
}

/**
 * Removes dark specks from an 8-bit plane: wherever the frame of a square of 2·radius + 1 pixels is light, `limit` or
 * above, and something inside is not, the inside becomes 255. Squares are taken row by row, in place; what touches the
 * picture's border stays.
 */
export function removeSpecks(plane: usize, width: i32, height: i32, radius: i32, limit: i32): void {
  sweep(plane, width, height, radius, limit, false);
}

/** The same with specks of light: where the frame is dark, below `limit`, the inside becomes 0. */
export function removeHoles(plane: usize, width: i32, height: i32, radius: i32, limit: i32): void {
  sweep(plane, width, height, radius, limit, true);
}
