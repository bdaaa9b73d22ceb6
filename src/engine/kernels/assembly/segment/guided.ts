// Edges of small masks refined at full size: a guided filter (He, Sun, Tang 2010) whose linear coefficients are made at
// the small size and interpolated (the fast guided filter, He and Sun 2015).
//
// Small planes are f32 with GUIDE_PAD pixels of repeated rim on every side; `stride` is their padded width.

/** Half a window's side. */
const RADIUS: i32 = 3;
/** A window of windows. */
const PAD: i32 = 2 * RADIUS;
/** Pixels of a window. */
const WINDOW: f32 = 49;
/** Variance below which an edge counts as flat, squared levels. */
const EPSILON: f32 = 20;
/** Coefficients this near to "all outside" or "all inside" are that. */
const CERTAIN: f32 = 1.0 / 1024;

export function guidePad(): i32 {
  return PAD;
}

/** Bytes of one small padded plane. */
export function guideBytes(width: i32, height: i32): usize {
  return <usize>((width + 2 * PAD) * (height + 2 * PAD)) << 2;
}

@inline
function at(plane: usize, stride: i32, x: i32, y: i32): usize {
  return plane + (<usize>(y * stride + x) << 2);
}

/** Sums over windows centred on [left, right) × [top, bottom); `between` is another plane. */
function boxSum(
  source: usize, stride: i32, left: i32, top: i32, right: i32, bottom: i32, between: usize, target: usize,
): void {
  const row = <usize>stride << 2;
  for (let y = top; y < bottom; y++) {
    for (let x = left - RADIUS; x < right + RADIUS; x += 4) {
      let p = at(source, stride, x, y - RADIUS);
      let sum = v128.load(p);
      for (let k = 0; k < 2 * RADIUS; k++) {
        p += row;
        sum = f32x4.add(sum, v128.load(p));
      }
      v128.store(at(between, stride, x, y), sum);
    }
    for (let x = left; x < right; x += 4) {
      const p = at(between, stride, x - RADIUS, y);
      let sum = v128.load(p);
      for (let k = 1; k <= 2 * RADIUS; k++) sum = f32x4.add(sum, v128.load(p + (<usize>k << 2)));
      v128.store(at(target, stride, x, y), sum);
    }
  }
}

/** A byte plane as padded floats. */
export function guideLoad(source: usize, width: i32, height: i32, target: usize): void {
  const stride = width + 2 * PAD;
  for (let y = 0; y < height + 2 * PAD; y++) {
    const row = source + <usize>(max(0, min(height - 1, y - PAD)) * width);
    for (let x = 0; x < stride; x++) {
      store<f32>(at(target, stride, x, y), <f32>load<u8>(row + <usize>max(0, min(width - 1, x - PAD))));
    }
  }
}

/** The guide's means and the reciprocals of its variances plus epsilon. */
export function guideMoments(
  guide: usize, width: i32, height: i32, means: usize, reciprocals: usize, between: usize, squares: usize,
): void {
  const stride = width + 2 * PAD;
  const right = width + 2 * PAD - RADIUS;
  const bottom = height + 2 * PAD - RADIUS;
  for (let i = 0; i < stride * (height + 2 * PAD); i += 4) {
    const value = v128.load(guide + (<usize>i << 2));
    v128.store(squares + (<usize>i << 2), f32x4.mul(value, value));
  }
  boxSum(guide, stride, RADIUS, RADIUS, right, bottom, between, means);
  boxSum(squares, stride, RADIUS, RADIUS, right, bottom, between, reciprocals);
  const share = f32x4.splat(1 / WINDOW);
  for (let y = RADIUS; y < bottom; y++) {
    for (let x = RADIUS; x < right; x += 4) {
      const mean = f32x4.mul(v128.load(at(means, stride, x, y)), share);
      const square = f32x4.mul(v128.load(at(reciprocals, stride, x, y)), share);
      const variance = f32x4.max(f32x4.sub(square, f32x4.mul(mean, mean)), f32x4.splat(0));
      v128.store(at(means, stride, x, y), mean);
      v128.store(at(reciprocals, stride, x, y), f32x4.div(f32x4.splat(1), f32x4.add(variance, f32x4.splat(EPSILON))));
    }
  }
}

/** Where the mask of a set of regions lies, in padded floats: 1 inside; a window and PAD around it. */
export function guideMask(
  labels: usize, members: usize, width: i32, height: i32, left: i32, top: i32, right: i32, bottom: i32, mask: usize,
): void {
  const stride = width + 2 * PAD;
  for (let y = top - PAD; y < bottom + PAD; y++) {
    const row = labels + (<usize>(max(0, min(height - 1, y)) * width) << 2);
    const target = at(mask, stride, PAD, y + PAD);
    for (let x = left - PAD; x < right + PAD; x++) {
      const label = load<u32>(row + (<usize>max(0, min(width - 1, x)) << 2));
      store<f32>(target + <usize>(x << 2), <f32>load<u8>(members + <usize>label));
    }
  }
}

