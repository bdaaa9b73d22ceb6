// Bilateral filter of an 8-bit plane (Tomasi, Manduchi 1998) with OpenCV's circular window of diameter 9.
//
// With p̂ = (p − c)/σ around a centre c, the weight exp(−(p̂ − q̂)²/2) is exp(−p̂²/2)·exp(−q̂²/2)·exp(p̂·q̂). The first
// factor cancels, and a polynomial Σ cₙ·(p̂·q̂)ⁿ in place of the last one turns the filter into plain window sums of
// exp(−q̂²/2)·q̂ⁿ (Chaudhury, Sage, Unser 2011, with a polynomial in place of cosines). It works on blocks: where a
// block's range is small, few terms are enough. At a spatial σ of 80 a tap 4 pixels away weighs 0.9988: all count as 1.

/** Pixels of a block, and of the window's reach around it. */
const BLOCK: i32 = 64;
const REACH: i32 = 4;
const SIDE: i32 = BLOCK + 2 * REACH;

// Scratch: planes of SIDE × SIDE floats with rows of ROW bytes, some of them BLOCK × BLOCK with the same rows.
const ROW: usize = 320;
const PLANE: usize = ROW * <usize>SIDE;
/** exp(−q̂²/2)·q̂ⁿ */
const MOMENT: usize = 0;
/** q̂ */
const LEVEL: usize = PLANE;
/** Row sums of MOMENT over 5, 7 and 9 pixels. */
const FIVE: usize = 2 * PLANE;
const SEVEN: usize = 3 * PLANE;
const NINE: usize = 4 * PLANE;
/** cₙ·p̂ⁿ */
const FACTOR: usize = 5 * PLANE;
/** Σ weight·q̂ and Σ weight */
const WEIGHTED: usize = 6 * PLANE;
const WEIGHTS: usize = 7 * PLANE;

/** Bytes of scratch that bilateralBlock() needs. */
export function bilateralScratchBytes(): i32 {
  return 8 * <i32>PLANE + 64;
}

/** Smallest and largest pixel of a region, as smallest | largest << 8. */
export function regionRange(source: usize, stride: i32, width: i32, height: i32): i32 {
  let low = i8x16.splat(-1);
  let high = i8x16.splat(0);
  let least = 255;
  let most = 0;
  for (let y = 0; y < height; y++) {
    const row = source + <usize>(y * stride);
    let x = 0;
    for (; x + 16 <= width; x += 16) {
      const pixels = v128.load(row + <usize>x);
      low = i8x16.min_u(low, pixels);
      high = i8x16.max_u(high, pixels);
    }
    for (; x < width; x++) {
      const pixel = <i32>load<u8>(row + <usize>x);
      least = min(least, pixel);
      most = max(most, pixel);
    }
  }
  for (let lane = 0; lane < 16; lane++) {
    least = min(least, <i32>i8x16.extract_lane_u(low, 0));
    most = max(most, <i32>i8x16.extract_lane_u(high, 0));
    low = v128.shuffle<u8>(low, low, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0);
    high = v128.shuffle<u8>(high, high, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0);
  }
  return least | (most << 8);
}

// exp(x) for |x| ≤ 0.64, the Chebyshev series cut behind x⁵ (3e−6).
const E0: f32 = 1.000003;
const E1: f32 = 1.0000015;
const E2: f32 = 0.49986743;
const E3: f32 = 0.16663725;
const E4: f32 = 0.04252732;
const E5: f32 = 0.0084766;

/** exp(−q̂²/2) times a constant that cancels, for |q̂| ≤ 1.6: half of its exponent's range is 0.64. */
@inline
function gaussian(level: v128): v128 {
  const x = f32x4.sub(f32x4.splat(0.64), f32x4.mul(f32x4.mul(level, level), f32x4.splat(0.5)));
  let y = f32x4.add(f32x4.mul(x, f32x4.splat(E5)), f32x4.splat(E4));
  y = f32x4.add(f32x4.mul(x, y), f32x4.splat(E3));
  y = f32x4.add(f32x4.mul(x, y), f32x4.splat(E2));
  y = f32x4.add(f32x4.mul(x, y), f32x4.splat(E1));
  return f32x4.add(f32x4.mul(x, y), f32x4.splat(E0));
}

/** Fills LEVEL, and MOMENT for n = 0, from pixels. */
function begin(source: usize, stride: i32, rows: i32, centre: i32, unit: f32, scratch: usize): void {
  const middle = i16x8.splat(<i16>centre);
  const scale = f32x4.splat(unit);
  for (let y = 0; y < rows; y++) {
    const row = source + <usize>(y * stride);
    const out = scratch + <usize>y * ROW;
    for (let x: usize = 0; x < <usize>SIDE; x += 8) {
      const offset = i16x8.sub(v128.load8x8_u(row + x), middle);
      const low = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(offset)), scale);
      const high = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(offset)), scale);
      const p = out + (x << 2);
      v128.store(p, low, LEVEL);
      v128.store(p, high, LEVEL + 16);
      v128.store(p, gaussian(low), MOMENT);
      v128.store(p, gaussian(high), MOMENT + 16);
    }
  }
}

