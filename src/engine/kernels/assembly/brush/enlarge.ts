// A small plane made as large as the picture that it was halved from.

/** Bytes of scratch that enlargeBy() needs. */
export function enlargeByScratchBytes(smallWidth: i32): i32 {
  return 2 * (smallWidth + 18);
}

/**
 * Bilinear, 2^shift times as large, borders repeated: the inverse of `shift` halvings, of which a picture's last column
 * and row may have been cut.
 *
 * @param width, height of the target, in (small − 1)·2^shift + 1 … small·2^shift
 */
export function enlargeBy(
  source: usize, smallWidth: i32, smallHeight: i32, shift: i32, target: usize, width: i32, height: i32, scratch: usize,
): void {
  const size = 1 << shift;
  const half = size >> 1;
  // Positions in halves of a pixel: a target pixel's middle lies 2·i + 1 − size behind the first source pixel's.
  const span = 2 * size;
  const round = 1 << (2 * shift + 1);
  const row = scratch + 2;
  for (let y = 0; y < height; y++) {
    const down = 2 * y + 1 - size;
    const top = max(0, min(smallHeight - 1, down >> (shift + 1)));
    const bottom = max(0, min(smallHeight - 1, (down >> (shift + 1)) + 1));
    const t = i16x8.splat(<i16>(down & (span - 1)));
    const rest = i16x8.splat(<i16>(span - (down & (span - 1))));
    for (let x: usize = 0; x < <usize>smallWidth; x += 8) {
      const upper = v128.load8x8_u(source + <usize>(top * smallWidth) + x);
      const lower = v128.load8x8_u(source + <usize>(bottom * smallWidth) + x);
      v128.store(row + (x << 1), i16x8.add(i16x8.mul(upper, rest), i16x8.mul(lower, t)));
    }
    store<u16>(row - 2, load<u16>(row));
    store<u16>(row + (<usize>smallWidth << 1), load<u16>(row + (<usize>(smallWidth - 1) << 1)));
    const out = target + <usize>y * <usize>width;
    for (let cell = -1; cell < smallWidth; cell++) {
      const left = <i32>load<u16>(row + (cell << 1));
      const right = <i32>load<u16>(row + (cell << 1), 2);
      const first = cell * size + half;
      let sum = left * span + (right - left) + round;
      const step = (right - left) << 1;
      const end = min(width, first + size);
      for (let x = first; x < end; x++) {
        if (x >= 0) store<u8>(out + <usize>x, <u8>(sum >> (2 * shift + 2)));
        sum += step;
      }
    }
  }
}