/**
 * The coefficients over [left, right) × [top, bottom) (unpadded pixels): inside is where scale · guide + offset > ½.
 *
 * @param product scratch, as `between`
 */
export function guideSolve(
  guide: usize, means: usize, reciprocals: usize, mask: usize, width: i32, left: i32, top: i32, right: i32,
  bottom: i32, scale: usize, offset: usize, between: usize, product: usize,
): void {
  const stride = width + 2 * PAD;
  const x0 = left;
  const x1 = right + 2 * PAD;
  const y0 = top;
  const y1 = bottom + 2 * PAD;
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x += 4) {
      v128.store(at(product, stride, x, y), f32x4.mul(v128.load(at(guide, stride, x, y)), v128.load(at(mask, stride, x, y))));
    }
  }
  boxSum(product, stride, x0 + RADIUS, y0 + RADIUS, x1 - RADIUS, y1 - RADIUS, between, scale);
  boxSum(mask, stride, x0 + RADIUS, y0 + RADIUS, x1 - RADIUS, y1 - RADIUS, between, offset);
  const share = f32x4.splat(1 / WINDOW);
  for (let y = y0 + RADIUS; y < y1 - RADIUS; y++) {
    for (let x = x0 + RADIUS; x < x1 - RADIUS; x += 4) {
      const both = f32x4.mul(v128.load(at(scale, stride, x, y)), share);
      const sum = v128.load(at(offset, stride, x, y));
      const inside = f32x4.mul(sum, share);
      const mean = v128.load(at(means, stride, x, y));
      const covariance = f32x4.sub(both, f32x4.mul(mean, inside));
      // Exactly nothing where the window sees no edge: rows skip what is flat.
      const hasEdge = v128.and(f32x4.gt(sum, f32x4.splat(0)), f32x4.lt(sum, f32x4.splat(WINDOW)));
      const a = v128.and(hasEdge, f32x4.mul(covariance, v128.load(at(reciprocals, stride, x, y))));
      v128.store(at(product, stride, x, y), a);
      v128.store(at(mask, stride, x, y), f32x4.sub(inside, f32x4.mul(a, mean)));
    }
  }
  boxSum(product, stride, left + PAD, top + PAD, right + PAD, bottom + PAD, between, scale);
  boxSum(mask, stride, left + PAD, top + PAD, right + PAD, bottom + PAD, between, offset);
}

@inline
function mix(a: f32, b: f32, t: f32): f32 {
  return a + (b - a) * t;
}

/** What a small pixel says of the row: all around it is outside, inside, or an edge is near. */
const OUTSIDE: i32 = 0;
const INSIDE: i32 = 1;
const MIXED: i32 = 2;

/** The first column whose place in the small picture is at `x` or right of it. */
@inline
function columnAt(x: i32, step: f32): i32 {
  return <i32>Mathf.ceil((<f32>x + 0.5) / step - 0.5);
}

/** Where the run of one kind that begins at `x` ends. */
@inline
function runEnd(kinds: usize, x: i32, right: i32, kind: i32): i32 {
  const wanted = i8x16.splat(<i8>kind);
  while (x + 16 <= right && i8x16.all_true(i8x16.eq(v128.load(kinds + <usize>x), wanted))) x += 16;
  while (x < right && <i32>load<u8>(kinds + <usize>x) == kind) x++;
  return x;
}

/** Interpolates a row of coefficients, and says of each what kind it is. */
function interpolate(
  scale: usize, offset: usize, stride: i32, above: i32, below: i32, t: f32, left: i32, right: i32, scales: usize,
  offsets: usize, kinds: usize,
): void {
  const share = f32x4.splat(1 / WINDOW);
  const down = f32x4.splat(t);
  for (let x = left; x < right; x += 4) {
    const a0 = v128.load(at(scale, stride, x + PAD, above + PAD));
    const a1 = v128.load(at(scale, stride, x + PAD, below + PAD));
    const b0 = v128.load(at(offset, stride, x + PAD, above + PAD));
    const b1 = v128.load(at(offset, stride, x + PAD, below + PAD));
    const a = f32x4.mul(share, f32x4.add(a0, f32x4.mul(f32x4.sub(a1, a0), down)));
    const b = f32x4.mul(share, f32x4.add(b0, f32x4.mul(f32x4.sub(b1, b0), down)));
    v128.store(scales + (<usize>x << 2), a);
    v128.store(offsets + (<usize>x << 2), b);
    const flat = f32x4.lt(f32x4.abs(a), f32x4.splat(CERTAIN / 255));
    const inside = v128.and(flat, f32x4.gt(b, f32x4.splat(1 - CERTAIN)));
    const outside = v128.and(flat, f32x4.lt(b, f32x4.splat(CERTAIN)));
    const mixed = v128.andnot(i32x4.splat(MIXED), v128.or(inside, outside));
    const kind = v128.or(v128.and(inside, i32x4.splat(INSIDE)), mixed);
    const words = i16x8.narrow_i32x4_s(kind, kind);
    v128.store_lane<u32>(kinds + <usize>x, i8x16.narrow_i16x8_u(words, words), 0);
  }
}

