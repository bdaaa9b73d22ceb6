// The 4×4 integer transform (ITU-T H.264 §8.5.12.2, and its forward counterpart), two blocks beside each other at once.
//
// Coefficients of a block are 16 × i16 column by column: the first vector holds columns 0 and 1, the second 2 and 3.
// The forward transform leaves them so, the inverse one begins with rows, whose sums then need no shuffling.

@inline
function widen(at: usize): v128 {
  return v128.load8x8_u(at);
}

/** Of rows of two 4×4 matrices beside each other: where two of them are woven together, the left or the right matrix's. */
@inline
function weaveLeft(upper: v128, lower: v128): v128 {
  return i16x8.shuffle(upper, lower, 0, 8, 1, 9, 2, 10, 3, 11);
}

@inline
function weaveRight(upper: v128, lower: v128): v128 {
  return i16x8.shuffle(upper, lower, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** Columns 0 and 1 of a matrix from its woven rows, and columns 2 and 3. */
@inline
function columns01(top: v128, bottom: v128): v128 {
  return i32x4.shuffle(top, bottom, 0, 4, 1, 5);
}

@inline
function columns23(top: v128, bottom: v128): v128 {
  return i32x4.shuffle(top, bottom, 2, 6, 3, 7);
}

@inline
function firstsOf(left: v128, right: v128): v128 {
  return i64x2.shuffle(left, right, 0, 2);
}

@inline
function secondsOf(left: v128, right: v128): v128 {
  return i64x2.shuffle(left, right, 1, 3);
}

/** Transforms the difference of source and prediction for 8 × 4 samples: coefficients of the left and the right block. */
export function forwardPair(
  source: usize,
  sourceStride: i32,
  prediction: usize,
  predictionStride: i32,
  left: usize,
  right: usize,
): void {
  const d0 = i16x8.sub(widen(source), widen(prediction));
  const d1 = i16x8.sub(widen(source + sourceStride), widen(prediction + predictionStride));
  const d2 = i16x8.sub(widen(source + 2 * sourceStride), widen(prediction + 2 * predictionStride));
  const d3 = i16x8.sub(widen(source + 3 * sourceStride), widen(prediction + 3 * predictionStride));
  const a = i16x8.add(d0, d3);
  const b = i16x8.add(d1, d2);
  const c = i16x8.sub(d0, d3);
  const d = i16x8.sub(d1, d2);
  const r0 = i16x8.add(a, b);
  const r1 = i16x8.add(i16x8.add(c, c), d);
  const r2 = i16x8.sub(a, b);
  const r3 = i16x8.sub(c, i16x8.add(d, d));
  const leftTop = weaveLeft(r0, r1);
  const leftBottom = weaveLeft(r2, r3);
  const rightTop = weaveRight(r0, r1);
  const rightBottom = weaveRight(r2, r3);
  const left01 = columns01(leftTop, leftBottom);
  const left23 = columns23(leftTop, leftBottom);
  const right01 = columns01(rightTop, rightBottom);
  const right23 = columns23(rightTop, rightBottom);
  const t0 = firstsOf(left01, right01);
  const t1 = secondsOf(left01, right01);
  const t2 = firstsOf(left23, right23);
  const t3 = secondsOf(left23, right23);
  const e = i16x8.add(t0, t3);
  const f = i16x8.add(t1, t2);
  const g = i16x8.sub(t0, t3);
  const h = i16x8.sub(t1, t2);
  const w0 = i16x8.add(e, f);
  const w1 = i16x8.add(i16x8.add(g, g), h);
  const w2 = i16x8.sub(e, f);
  const w3 = i16x8.sub(g, i16x8.add(h, h));
  v128.store(left, i64x2.shuffle(w0, w1, 0, 2));
  v128.store(left, i64x2.shuffle(w2, w3, 0, 2), 16);
  v128.store(right, i64x2.shuffle(w0, w1, 1, 3));
  v128.store(right, i64x2.shuffle(w2, w3, 1, 3), 16);
}

/** Adds the residual of two blocks' scaled coefficients to the prediction: 8 × 4 samples (§8.5.12.2, §8.5.14). */
export function inversePair(
  left: usize,
  right: usize,
  prediction: usize,
  predictionStride: i32,
  target: usize,
  targetStride: i32,
): void {
  const left01 = v128.load(left);
  const left23 = v128.load(left, 16);
  const right01 = v128.load(right);
  const right23 = v128.load(right, 16);
  const c0 = i64x2.shuffle(left01, right01, 0, 2);
  const c1 = i64x2.shuffle(left01, right01, 1, 3);
  const c2 = i64x2.shuffle(left23, right23, 0, 2);
  const c3 = i64x2.shuffle(left23, right23, 1, 3);
  const e0 = i16x8.add(c0, c2);
  const e1 = i16x8.sub(c0, c2);
  const e2 = i16x8.sub(i16x8.shr_s(c1, 1), c3);
  const e3 = i16x8.add(c1, i16x8.shr_s(c3, 1));
  const r0 = i16x8.add(e0, e3);
  const r1 = i16x8.add(e1, e2);
  const r2 = i16x8.sub(e1, e2);
  const r3 = i16x8.sub(e0, e3);
  const leftTop = weaveLeft(r0, r1);
  const leftBottom = weaveLeft(r2, r3);
  const rightTop = weaveRight(r0, r1);
  const rightBottom = weaveRight(r2, r3);
  const l01 = columns01(leftTop, leftBottom);
  const l23 = columns23(leftTop, leftBottom);
  const r01 = columns01(rightTop, rightBottom);
  const r23 = columns23(rightTop, rightBottom);
  const f0 = firstsOf(l01, r01);
  const f1 = secondsOf(l01, r01);
  const f2 = firstsOf(l23, r23);
  const f3 = secondsOf(l23, r23);
  const g0 = i16x8.add(f0, f2);
  const g1 = i16x8.sub(f0, f2);
  const g2 = i16x8.sub(i16x8.shr_s(f1, 1), f3);
  const g3 = i16x8.add(f1, i16x8.shr_s(f3, 1));
  addRow(i16x8.add(g0, g3), prediction, target);
  addRow(i16x8.add(g1, g2), prediction + predictionStride, target + targetStride);
  addRow(i16x8.sub(g1, g2), prediction + 2 * predictionStride, target + 2 * targetStride);
  addRow(i16x8.sub(g0, g3), prediction + 3 * predictionStride, target + 3 * targetStride);
}

@inline
function addRow(sum: v128, prediction: usize, target: usize): void {
  const residual = i16x8.shr_s(i16x8.add(sum, i16x8.splat(32)), 6);
  const samples = i16x8.add(residual, widen(prediction));
  v128.store64_lane(target, i8x16.narrow_i16x8_u(samples, samples), 0);
}
