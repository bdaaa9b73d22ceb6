// PNG filters (PNG 3rd edition §9.2) undone.

const SUB: i32 = 1;
const UP: i32 = 2;
const AVERAGE: i32 = 3;
const PAETH: i32 = 4;

/**
 * Undoes a row's filter: 0 none, 1 Sub, 2 Up, 3 Average, 4 Paeth.
 *
 * @param source the filtered bytes, without the type
 * @param above the row before, or zeros
 * @param step bytes of a pixel, 1–8
 * @param target not the source
 */
export function pngUnfilter(
  kind: i32, source: usize, above: usize, rowBytes: i32, step: i32, target: usize,
): void {
  if (kind == SUB) addLeft(source, rowBytes, step, target);
  else if (kind == UP) addAbove(source, above, rowBytes, target);
  else if (kind == AVERAGE) addAverage(source, above, rowBytes, step, target);
  else if (kind == PAETH) addPaeth(source, above, rowBytes, step, target);
  else memory.copy(target, source, rowBytes);
}

@inline
function lanes(): v128 {
  return i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

/** The order that moves bytes up by `count`, with zeros behind them. */
@inline
function upBy(count: i32): v128 {
  return i8x16.sub(lanes(), i8x16.splat(<i8>min(count, 16)));
}

/** Whole pixels in a vector are summed up in steps that double, then the last one before them is added to each. */
function addLeft(source: usize, rowBytes: i32, step: i32, target: usize): void {
  const whole = 16 - (16 % step);
  const one = upBy(step);
  const two = upBy(2 * step);
  const four = upBy(4 * step);
  const eight = upBy(8 * step);
  for (let i: i32 = 0; i < 16; i++) store<u8>(target + <usize>i, <u8>(whole - step + (i % step)));
  const last = v128.load(target);
  let before = i8x16.splat(0);
  for (let x = 0; x < rowBytes; x += whole) {
    let sum = v128.load(source + <usize>x);
    sum = i8x16.add(sum, i8x16.swizzle(sum, one));
    sum = i8x16.add(sum, i8x16.swizzle(sum, two));
    if (step < 4) sum = i8x16.add(sum, i8x16.swizzle(sum, four));
    if (step == 1) sum = i8x16.add(sum, i8x16.swizzle(sum, eight));
    before = i8x16.add(sum, i8x16.swizzle(before, last));
    v128.store(target + <usize>x, before);
  }
}

function addAbove(source: usize, above: usize, rowBytes: i32, target: usize): void {
  for (let x: usize = 0; x < <usize>rowBytes; x += 16) {
    v128.store(target + x, i8x16.add(v128.load(source + x), v128.load(above + x)));
  }
}

/**
 * Pixel by pixel; what a store writes behind its pixel is overwritten by the next one. Of complements the mean that is
 * rounded up is the complement of the mean rounded down: two operations from pixel to pixel.
 */
function addAverage(source: usize, above: usize, rowBytes: i32, step: i32, target: usize): void {
  let notLeft = i8x16.splat(-1);
  for (let x: usize = 0; x < <usize>rowBytes; x += step) {
    const notMean = i8x16.avgr_u(notLeft, v128.not(v128.load64_zero(above + x)));
    notLeft = i8x16.sub(notMean, v128.load64_zero(source + x));
    v128.store64_lane(target + x, v128.not(notLeft), 0);
  }
}

/**
 * Of left, up and upper left, the one nearest to left + up − upper left. Which one it is follows from where
 * 3 · upper left − left − up lies beside the lesser and the greater of left and up (as in stb_image): few operations
 * have to wait for the pixel before.
 */
function addPaeth(source: usize, above: usize, rowBytes: i32, step: i32, target: usize): void {
  let left = i16x8.splat(0);
  let upLeft = i16x8.splat(0);
  for (let x: usize = 0; x < <usize>rowBytes; x += step) {
    const up = v128.load8x8_u(above + x);
    const most = i16x8.sub(i16x8.sub(i16x8.add(i16x8.add(upLeft, upLeft), upLeft), up), left);
    const low = i16x8.min_s(left, up);
    const high = i16x8.max_s(left, up);
    const notLow = i16x8.gt_s(high, most);
    const notHigh = i16x8.gt_s(most, low);
    // Where it is neither; where it would be both, they are equal.
    const middle = v128.and(v128.and(upLeft, notLow), notHigh);
    const either = v128.or(v128.andnot(low, notLow), v128.andnot(high, notHigh));
    // Bytes, whose sums wrap, in lanes that stay below 256.
    left = i8x16.add(v128.load8x8_u(source + x), v128.or(either, middle));
    v128.store64_lane(target + x, i8x16.narrow_i16x8_u(left, left), 0);
    upLeft = up;
  }
}
