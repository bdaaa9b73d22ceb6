// Pigment on paper: coverage meets the thresholds of hatching and of the paper's relief.

import { MASK, stick, TILE_BITS, times } from './pigment';

/** table[source], byte by byte. May work in place. */
export function lookup(source: usize, count: i32, table: usize, target: usize): void {
  for (let i: usize = 0; i < <usize>count; i += 4) {
    const p = source + i;
    const q = target + i;
    store<u8>(q, load<u8>(table + <usize>load<u8>(p)));
    store<u8>(q, load<u8>(table + <usize>load<u8>(p, 1)), 1);
    store<u8>(q, load<u8>(table + <usize>load<u8>(p, 2)), 2);
    store<u8>(q, load<u8>(table + <usize>load<u8>(p, 3)), 3);
  }
}

@inline
function count1(counters: usize, level: u64): void {
  const bin = counters + <usize>((level & 255) << 2);
  store<u32>(bin, load<u32>(bin) + 1);
}

/**
 * Adds the number of pixels of each level to 256 32-bit counters. Four sets of them, one behind the other, are
 * filled in turn, so that equal neighbours do not wait for each other; their sum is the histogram.
 */
export function histogram(source: usize, count: i32, counters: usize): void {
  let i: usize = 0;
  for (; i + 8 <= <usize>count; i += 8) {
    const bytes = load<u64>(source + i);
    count1(counters, bytes);
    count1(counters + 1024, bytes >> 8);
    count1(counters + 2048, bytes >> 16);
    count1(counters + 3072, bytes >> 24);
    count1(counters, bytes >> 32);
    count1(counters + 1024, bytes >> 40);
    count1(counters + 2048, bytes >> 48);
    count1(counters + 3072, bytes >> 56);
  }
  for (; i < <usize>count; i++) count1(counters, load<u8>(source + i));
}

/**
 * How much pigment sticks: clamp((c·(1 + s) − t) / s) for coverage c, threshold t and softness s, all 0…1, so that no
 * coverage leaves the paper clean and full coverage fills it. The threshold is `grain`/256 paper, the rest hatching.
 *
 * @param coverage 8-bit plane, overwritten by the deposit
 * @param hatch, paper tiles (see texture.ts)
 * @param softness 1–255: s in 256ths
 */
export function deposit(
  coverage: usize, width: i32, fromRow: i32, toRow: i32, hatch: usize, paper: usize, grain: i32, softness: i32,
): void {
  const share = i16x8.splat(<i16>grain);
  const rest = i16x8.splat(<i16>(256 - grain));
  const reach = i16x8.splat(<i16>softness);
  const slope = f32x4.splat(256.0 / <f32>softness);
  for (let y = fromRow; y < toRow; y++) {
    const row = coverage + <usize>(y * width);
    const tileRow = (<usize>y & MASK) << TILE_BITS;
    // A whole vector may reach into the next row, which must not be laid down twice.
    const kept = v128.load(row + <usize>width);
    for (let x: usize = 0; x < <usize>width; x += 8) {
      const tile = tileRow + (x & MASK);
      const threshold = i16x8.add(
        times(v128.load8x8_u(paper + tile), share), times(v128.load8x8_u(hatch + tile), rest),
      );
      v128.store_lane<u64>(row + x, stick(v128.load8x8_u(row + x), threshold, reach, slope), 0);
    }
    v128.store(row + <usize>width, kept);
  }
}

/** Grey drawing: paper white less tone·toneDepth, then less line·lineDepth of what is left (depths in 256ths). */
export function drawGrey(
  tone: usize, line: usize, count: i32, toneDepth: i32, lineDepth: i32, target: usize,
): void {
  const a = i16x8.splat(<i16>toneDepth);
  const b = i16x8.splat(<i16>lineDepth);
  const white = i16x8.splat(255);
  for (let i: usize = 0; i < <usize>count; i += 8) {
    const light = i16x8.sub(white, times(v128.load8x8_u(tone + i), a));
    const value = i16x8.sub(light, times(light, times(v128.load8x8_u(line + i), b)));
    v128.store_lane<u64>(target + i, i8x16.narrow_i16x8_u(value, value), 0);
  }
}

/** One channel of coloured pencil: white less what the pigment absorbs where it sticks, then the line over it. */
export function drawColor(
  channel: usize, grey: usize, tone: usize, line: usize, count: i32,
  toneDepth: i32, lineDepth: i32, saturation: i32, target: usize,
): void {
  const a = i16x8.splat(<i16>toneDepth);
  const b = i16x8.splat(<i16>lineDepth);
  const chroma = i16x8.splat(<i16>saturation);
  const white = i16x8.splat(255);
  const none = i16x8.splat(0);
  for (let i: usize = 0; i < <usize>count; i += 8) {
    const photo = v128.load8x8_u(channel + i);
    const excess = i16x8.shr_s(i16x8.mul(i16x8.sub(photo, v128.load8x8_u(grey + i)), chroma), 6);
    const pigment = i16x8.min_s(white, i16x8.max_s(none, i16x8.add(photo, excess)));
    const stuck = times(v128.load8x8_u(tone + i), a);
    const light = i16x8.sub(white, times(i16x8.sub(white, pigment), stuck));
    const value = i16x8.sub(light, times(light, times(v128.load8x8_u(line + i), b)));
    v128.store_lane<u64>(target + i, i8x16.narrow_i16x8_u(value, value), 0);
  }
}
