// Ink on paper: a response becomes a black line with a narrow soft border, and lies over a transparent wash.

import { MASK, TILE_BITS, times } from '../pigment';

/** Half the range that a threshold's surroundings are told apart in, 16ths of a level. */
const RANGE: i16 = 1023;

/**
 * Ink where the response is below the threshold, in place: clamp(128 + (limit + paper + pressure − s)·slope), where
 * both tiles (see texture.ts) count from their middle and move the threshold.
 *
 * @param response 8-bit plane, overwritten by the ink: 0 none, 255 full
 * @param limit the threshold, 16ths of a level
 * @param slope 1–32: how fast ink comes in, levels of ink a level of response
 * @param roughness, weight how far paper and pressure move the threshold: 128 units of a tile by half that many levels
 */
export function inkRows(
  response: usize, width: i32, fromRow: i32, toRow: i32, limit: i32, slope: i32,
  paper: usize, roughness: i32, pressure: usize, weight: i32,
): void {
  const base = i16x8.splat(<i16>limit);
  const steep = i16x8.splat(<i16>slope);
  const rough = i16x8.splat(<i16>roughness);
  const heavy = i16x8.splat(<i16>weight);
  const middle = i16x8.splat(128);
  const least = i16x8.splat(-RANGE);
  const most = i16x8.splat(RANGE);
  for (let y = fromRow; y < toRow; y++) {
    const row = response + <usize>(y * width);
    const tileRow = (<usize>y & MASK) << TILE_BITS;
    const kept = v128.load(row + <usize>width);
    for (let x: usize = 0; x < <usize>width; x += 8) {
      const tile = tileRow + (x & MASK);
      const p = i16x8.mul(i16x8.sub(middle, v128.load8x8_u(paper + tile)), rough);
      const w = i16x8.mul(i16x8.sub(middle, v128.load8x8_u(pressure + tile)), heavy);
      let above = i16x8.sub(base, i16x8.shl(v128.load8x8_u(row + x), 4));
      above = i16x8.add(above, i16x8.add(i16x8.shr_s(p, 4), i16x8.shr_s(w, 4)));
      above = i16x8.max_s(least, i16x8.min_s(most, above));
      const ink = i16x8.add(i16x8.shr_s(i16x8.mul(above, steep), 4), middle);
      v128.store64_lane(row + x, i8x16.narrow_i16x8_u(ink, ink), 0);
    }
    v128.store(row + <usize>width, kept);
  }
}

/** Lightens a response where the picture has no clear direction: s + (255 − coherence)·amount/256, saturated. */
export function weighByCoherence(
  response: usize, width: i32, height: i32, field: usize, cells: i32, amount: i32,
): void {
  const share = i16x8.splat(<i16>amount);
  const sure = i16x8.splat(255);
  for (let y = 0; y < height; y++) {
    const row = response + <usize>(y * width);
    const cellRow = field + (<usize>((y >> 1) * cells) << 2);
    const kept = v128.load(row + <usize>width);
    for (let x: usize = 0; x < <usize>width; x += 8) {
      // The third byte of four cells, each for two pixels.
      const four = v128.load(cellRow + (x << 1));
      const bytes = i8x16.swizzle(four, i8x16(2, 2, 6, 6, 10, 10, 14, 14, 2, 2, 6, 6, 10, 10, 14, 14));
      const doubt = i16x8.sub(sure, i16x8.extend_low_i8x16_u(bytes));
      const value = i16x8.add(v128.load8x8_u(row + x), i16x8.shr_u(i16x8.mul(doubt, share), 8));
      v128.store64_lane(row + x, i8x16.narrow_i16x8_u(value, value), 0);
    }
    v128.store(row + <usize>width, kept);
  }
}

/**
 * One channel of a transparent wash under ink, in place: the wash's own lightness and the photo's chroma; pigment
 * settles in the paper's valleys, most in the middle tones; ink covers it.
 *
 * @param channel, grey rows of the photo, softened
 * @param light the wash's lightness, a row for a row
 * @param saturation 64ths of the photo's chroma
 * @param grain how much the paper changes the wash, 256ths
 * @param depth of full ink, 256ths
 * @param y the row's place on the paper
 */
export function washRow(
  channel: usize, grey: usize, light: usize, line: usize, width: i32, y: i32,
  paper: usize, saturation: i32, grain: i32, depth: i32,
): void {
  const chroma = i16x8.splat(<i16>saturation);
  const relief = i16x8.splat(<i16>grain);
  const deep = i16x8.splat(<i16>depth);
  const none = i16x8.splat(0);
  const white = i16x8.splat(255);
  const middle = i16x8.splat(128);
  const tileRow = paper + ((<usize>y & MASK) << TILE_BITS);
  const kept = v128.load(channel + <usize>width);
  for (let x: usize = 0; x < <usize>width; x += 8) {
    const excess = i16x8.sub(v128.load8x8_u(channel + x), v128.load8x8_u(grey + x));
    const hue = i16x8.shr_s(i16x8.mul(excess, chroma), 6);
    const wash = i16x8.min_s(white, i16x8.max_s(none, i16x8.add(v128.load8x8_u(light + x), hue)));
    // Bare paper has nothing that could settle.
    const pigment = times(i16x8.sub(white, wash), relief);
    const height = i16x8.sub(v128.load8x8_u(tileRow + (x & MASK)), middle);
    const settled = i16x8.add(wash, i16x8.shr_s(i16x8.mul(height, pigment), 7));
    const dry = i16x8.min_s(white, i16x8.max_s(none, settled));
    const value = i16x8.sub(dry, times(dry, times(v128.load8x8_u(line + x), deep)));
    v128.store64_lane(channel + x, i8x16.narrow_i16x8_u(value, value), 0);
  }
  v128.store(channel + <usize>width, kept);
}

/**
 * One channel of tinted sticks on paper, in place: where they stick they are as light as `lightness` with the photo's
 * chroma; the more they cover, the nearer to black.
 *
 * @param paper lightness of the paper in this channel
 * @param saturation 64ths of the photo's chroma
 * @param depth of full cover, 256ths
 */
export function tint(
  channel: usize, grey: usize, cover: usize, count: i32, paper: i32, lightness: i32, saturation: i32, depth: i32,
): void {
  const ground = i16x8.splat(<i16>paper);
  const base = i16x8.splat(<i16>lightness);
  const chroma = i16x8.splat(<i16>saturation);
  const deep = i16x8.splat(<i16>depth);
  const none = i16x8.splat(0);
  for (let i: usize = 0; i < <usize>count; i += 8) {
    const excess = i16x8.sub(v128.load8x8_u(channel + i), v128.load8x8_u(grey + i));
    const hue = i16x8.shr_s(i16x8.mul(excess, chroma), 6);
    const covered = v128.load8x8_u(cover + i);
    const light = i16x8.sub(base, times(base, times(covered, covered)));
    const pigment = i16x8.min_s(ground, i16x8.max_s(none, i16x8.add(light, hue)));
    const stuck = times(covered, deep);
    const value = i16x8.sub(ground, times(i16x8.sub(ground, pigment), stuck));
    v128.store64_lane(channel + i, i8x16.narrow_i16x8_u(value, value), 0);
  }
}
