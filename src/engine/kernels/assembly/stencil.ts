// Fixed 3 × 3 neighbourhoods over planes with a rim of 1 (see border.ts).

@inline
function saturate(at: usize, value: v128): void {
  v128.store_lane<u64>(at, i8x16.narrow_i16x8_u(value, value), 0);
}

/** OpenCV's Laplacian of aperture 3: 2 0 2 / 0 −8 0 / 2 0 2, negatives to 0. */
export function laplacian(source: usize, width: i32, height: i32, target: usize): void {
  const stride = <usize>(width + 2);
  for (let y = 0; y < height; y++) {
    const row = source + <usize>(y + 1) * stride + 1;
    const out = target + <usize>(y * width);
    for (let x: usize = 0; x < <usize>width; x += 8) {
      const above = row + x - stride;
      const below = row + x + stride;
      const corners = i16x8.add(
        i16x8.add(v128.load8x8_u(above - 1), v128.load8x8_u(above + 1)),
        i16x8.add(v128.load8x8_u(below - 1), v128.load8x8_u(below + 1)),
      );
      saturate(out + x, i16x8.sub(i16x8.shl(corners, 1), i16x8.shl(v128.load8x8_u(row + x), 3)));
    }
  }
}

/** Rounded, saturated third: q15mulr by 10923/32768 is exact for what three rows or columns can sum to. */
@inline
function third(sum: v128): v128 {
  return i16x8.q15mulr_sat_s(sum, i16x8.splat(10923));
}

/** Bitwise OR of the filters with rows (−1 2 −1)/3 and with columns (−1 2 −1)/3, both 3 × 3. */
export function lineTexture(source: usize, width: i32, height: i32, target: usize): void {
  const stride = <usize>(width + 2);
  for (let y = 0; y < height; y++) {
    const row = source + <usize>(y + 1) * stride + 1;
    const out = target + <usize>(y * width);
    for (let x: usize = 0; x < <usize>width; x += 8) {
      const a = row + x - stride;
      const b = row + x;
      const c = row + x + stride;
      const nw = v128.load8x8_u(a - 1);
      const n = v128.load8x8_u(a);
      const ne = v128.load8x8_u(a + 1);
      const w = v128.load8x8_u(b - 1);
      const m = v128.load8x8_u(b);
      const e = v128.load8x8_u(b + 1);
      const sw = v128.load8x8_u(c - 1);
      const s = v128.load8x8_u(c);
      const se = v128.load8x8_u(c + 1);
      // Three times the middle line less the whole neighbourhood is 2·middle − sides.
      const all = i16x8.add(
        i16x8.add(i16x8.add(nw, n), i16x8.add(ne, w)),
        i16x8.add(i16x8.add(m, e), i16x8.add(i16x8.add(sw, s), se)),
      );
      const column = i16x8.mul(i16x8.add(i16x8.add(n, m), s), i16x8.splat(3));
      const line = i16x8.mul(i16x8.add(i16x8.add(w, m), e), i16x8.splat(3));
      const across = third(i16x8.sub(column, all));
      const down = third(i16x8.sub(line, all));
      const zero = i16x8.splat(0);
      const bytes = v128.or(i8x16.narrow_i16x8_u(across, zero), i8x16.narrow_i16x8_u(down, zero));
      v128.store_lane<u64>(out + x, bytes, 0);
    }
  }
}

/** Largest of the pixel, its left, upper and upper left neighbour (dilation 2 × 2, anchor at its centre (1, 1)). */
export function dilate2x2(source: usize, width: i32, height: i32, target: usize): void {
  const stride = <usize>(width + 2);
  for (let y = 0; y < height; y++) {
    const row = source + <usize>(y + 1) * stride + 1;
    for (let x: usize = 0; x < <usize>width; x += 16) {
      const p = row + x;
      const here = i8x16.max_u(v128.load(p), v128.load(p - 1));
      const above = i8x16.max_u(v128.load(p - stride), v128.load(p - stride - 1));
      v128.store(target + <usize>(y * width) + x, i8x16.max_u(here, above));
    }
  }
}