/** Multiplies a row of MOMENT by q̂: from one n to the next. */
@inline
function raiseRow(row: usize): void {
  for (let p = row; p < row + <usize>SIDE * 4; p += 16) {
    v128.store(p, f32x4.mul(v128.load(p, MOMENT), v128.load(p, LEVEL)), MOMENT);
  }
}

@inline
function sumRow(row: usize): void {
  for (let p = row; p < row + <usize>BLOCK * 4; p += 16) {
    const one = f32x4.add(v128.load(p, 12), v128.load(p, 20));
    const two = f32x4.add(v128.load(p, 8), v128.load(p, 24));
    const three = f32x4.add(v128.load(p, 4), v128.load(p, 28));
    const four = f32x4.add(v128.load(p, 0), v128.load(p, 32));
    const five = f32x4.add(f32x4.add(v128.load(p, 16), one), two);
    const seven = f32x4.add(five, three);
    v128.store(p, five, FIVE);
    v128.store(p, seven, SEVEN);
    v128.store(p, f32x4.add(seven, four), NINE);
  }
}

/** Adds the n-th term of a row to both sums: FACTOR goes from n − 1 to n by `ratio`·p̂ + `start`. */
@inline
function addTerm(row: usize, ratio: v128, start: v128): void {
  for (let p = row; p < row + <usize>BLOCK * 4; p += 16) {
    const ends = f32x4.add(v128.load(p, MOMENT + 16), v128.load(p, MOMENT + 8 * ROW + 16));
    const fives = f32x4.add(v128.load(p, FIVE + ROW), v128.load(p, FIVE + 7 * ROW));
    const inner = f32x4.add(v128.load(p, SEVEN + 3 * ROW), v128.load(p, SEVEN + 5 * ROW));
    const outer = f32x4.add(v128.load(p, SEVEN + 2 * ROW), v128.load(p, SEVEN + 6 * ROW));
    const sum = f32x4.add(
      f32x4.add(f32x4.add(ends, fives), f32x4.add(inner, outer)), v128.load(p, NINE + 4 * ROW),
    );
    const before = v128.load(p, FACTOR);
    const level = v128.load(p, LEVEL + 4 * ROW + 16);
    const factor = f32x4.add(f32x4.mul(before, f32x4.mul(level, ratio)), start);
    v128.store(p, factor, FACTOR);
    v128.store(p, f32x4.add(v128.load(p, WEIGHTED), f32x4.mul(sum, before)), WEIGHTED);
    v128.store(p, f32x4.add(v128.load(p, WEIGHTS), f32x4.mul(sum, factor)), WEIGHTS);
  }
}

function finish(columns: i32, rows: i32, centre: i32, sigma: f32, scratch: usize, target: usize, width: i32): void {
  const middle = f32x4.splat(<f32>centre);
  const scale = f32x4.splat(sigma);
  for (let y = 0; y < rows; y++) {
    const row = scratch + <usize>y * ROW;
    const out = target + <usize>(y * width);
    for (let x = 0; x < columns; x += 4) {
      const p = row + (<usize>x << 2);
      const mean = f32x4.div(v128.load(p, WEIGHTED), v128.load(p, WEIGHTS));
      const words = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.add(f32x4.mul(mean, scale), middle)));
      const halves = i16x8.narrow_i32x4_s(words, words);
      const bytes = i8x16.narrow_i16x8_u(halves, halves);
      if (x + 4 <= columns) {
        v128.store32_lane(out + <usize>x, bytes, 0);
      } else {
        store<u8>(out + <usize>x, i8x16.extract_lane_u(bytes, 0));
        if (x + 1 < columns) store<u8>(out + <usize>x + 1, i8x16.extract_lane_u(bytes, 1));
        if (x + 2 < columns) store<u8>(out + <usize>x + 2, i8x16.extract_lane_u(bytes, 2));
      }
    }
  }
}

/**
 * Filters a block of at most BLOCK × BLOCK pixels.
 *
 * @param source the block's upper left pixel in a plane with a rim of REACH (see border.ts)
 * @param centre c; pixels may lie as far from it as the coefficients hold
 * @param coefficients c₀, then cₙ / cₙ₋₁ for n = 1 … degree, then 0
 */
export function bilateralBlock(
  source: usize, stride: i32, columns: i32, rows: i32, centre: i32, sigma: f32,
  coefficients: usize, degree: i32, scratch: usize, target: usize, width: i32,
): void {
  const high = rows + 2 * REACH;
  begin(source - <usize>(REACH * stride + REACH), stride, high, centre, 1 / sigma, scratch);
  memory.fill(scratch + FACTOR, 0, 3 * PLANE);
  for (let n = 0; n <= degree + 1; n++) {
    const coefficient = f32x4.splat(load<f32>(coefficients + (<usize>n << 2)));
    const ratio = n == 0 ? f32x4.splat(0) : coefficient;
    const start = n == 0 ? coefficient : f32x4.splat(0);
    for (let y = 0; y < high; y++) {
      const row = scratch + <usize>y * ROW;
      if (n > 0) raiseRow(row);
      sumRow(row);
      if (y >= 2 * REACH) addTerm(row - <usize>(2 * REACH) * ROW, ratio, start);
    }
  }
  finish(columns, rows, centre, sigma, scratch, target, width);
}
