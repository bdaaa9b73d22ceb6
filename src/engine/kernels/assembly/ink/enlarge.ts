// Doubling a plane: what was found on a small copy is drawn at full size with smooth borders.

/** Rows of 16-bit sums that enlarge() works on. */
function rowBytes(width: i32): usize {
  return (<usize>width * 2 + 95) & ~15;
}

/** Bytes of scratch that enlarge() needs. */
export function enlargeScratchBytes(width: i32): i32 {
  return <i32>rowBytes(width);
}

/**
 * Doubles an 8-bit plane: every pixel lies a quarter off the nearest one of `source` and is interpolated (9 3 3 1)/16
 * between four, rounded. Doubled again and again it tends to the quadratic B-spline, which has no corners.
 *
 * @param toWidth, toHeight 2·width or one less, and 2·height or one less
 */
export function enlarge(
  source: usize, width: i32, height: i32, target: usize, toWidth: i32, toHeight: i32, scratch: usize,
): void {
  const row = scratch + 16;
  const last = <usize>(width - 1) << 1;
  const three = i16x8.splat(3);
  const eight = i16x8.splat(8);
  for (let y = 0; y < toHeight; y++) {
    const near = y >> 1;
    const far = max(0, min(height - 1, near + ((y & 1) == 0 ? -1 : 1)));
    const a = source + <usize>(near * width);
    const b = source + <usize>(far * width);
    for (let x: usize = 0; x < <usize>width; x += 8) {
      const sum = i16x8.add(i16x8.mul(v128.load8x8_u(a + x), three), v128.load8x8_u(b + x));
      v128.store(row + (x << 1), sum);
    }
    store<u16>(row - 2, load<u16>(row));
    store<u16>(row + last + 2, load<u16>(row + last));
    const out = target + <usize>(y * toWidth);
    for (let x: usize = 0; x < <usize>width; x += 8) {
      const p = row + (x << 1);
      const middle = i16x8.add(i16x8.mul(v128.load(p), three), eight);
      const even = i16x8.shr_u(i16x8.add(middle, v128.load(p - 2)), 4);
      const odd = i16x8.shr_u(i16x8.add(middle, v128.load(p, 2)), 4);
      v128.store(out + (x << 1), v128.or(even, i16x8.shl(odd, 8)));
    }
  }
}
