// Oil by local histograms: every pixel takes the mean colour of the most frequent tone around it.

/** Most tones that are told apart: a column of the histogram is two vectors. */
const BINS: usize = 32;
const ROW: usize = BINS;
/** Sums of red, green, blue and grey, 16 bit each. */
const SUM: usize = 8;

@inline
function columnsOf(width: i32, radius: i32): usize {
  return <usize>(width + 2 * radius + 2);
}

/**
 * Bytes of scratch that histogramOil() keeps its state in: for every column the histogram of what lies above and below
 * it, the colours of each tone there, and the rows that are still to be taken out.
 */
export function oilScratchBytes(width: i32, radius: i32): i32 {
  const columns = columnsOf(width, radius);
  return <i32>(columns * ROW + columns * BINS * SUM) + (2 * radius + 2) * width * 4;
}

/** Takes a row of the picture into the columns, and keeps it. */
function enter(
  red: usize, green: usize, blue: usize, grey: usize, width: i32, bins: usize, counts: usize, sums: usize,
  sumStride: usize, kept: usize,
): void {
  for (let x: usize = 0; x < <usize>width; x++) {
    const light = <u32>load<u8>(grey + x);
    const bin = <u32>load<u8>(bins + <usize>light);
    const color =
      <u32>load<u8>(red + x) | (<u32>load<u8>(green + x) << 8) | (<u32>load<u8>(blue + x) << 16) | (light << 24);
    store<u32>(kept + (x << 2), color);
    const count = counts + x * ROW + <usize>bin;
    store<u8>(count, load<u8>(count) + 1);
    const sum = sums + <usize>bin * sumStride + x * SUM;
    const pixel = i16x8.extend_low_i8x16_u(i32x4.splat(color));
    v128.store64_lane(sum, i16x8.add(v128.load64_zero(sum), pixel), 0);
  }
}

/** Takes a row that enter() kept out again. */
function leave(width: i32, bins: usize, counts: usize, sums: usize, sumStride: usize, kept: usize): void {
  for (let x: usize = 0; x < <usize>width; x++) {
    const packed = load<u32>(kept + (x << 2));
    const bin = <usize>load<u8>(bins + <usize>(packed >> 24));
    const count = counts + x * ROW + bin;
    store<u8>(count, load<u8>(count) - 1);
    const sum = sums + bin * sumStride + x * SUM;
    const pixel = i16x8.extend_low_i8x16_u(i32x4.splat(packed));
    v128.store64_lane(sum, i16x8.sub(v128.load64_zero(sum), pixel), 0);
  }
}

