// Canny's edge detector (1986) as OpenCV computes it: 3 × 3 Sobel, L1 magnitude, four sectors, two thresholds.

/** tan 22.5° with 15 fraction bits. */
const TAN_22_5_Q15: i32 = 13573;

/** What a pixel of the class plane is, given two pairs of thresholds; only ridge pixels are anything. */
const RIDGE_WEAK_A: i32 = 1;
const RIDGE_STRONG_A: i32 = 2;
const RIDGE_WEAK_B: i32 = 4;
const RIDGE_STRONG_B: i32 = 8;

/** Sobel gradients and magnitudes of one row; `row` points at pixel 0 of a plane with a replicated rim of 1. */
function sobelRow(row: usize, stride: usize, width: i32, dx: usize, dy: usize, magnitude: usize): void {
  for (let x: usize = 0; x < <usize>width; x += 8) {
    const a = row + x - stride;
    const b = row + x;
    const c = row + x + stride;
    const nw = v128.load8x8_u(a - 1);
    const ne = v128.load8x8_u(a + 1);
    const sw = v128.load8x8_u(c - 1);
    const se = v128.load8x8_u(c + 1);
    const middle = i16x8.sub(v128.load8x8_u(b + 1), v128.load8x8_u(b - 1));
    const across = i16x8.add(i16x8.add(i16x8.sub(ne, nw), i16x8.sub(se, sw)), i16x8.shl(middle, 1));
    const centre = i16x8.sub(v128.load8x8_u(c), v128.load8x8_u(a));
    const down = i16x8.add(i16x8.add(i16x8.sub(sw, nw), i16x8.sub(se, ne)), i16x8.shl(centre, 1));
    v128.store(dx + (x << 1), across);
    v128.store(dy + (x << 1), down);
    v128.store(magnitude + (x << 1), i16x8.add(i16x8.abs(across), i16x8.abs(down)));
  }
  // Nothing lies beyond the border.
  store<u16>(magnitude - 2, 0);
  store<u16>(magnitude + (<usize>width << 1), 0);
}

/** Whether the pixel at byte offset `i` is a maximum across its edge; the three rows are of magnitudes. */
@inline
function isRidge(m: i32, gx: i32, gy: i32, above: usize, here: usize, below: usize): bool {
  const x = abs(gx);
  const y = abs(gy) << 15;
  const tan22 = x * TAN_22_5_Q15;
  if (y < tan22) return m > <i32>load<u16>(here - 2) && m >= <i32>load<u16>(here + 2);
  if (y > tan22 + (x << 16)) return m > <i32>load<u16>(above) && m >= <i32>load<u16>(below);
  const side: isize = (gx ^ gy) < 0 ? -2 : 2;
  return m > <i32>load<u16>(above - side) && m > <i32>load<u16>(below + side);
}

/** Bytes of scratch that cannyRidges() needs. */
export function cannyScratchBytes(width: i32): i32 {
  return 9 * ((width * 2 + 63) & ~15);
}

/**
 * Ridges of the gradient magnitude, classed by two pairs of thresholds in one pass (see RIDGE_*).
 *
 * @param source plane with a replicated rim of 1
 * @param lowest the smaller of both weak thresholds
 */
export function cannyRidges(
  source: usize, width: i32, height: i32,
  weakA: i32, strongA: i32, weakB: i32, strongB: i32, target: usize, scratch: usize,
): void {
  const stride = <usize>(width + 2);
  const rowBytes = <usize>((width * 2 + 63) & ~15);
  const gradients = scratch + 16;
  const magnitudes = scratch + 6 * rowBytes + 16;
  const lowest = i16x8.splat(<i16>min(weakA, weakB));
  memory.fill(magnitudes - 16 + 2 * rowBytes, 0, rowBytes);
  for (let y = 0; y <= height; y++) {
    const slot = <usize>(y % 3);
    const magnitude = magnitudes + slot * rowBytes;
    if (y < height) {
      const dx = gradients + slot * 2 * rowBytes;
      sobelRow(source + <usize>(y + 1) * stride + 1, stride, width, dx, dx + rowBytes, magnitude);
    } else {
      memory.fill(magnitude - 16, 0, rowBytes);
    }
    if (y == 0) continue;
    const before = <usize>((y - 1) % 3);
    const here = magnitudes + before * rowBytes;
    const above = magnitudes + <usize>((y + 1) % 3) * rowBytes;
    const dx = gradients + before * 2 * rowBytes;
    const dy = dx + rowBytes;
    const out = target + <usize>((y - 1) * width);
    for (let x0 = 0; x0 < width; x0 += 8) {
      v128.store64_lane(out + <usize>x0, i8x16.splat(0), 0);
      if (!v128.any_true(i16x8.gt_s(v128.load(here + (<usize>x0 << 1)), lowest))) continue;
      for (let x = x0; x < min(x0 + 8, width); x++) {
        const at = <usize>x << 1;
        const m = <i32>load<u16>(here + at);
        if (m <= weakA && m <= weakB) continue;
        const gx = <i32>load<i16>(dx + at);
        const gy = <i32>load<i16>(dy + at);
        if (!isRidge(m, gx, gy, above + at, here + at, magnitude + at)) continue;
        let kind = 0;
        if (m > weakA) kind |= RIDGE_WEAK_A;
        if (m > strongA) kind |= RIDGE_STRONG_A;
        if (m > weakB) kind |= RIDGE_WEAK_B;
        if (m > strongB) kind |= RIDGE_STRONG_B;
        store<u8>(out + <usize>x, <u8>kind);
      }
    }
  }
}

const WEAK: u8 = 1;
const EDGE: u8 = 255;

/**
 * Hysteresis: weak ridges count when a chain of eight-neighbours leads to a strong one. 0 or 255.
 *
 * @param stack room for `capacity` 32-bit indices; when it is full the search starts over from what is found
 */
export function hysteresis(
  classes: usize, width: i32, height: i32, weak: i32, strong: i32, target: usize, stack: usize, capacity: i32,
): void {
  const count = width * height;
  for (let i = 0; i < count; i++) {
    const kind = <i32>load<u8>(classes + <usize>i);
    store<u8>(target + <usize>i, kind & strong ? EDGE : kind & weak ? WEAK : 0);
  }
  let full = true;
  while (full) {
    full = false;
    for (let i = 0; i < count; i++) {
      if (load<u8>(target + <usize>i) != EDGE) continue;
      let depth = 1;
      store<i32>(stack, i);
      while (depth > 0) {
        depth--;
        const at = load<i32>(stack + (<usize>depth << 2));
        const y = at / width;
        const x = at - y * width;
        for (let ny = max(0, y - 1); ny <= min(height - 1, y + 1); ny++) {
          for (let nx = max(0, x - 1); nx <= min(width - 1, x + 1); nx++) {
            const next = ny * width + nx;
            if (load<u8>(target + <usize>next) != WEAK) continue;
            if (depth == capacity) {
              full = true;
              continue;
            }
            store<u8>(target + <usize>next, EDGE);
            store<i32>(stack + (<usize>depth << 2), next);
            depth++;
          }
        }
      }
    }
  }
  const edge = i8x16.splat(EDGE);
  for (let i: usize = 0; i < <usize>count; i += 16) {
    v128.store(target + i, i8x16.eq(v128.load(target + i), edge));
  }
}
