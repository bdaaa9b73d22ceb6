// Which way the forms of a picture run: the structure tensor, smoothed, and its minor eigenvector (Kyprianidis, Döllner
// 2008, "Image Abstraction by Structure Adaptive Filtering", §2), which stands for the edge tangent flow of Kang, Lee,
// Chui 2007 without its iterations. One pass from top to bottom; rows of cells lie in a ring, so that it takes no plane.

/** Bytes of a cell: cos θ and sin θ of the tangent in 127ths (signed), coherence in 255ths, strength. */
const CELL_BYTES: usize = 4;

/** Floats of padding on both sides of a row of tensors; covers the widest blur and whole vectors. */
const PAD: usize = 32;

/** Half a gradient row's padding, in 16-bit samples. */
const SIDE: usize = 8;

function rowFloats(cells: i32): usize {
  return (<usize>cells + 2 * PAD + 7) & ~3;
}

function gradientBytes(width: i32): usize {
  return (<usize>width * 2 + 4 * SIDE + 63) & ~15;
}

/** Bytes of scratch that tangentField() needs; radius at most 24. */
export function tangentScratchBytes(width: i32, radius: i32): i32 {
  const cells = (width + 1) >> 1;
  const rows = <usize>(2 * radius + 3) * 3;
  return <i32>(gradientBytes(width) * 2 + rows * rowFloats(cells) * 4);
}

/** Sobel's smoothing and difference down three rows, with their ends repeated, as 16-bit rows. */
function verticals(above: usize, here: usize, below: usize, width: i32, sums: usize, differences: usize): void {
  for (let x: usize = 0; x < <usize>width; x += 8) {
    const a = v128.load8x8_u(above + x);
    const b = v128.load8x8_u(here + x);
    const c = v128.load8x8_u(below + x);
    v128.store(sums + (x << 1), i16x8.add(i16x8.add(a, c), i16x8.shl(b, 1)));
    v128.store(differences + (x << 1), i16x8.sub(c, a));
  }
  const last = <usize>(width - 1) << 1;
  store<i16>(sums - 2, load<i16>(sums));
  store<i16>(differences - 2, load<i16>(differences));
  // Two behind the end: the odd pixel of the last cell repeats its neighbour.
  for (let i: usize = 2; i <= 4; i += 2) {
    store<i16>(sums + last + i, load<i16>(sums + last));
    store<i16>(differences + last + i, load<i16>(differences + last));
  }
}

/** Adds the tensors of a row's pixels, pair by pair, to three rows of floats: E − G, 2F and E + G. */
function tensors(sums: usize, differences: usize, cells: i32, row: usize, stride: usize): void {
  for (let i: usize = 0; i < <usize>cells; i += 4) {
    const at = i << 2;
    const s = sums + at;
    const d = differences + at;
    const gx = i16x8.sub(v128.load(s, 2), v128.load(s - 2));
    const gy = i16x8.add(i16x8.add(v128.load(d - 2), v128.load(d, 2)), i16x8.shl(v128.load(d), 1));
    const e = i32x4.dot_i16x8_s(gx, gx);
    const f = i32x4.dot_i16x8_s(gx, gy);
    const g = i32x4.dot_i16x8_s(gy, gy);
    const p = row + at;
    v128.store(p, f32x4.add(v128.load(p), f32x4.convert_i32x4_s(i32x4.sub(e, g))));
    v128.store(p + stride, f32x4.add(v128.load(p + stride), f32x4.convert_i32x4_s(i32x4.shl(f, 1))));
    v128.store(p + 2 * stride, f32x4.add(v128.load(p + 2 * stride), f32x4.convert_i32x4_s(i32x4.add(e, g))));
  }
}

/** Gaussian along one row whose padding is filled from its ends. */
function blurAcross(row: usize, cells: i32, weights: usize, radius: i32, out: usize): void {
  const last = row + (<usize>(cells - 1) << 2);
  const reach = <usize>radius << 2;
  for (let k: usize = 4; k <= reach; k += 4) {
    store<f32>(row - k, load<f32>(row));
    store<f32>(last + k, load<f32>(last));
  }
  for (let x: usize = 0; x < <usize>cells << 2; x += 16) {
    let sum = f32x4.mul(v128.load32_splat(weights), v128.load(row + x));
    for (let k: usize = 4; k <= reach; k += 4) {
      const sides = f32x4.add(v128.load(row + x - k), v128.load(row + x + k));
      sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(weights + k), sides));
    }
    v128.store(out + x, sum);
  }
}

/** Smoothed tensors of row `y` of cells, added up from the ring, to three rows. */
function blurDown(
  ring: usize, slots: i32, y: i32, rows: i32, cells: i32, stride: usize, weights: usize, radius: i32, out: usize,
): void {
  const slot = stride * 3;
  const bytes = <usize>cells << 2;
  for (let part: usize = 0; part < 3 * stride; part += stride) {
    const first = ring + <usize>(y % slots) * slot + part;
    for (let x: usize = 0; x < bytes; x += 16) {
      v128.store(out + part + x, f32x4.mul(v128.load32_splat(weights), v128.load(first + x)));
    }
    for (let k = 1; k <= radius; k++) {
      const weight = v128.load32_splat(weights + (<usize>k << 2));
      const above = ring + <usize>(max(0, y - k) % slots) * slot + part;
      const below = ring + <usize>(min(rows - 1, y + k) % slots) * slot + part;
      for (let x: usize = 0; x < bytes; x += 16) {
        const sides = f32x4.add(v128.load(above + x), v128.load(below + x));
        v128.store(out + part + x, f32x4.add(v128.load(out + part + x), f32x4.mul(weight, sides)));
      }
    }
  }
}

