// A picture at half its size, while its rows pass by.

/** Two pixels, the averages of four beside each other in two rows; 16-bit lanes. */
@inline
function averages(upper: v128, lower: v128): v128 {
  const first = i16x8.add(i16x8.extend_low_i8x16_u(upper), i16x8.extend_low_i8x16_u(lower));
  const second = i16x8.add(i16x8.extend_high_i8x16_u(upper), i16x8.extend_high_i8x16_u(lower));
  const even = v128.shuffle<u64>(first, second, 0, 2);
  const odd = v128.shuffle<u64>(first, second, 1, 3);
  return i16x8.shr_u(i16x8.add(i16x8.add(even, odd), i16x8.splat(2)), 2);
}

/**
 * Averages each 2 × 2 RGBA pixels, rounded; an odd last column or row counts twice. The target has half the columns
 * and half the rows, rounded up, and overlaps nothing.
 */
export function halveRgba(source: usize, width: i32, rows: i32, target: usize): void {
  const stride = <usize>width << 2;
  const pairs: usize = <usize>width >> 1;
  let out = target;
  for (let y = 0; y < rows; y += 2) {
    const upper = source + <usize>y * stride;
    const lower = y + 1 < rows ? upper + stride : upper;
    for (let x: usize = 0; x < pairs; x += 4) {
      const p = x << 3;
      const low = averages(v128.load(upper + p), v128.load(lower + p));
      const high = averages(v128.load(upper + p, 16), v128.load(lower + p, 16));
      v128.store(out + (x << 2), i8x16.narrow_i16x8_u(low, high));
    }
    out += pairs << 2;
    if (width & 1) {
      const last = stride - 4;
      for (let channel: usize = 0; channel < 4; channel++) {
        const sum = <u32>load<u8>(upper + last + channel) + <u32>load<u8>(lower + last + channel);
        store<u8>(out + channel, (sum + 1) >> 1);
      }
      out += 4;
    }
  }
}