/** A row of the picture, from the columns. */
function paintRow(
  red: usize, green: usize, blue: usize, grey: usize, width: i32, radius: i32, counts: usize, sums: usize,
  sumStride: usize,
): void {
  const reach = <usize>(2 * radius + 1);
  // The window of pixel 0 begins one column after the first, which is always empty.
  let h0 = i16x8.splat(0);
  let h1 = i16x8.splat(0);
  let h2 = i16x8.splat(0);
  let h3 = i16x8.splat(0);
  for (let c: usize = 0; c < reach; c++) {
    const low = v128.load(counts + c * ROW);
    const high = v128.load(counts + c * ROW, 16);
    h0 = i16x8.add(h0, i16x8.extend_low_i8x16_u(low));
    h1 = i16x8.add(h1, i16x8.extend_high_i8x16_u(low));
    h2 = i16x8.add(h2, i16x8.extend_low_i8x16_u(high));
    h3 = i16x8.add(h3, i16x8.extend_high_i8x16_u(high));
  }
  let sum = i32x4.splat(0);
  let before: usize = BINS;
  for (let x: usize = 0; x < <usize>width; x++) {
    const first = counts + x * ROW;
    const last = first + reach * ROW;
    const inLow = v128.load(last);
    const inHigh = v128.load(last, 16);
    const outLow = v128.load(first);
    const outHigh = v128.load(first, 16);
    h0 = i16x8.add(h0, i16x8.sub(i16x8.extend_low_i8x16_u(inLow), i16x8.extend_low_i8x16_u(outLow)));
    h1 = i16x8.add(h1, i16x8.sub(i16x8.extend_high_i8x16_u(inLow), i16x8.extend_high_i8x16_u(outLow)));
    h2 = i16x8.add(h2, i16x8.sub(i16x8.extend_low_i8x16_u(inHigh), i16x8.extend_low_i8x16_u(outHigh)));
    h3 = i16x8.add(h3, i16x8.sub(i16x8.extend_high_i8x16_u(inHigh), i16x8.extend_high_i8x16_u(outHigh)));

    let most = i16x8.max_u(i16x8.max_u(h0, h1), i16x8.max_u(h2, h3));
    most = i16x8.max_u(most, v128.shuffle<u64>(most, most, 1, 0));
    most = i16x8.max_u(most, v128.shuffle<u32>(most, most, 1, 0, 3, 2));
    most = i16x8.max_u(most, v128.shuffle<u16>(most, most, 1, 0, 3, 2, 5, 4, 7, 6));
    const low = i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.eq(h0, most), i16x8.eq(h1, most)));
    const high = i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.eq(h2, most), i16x8.eq(h3, most)));
    const bin = <usize>ctz(<u32>low | (<u32>high << 16));

    const column = sums + bin * sumStride + x * SUM;
    if (bin == before) {
      sum = i32x4.add(sum, i32x4.sub(v128.load16x4_u(column + reach * SUM), v128.load16x4_u(column)));
    } else {
      sum = i32x4.splat(0);
      for (let p = column + SUM; p <= column + reach * SUM; p += SUM) sum = i32x4.add(sum, v128.load16x4_u(p));
      before = bin;
    }
    const share = f32x4.splat(1 / <f32>i16x8.extract_lane_u(most, 0));
    const color = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(f32x4.convert_i32x4_s(sum), share)));
    store<u8>(red + x, <u8>i32x4.extract_lane(color, 0));
    store<u8>(green + x, <u8>i32x4.extract_lane(color, 1));
    store<u8>(blue + x, <u8>i32x4.extract_lane(color, 2));
    store<u8>(grey + x, <u8>i32x4.extract_lane(color, 3));
  }
}

/**
 * Paints rows `fromRow` to `toRow` in place; rows must come in order, from 0. Of the tones (grey, by `bins`) within
 * `radius` pixels across and down, as far as the picture goes, each pixel takes the most frequent one (the darkest of
 * equals), and of its pixels the mean in every plane: what OpenCV's xphoto::oilPainting() computes, at a cost that does not depend on
 * the radius. For a grey picture all four planes may be the same.
 *
 * @param radius at most 127
 * @param bins 256 bytes: the tone, 0…31, of each luminance
 * @param scratch oilScratchBytes(), kept between calls
 */
export function histogramOil(
  red: usize, green: usize, blue: usize, grey: usize, width: i32, height: i32, fromRow: i32, toRow: i32, radius: i32,
  bins: usize, scratch: usize,
): void {
  const columns = columnsOf(width, radius);
  const sumStride = columns * SUM;
  const counts = scratch;
  const sums = counts + columns * ROW;
  const ring = sums + BINS * sumStride;
  const ringRows = 2 * radius + 2;
  const pixels = counts + <usize>(radius + 1) * ROW;
  const pixelSums = sums + <usize>(radius + 1) * SUM;
  if (fromRow == 0) memory.fill(scratch, 0, <usize>(ring - scratch));
  for (let y = fromRow; y < toRow; y++) {
    for (let row = y == 0 ? 0 : y + radius; row <= min(y + radius, height - 1); row++) {
      const at = <usize>row * <usize>width;
      const kept = ring + <usize>((row % ringRows) * width * 4);
      enter(red + at, green + at, blue + at, grey + at, width, bins, pixels, pixelSums, sumStride, kept);
    }
    const gone = y - radius - 1;
    if (gone >= 0) leave(width, bins, pixels, pixelSums, sumStride, ring + <usize>((gone % ringRows) * width * 4));
    const at = <usize>y * <usize>width;
    paintRow(red + at, green + at, blue + at, grey + at, width, radius, counts, sums, sumStride);
  }
}
