// Median of nine pixels that lie apart, in place: narrow shapes vanish, corners round, edges stay.

/** Rows that stand in scratch, each with a rim of `spacing` pixels on both sides. */
function rowBytes(width: i32, spacing: i32): usize {
  return <usize>((width + 2 * spacing + 79) & ~15);
}

/** Bytes of scratch that spacedMedian() needs. */
export function medianScratchBytes(width: i32, spacing: i32): i32 {
  return <i32>rowBytes(width, spacing) * (2 * spacing + 1);
}

function keepRow(source: usize, width: i32, spacing: i32, row: usize): void {
  const inner = row + <usize>spacing;
  memory.copy(inner, source, width);
  memory.fill(row, load<u8>(source), spacing);
  memory.fill(inner + <usize>width, load<u8>(source + <usize>(width - 1)), spacing);
}

/** Median of sixteen pixels' squares: of the rows' sorted triples (Smith 1996). */
@inline
function median16(upper: usize, middle: usize, lower: usize, gap: usize): v128 {
  let a = v128.load(upper);
  let b = v128.load(upper + gap);
  let c = v128.load(upper + 2 * gap);
  let low = i8x16.min_u(a, b);
  let high = i8x16.max_u(a, b);
  let lows = i8x16.min_u(low, c);
  let middles = i8x16.max_u(low, i8x16.min_u(high, c));
  let highs = i8x16.max_u(high, c);

  a = v128.load(middle);
  b = v128.load(middle + gap);
  c = v128.load(middle + 2 * gap);
  low = i8x16.min_u(a, b);
  high = i8x16.max_u(a, b);
  const second = i8x16.max_u(low, i8x16.min_u(high, c));
  lows = i8x16.max_u(lows, i8x16.min_u(low, c));
  highs = i8x16.min_u(highs, i8x16.max_u(high, c));

  a = v128.load(lower);
  b = v128.load(lower + gap);
  c = v128.load(lower + 2 * gap);
  low = i8x16.min_u(a, b);
  high = i8x16.max_u(a, b);
  const third = i8x16.max_u(low, i8x16.min_u(high, c));
  lows = i8x16.max_u(lows, i8x16.min_u(low, c));
  highs = i8x16.min_u(highs, i8x16.max_u(high, c));

  low = i8x16.min_u(middles, second);
  high = i8x16.max_u(middles, second);
  middles = i8x16.max_u(low, i8x16.min_u(high, third));
  low = i8x16.min_u(lows, middles);
  high = i8x16.max_u(lows, middles);
  return i8x16.max_u(low, i8x16.min_u(high, highs));
}

/** Replaces every pixel by the median of 3 × 3, `spacing` pixels apart; borders are repeated. */
export function spacedMedian(plane: usize, width: i32, height: i32, spacing: i32, scratch: usize): void {
  const bytes = rowBytes(width, spacing);
  const ring = 2 * spacing + 1;
  for (let y = 0; y < min(height, spacing); y++) {
    keepRow(plane + <usize>(y * width), width, spacing, scratch + <usize>y * bytes);
  }
  const whole = width & ~15;
  for (let y = 0; y < height; y++) {
    const below = y + spacing;
    if (below < height) {
      keepRow(plane + <usize>(below * width), width, spacing, scratch + <usize>(below % ring) * bytes);
    }
    const upper = scratch + <usize>(max(0, y - spacing) % ring) * bytes;
    const middle = scratch + <usize>(y % ring) * bytes;
    const lower = scratch + <usize>(min(height - 1, below) % ring) * bytes;
    const row = plane + <usize>(y * width);
    for (let x: usize = 0; x < <usize>whole; x += 16) {
      v128.store(row + x, median16(upper + x, middle + x, lower + x, spacing));
    }
    if (whole == width) continue;
    // The next row is read yet: what the last vector has beyond this one is put back.
    const at = row + <usize>whole;
    const beyond = v128.load(row + <usize>width);
    v128.store(at, median16(upper + <usize>whole, middle + <usize>whole, lower + <usize>whole, spacing));
    v128.store(row + <usize>width, beyond);
  }
}