/**
 * One row of the full-size mask, 0 or 255 a pixel, from column `from` to `to` − 1.
 *
 * @param row the full-size guide's row
 * @param y the row's place in the small picture; x likewise is (column + ½) · step − ½
 * @param scales a row of scratch, as `offsets`, as long as a padded row
 * @param kinds a row of bytes of scratch
 */
function guideRow(
  scale: usize, offset: usize, width: i32, height: i32, y: f32, step: f32, left: i32, right: i32, row: usize, from: i32,
  to: i32, target: usize, scales: usize, offsets: usize, kinds: usize,
): void {
  const above = max(0, min(height - 1, <i32>Mathf.floor(y)));
  const below = min(height - 1, above + 1);
  const t = max<f32>(0, min<f32>(1, y - <f32>above));
  interpolate(scale, offset, width + 2 * PAD, above, below, t, left, right, scales, offsets, kinds);
  let column = from;
  let x = left;
  while (column < to) {
    const kind = <i32>load<u8>(kinds + <usize>x);
    // The columns between x and `last` have neighbours of this kind only.
    const last = kind == MIXED ? x : runEnd(kinds, x, right, kind) - 1;
    if (last > x || (kind != MIXED && last == right - 1)) {
      const end = last == right - 1 ? to : max(column, min(to, columnAt(last, step)));
      memory.fill(target + <usize>column, kind == INSIDE ? 255 : 0, end - column);
      column = end;
      x = last;
      continue;
    }
    const next = min(right - 1, x + 1);
    const end = next == x ? to : max(column, min(to, columnAt(next, step)));
    const a0 = load<f32>(scales + (<usize>x << 2));
    const a1 = load<f32>(scales + (<usize>next << 2));
    const b0 = load<f32>(offsets + (<usize>x << 2));
    const b1 = load<f32>(offsets + (<usize>next << 2));
    for (let i = column; i < end; i++) {
      const u = max<f32>(0, min<f32>(1, (<f32>i + 0.5) * step - 0.5 - <f32>x));
      const value = mix(a0, a1, u) * <f32>load<u8>(row + <usize>i) + mix(b0, b1, u);
      store<u8>(target + <usize>i, value > 0.5 ? 255 : 0);
    }
    column = end;
    x = next;
  }
}

/**
 * The spans of a row of 0 and 255, two u16 each.
 *
 * @returns how many there are
 */
function maskSpans(row: usize, from: i32, to: i32, target: usize): i32 {
  let count = 0;
  let x = from;
  while (x < to) {
    while (x + 16 <= to && !v128.any_true(v128.load(row + <usize>x))) x += 16;
    while (x < to && load<u8>(row + <usize>x) == 0) x++;
    if (x >= to) break;
    const begin = x;
    while (x + 16 <= to && i8x16.all_true(v128.load(row + <usize>x))) x += 16;
    while (x < to && load<u8>(row + <usize>x) != 0) x++;
    store<u32>(target + (<usize>count << 2), <u32>begin | (<u32>x << 16));
    count++;
  }
  return count;
}

/** Bytes of scratch that `guideRows` needs for a small picture and a full one of such widths. */
export function guideRowsBytes(width: i32, fullWidth: i32): usize {
  return (<usize>(width + 16) << 3) + <usize>(width + 64) + <usize>(fullWidth + 64);
}

/**
 * Rows `firstRow` to `lastRow` − 1 of the full-size mask, as spans of two u16 each.
 *
 * @param guide the full-size guide
 * @param left where the coefficients are known, as for `guideSolve`
 * @param counts gets the number of spans of each row, u32
 * @param spans up to fullWidth / 2 + 1 for each row
 */
export function guideRows(
  scale: usize, offset: usize, width: i32, height: i32, left: i32, top: i32, right: i32, bottom: i32, guide: usize,
  fullWidth: i32, fullHeight: i32, firstRow: i32, lastRow: i32, counts: usize, spans: usize, scratch: usize,
): void {
  const stepX = <f32>width / <f32>fullWidth;
  const stepY = <f32>height / <f32>fullHeight;
  const from = max(0, <i32>Mathf.floor(<f32>left / stepX));
  const to = min(fullWidth, <i32>Mathf.ceil(<f32>right / stepX));
  const scales = scratch;
  const offsets = scales + (<usize>(width + 16) << 2);
  const kinds = offsets + (<usize>(width + 16) << 2);
  const line = kinds + <usize>(width + 64);
  for (let row = firstRow; row < lastRow; row++) {
    const y = min(<f32>(bottom - 1), max(<f32>top, (<f32>row + 0.5) * stepY - 0.5));
    const samples = guide + <usize>(row * fullWidth);
    guideRow(
      scale, offset, width, height, y, stepX, left, right, samples, from, to, line, scales, offsets, kinds,
    );
    const count = maskSpans(line, from, to, spans);
    store<u32>(counts + (<usize>(row - firstRow) << 2), <u32>count);
    spans += <usize>count << 2;
  }
}