/** Square roots of what rounding may have left a little below zero. */
@inline
function root(value: v128): v128 {
  return f32x4.sqrt(f32x4.pmax(f32x4.splat(0), value));
}

/** Cells out of a row of smoothed tensors. */
function cellRow(row: usize, cells: i32, stride: usize, handCos: f32, handSin: f32, hand: f32, target: usize): void {
  const one = f32x4.splat(1);
  const half = f32x4.splat(0.5);
  const tiny = f32x4.splat(1e-6);
  const scale = f32x4.splat(127);
  for (let i: usize = 0; i < <usize>cells; i += 4) {
    const at = row + (i << 2);
    const p = v128.load(at);
    const q = v128.load(at + stride);
    const energy = v128.load(at + 2 * stride);
    // The tangent lies across the gradient: its doubled angle is the opposite one.
    const x = f32x4.sub(f32x4.splat(hand * handCos), p);
    const y = f32x4.sub(f32x4.splat(hand * handSin), q);
    const length = f32x4.sqrt(f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y)));
    const still = f32x4.le(length, tiny);
    const ratio = v128.bitselect(one, f32x4.div(x, f32x4.pmax(length, tiny)), still);
    const cosine = root(f32x4.mul(half, f32x4.add(one, ratio)));
    const plain = root(f32x4.mul(half, f32x4.sub(one, ratio)));
    const sine = v128.bitselect(f32x4.neg(plain), plain, f32x4.lt(y, f32x4.splat(0)));
    const aligned = f32x4.sqrt(f32x4.add(f32x4.mul(p, p), f32x4.mul(q, q)));
    const coherence = f32x4.div(f32x4.mul(aligned, f32x4.splat(255)), f32x4.pmax(energy, one));
    const strength = f32x4.mul(root(energy), f32x4.splat(0.25));
    const c = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(cosine, scale)));
    const s = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(sine, scale)));
    const k = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.pmin(coherence, f32x4.splat(255))));
    const e = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.pmin(strength, f32x4.splat(255))));
    const low = v128.or(v128.and(c, i32x4.splat(0xff)), i32x4.shl(v128.and(s, i32x4.splat(0xff)), 8));
    const cell = v128.or(low, v128.or(i32x4.shl(k, 16), i32x4.shl(e, 24)));
    const out = target + i * CELL_BYTES;
    if (i + 4 <= <usize>cells) {
      v128.store(out, cell);
    } else {
      const left = <usize>cells - i;
      store<u32>(out, i32x4.extract_lane(cell, 0));
      if (left > 1) store<u32>(out, i32x4.extract_lane(cell, 1), 4);
      if (left > 2) store<u32>(out, i32x4.extract_lane(cell, 2), 8);
    }
  }
}

/**
 * Tangent field of an 8-bit plane, a cell for every 2 × 2 pixels: ceil(width / 2) × ceil(height / 2) cells of four
 * bytes, row-major. cos θ ≥ 0, and sin θ, are signed 127ths; then coherence (0 no direction … 255 one alone) and the
 * root mean square gradient in quarter levels a pixel, both of the smoothed tensor.
 *
 * @param weights radius + 1 floats from the centre outward: the tensor's smoothing, in cells; radius at most 24
 * @param handCos, handSin doubled angle that a hand falls back to where the picture shows no direction
 * @param hand how firmly, as a squared gradient: 256 times that in levels a pixel
 */
export function tangentField(
  source: usize, width: i32, height: i32, weights: usize, radius: i32,
  handCos: f32, handSin: f32, hand: f32, target: usize, scratch: usize,
): void {
  const cells = (width + 1) >> 1;
  const rows = (height + 1) >> 1;
  const slots = 2 * radius + 1;
  const stride = rowFloats(cells) << 2;
  const sums = scratch + (SIDE << 1);
  const differences = sums + gradientBytes(width);
  const raw = scratch + 2 * gradientBytes(width) + (PAD << 2);
  const smooth = raw + 3 * stride;
  const ring = smooth + 3 * stride;
  for (let y = -radius; y < rows; y++) {
    const arriving = y + radius;
    if (arriving < rows) {
      for (let part: usize = 0; part < 3; part++) memory.fill(raw + part * stride, 0, (<usize>cells << 2) + 16);
      for (let i = 0; i < 2; i++) {
        const line = min(height - 1, 2 * arriving + i);
        const here = source + <usize>(line * width);
        const above = source + <usize>(max(0, line - 1) * width);
        const below = source + <usize>(min(height - 1, line + 1) * width);
        verticals(above, here, below, width, sums, differences);
        tensors(sums, differences, cells, raw, stride);
      }
      const slot = ring + <usize>(arriving % slots) * 3 * stride;
      for (let part: usize = 0; part < 3; part++) {
        blurAcross(raw + part * stride, cells, weights, radius, slot + part * stride);
      }
    }
    if (y < 0) continue;
    blurDown(ring, slots, y, rows, cells, stride, weights, radius, smooth);
    cellRow(smooth, cells, stride, handCos, handSin, hand, target + <usize>(y * cells) * CELL_BYTES);
  }
}
