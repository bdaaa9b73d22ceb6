// Outlines out of straight strokes (Lu, Xu, Jia 2012, §3.1). Planes here have a stride: the columns behind the
// width, and the rows above and below, are an empty rim that lines may run into.

/**
 * Gradient magnitude |∇| of a plane (central differences, octagonal norm), times `gain`/16, less `threshold`.
 * `target` points at the first pixel of a plane with `stride`; its rim must be zero already.
 */
export function gradient(
  source: usize, width: i32, height: i32, gain: i32, threshold: i32, target: usize, stride: i32,
): void {
  const factor = i16x8.splat(<i16>gain);
  const less = i16x8.splat(<i16>threshold);
  for (let y = 0; y < height; y++) {
    const row = source + <usize>(y * width);
    const above = source + <usize>(max(0, y - 1) * width);
    const below = source + <usize>(min(height - 1, y + 1) * width);
    const out = target + <usize>(y * stride);
    for (let x = 0; x < width; x += 8) {
      const at = <usize>x;
      const left = x == 0 ? leftEdge(row) : v128.load8x8_u(row + at - 1);
      const dx = i16x8.abs(i16x8.sub(v128.load8x8_u(row + at + 1), left));
      const dy = i16x8.abs(i16x8.sub(v128.load8x8_u(below + at), v128.load8x8_u(above + at)));
      // max + 3/8 min is within 7 % of the Euclidean norm.
      const small = i16x8.min_s(dx, dy);
      const norm = i16x8.add(i16x8.max_s(dx, dy), i16x8.sub(i16x8.shr_u(small, 1), i16x8.shr_u(small, 3)));
      const value = i16x8.sub(i16x8.shr_u(i16x8.mul(norm, factor), 4), less);
      v128.store_lane<u64>(out + at, i8x16.narrow_i16x8_u(value, value), 0);
    }
    // The last column has no right neighbour; what a whole vector wrote behind it goes back to empty.
    store<u8>(out + <usize>(width - 1), width > 1 ? load<u8>(out + <usize>(width - 2)) : 0);
    memory.fill(out + <usize>width, 0, 8);
  }
}

/** Eight pixels to the left of the first eight, with the first one repeated. */
@inline
function leftEdge(row: usize): v128 {
  const pixels = v128.load8x8_u(row);
  return v128.shuffle<u16>(pixels, pixels, 0, 0, 1, 2, 3, 4, 5, 6);
}

/** Rounded mean of two vectors. */
@inline
function mean(p: usize, q: usize): v128 {
  return i8x16.avgr_u(v128.load(p), v128.load(q));
}

/**
 * The first three doublings of a line's length: a mean of two pixels, of two such means, and again. `a`, `b` and `c`
 * are the byte offsets between the halves; one of 0 leaves a doubling out.
 */
export function meanOfEight(source: usize, a: i32, b: i32, c: i32, count: i32, target: usize): void {
  const p1 = source + <usize>a;
  const p2 = source + <usize>b;
  const p3 = p1 + <usize>b;
  const p4 = source + <usize>c;
  const p5 = p1 + <usize>c;
  const p6 = p2 + <usize>c;
  const p7 = p3 + <usize>c;
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const near = i8x16.avgr_u(mean(source + i, p1 + i), mean(p2 + i, p3 + i));
    const far = i8x16.avgr_u(mean(p4 + i, p5 + i), mean(p6 + i, p7 + i));
    v128.store(target + i, i8x16.avgr_u(near, far));
  }
}

/** Two more doublings, then keeps the largest response so far and the number of the line it came from. */
export function keepLargest(
  source: usize, a: i32, b: i32, line: i32, count: i32, best: usize, lines: usize,
): void {
  const p1 = source + <usize>a;
  const p2 = source + <usize>b;
  const p3 = p1 + <usize>b;
  const number = i8x16.splat(<i8>line);
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const value = i8x16.avgr_u(mean(source + i, p1 + i), mean(p2 + i, p3 + i));
    const old = v128.load(best + i);
    const largest = i8x16.max_u(old, value);
    v128.store(best + i, largest);
    v128.store(lines + i, v128.bitselect(v128.load(lines + i), number, i8x16.eq(largest, old)));
  }
}

/** Two more doublings, added to `sum`, saturated. */
export function addLine(source: usize, a: i32, b: i32, count: i32, sum: usize): void {
  const p1 = source + <usize>a;
  const p2 = source + <usize>b;
  const p3 = p1 + <usize>b;
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const value = i8x16.avgr_u(mean(source + i, p1 + i), mean(p2 + i, p3 + i));
    v128.store(sum + i, i8x16.add_sat_u(v128.load(sum + i), value));
  }
}

/** The gradient where `line` is the best one, else 0. */
export function pickLine(gradients: usize, lines: usize, line: i32, count: i32, target: usize): void {
  const number = i8x16.splat(<i8>line);
  for (let i: usize = 0; i < <usize>count; i += 16) {
    v128.store(target + i, v128.and(v128.load(gradients + i), i8x16.eq(v128.load(lines + i), number)));
  }
}

/** sum += layer, saturated. */
export function accumulate(layer: usize, count: i32, sum: usize): void {
  for (let i: usize = 0; i < <usize>count; i += 16) {
    v128.store(sum + i, i8x16.add_sat_u(v128.load(sum + i), v128.load(layer + i)));
  }
}

/** Copies a plane with a stride into one without. */
export function unstride(source: usize, stride: i32, width: i32, height: i32, target: usize): void {
  for (let y = 0; y < height; y++) memory.copy(target + <usize>(y * width), source + <usize>(y * stride), width);
}
