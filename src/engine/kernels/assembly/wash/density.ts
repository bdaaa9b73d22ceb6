// Watercolour as light through pigment (Bousseau, Kaplan, Thollot, Sillion 2006): a plane of pigment density says how
// much of it lies where, and colours it C′ = C − (C − C²)(d − 1).

import { MASK, TILE_BITS, times } from '../pigment';

/** Density 1: the picture's own colour. 128 levels above it is density 2. */
const NEUTRAL: i16 = 128;
/** Below this density, pigment gives way to bare paper. */
const BARE: i16 = 32;

/** Luminance of three planes: (77 R + 150 G + 29 B) / 256, rounded. */
export function luminance(red: usize, green: usize, blue: usize, count: i32, target: usize): void {
  const r = i16x8.splat(77);
  const g = i16x8.splat(150);
  const b = i16x8.splat(29);
  const half = i16x8.splat(128);
  for (let i: usize = 0; i < <usize>count; i += 8) {
    let sum = i16x8.add(half, i16x8.mul(v128.load8x8_u(red + i), r));
    sum = i16x8.add(sum, i16x8.mul(v128.load8x8_u(green + i), g));
    sum = i16x8.shr_u(i16x8.add(sum, i16x8.mul(v128.load8x8_u(blue + i), b)), 8);
    v128.store64_lane(target + i, i8x16.narrow_i16x8_u(sum, sum), 0);
  }
}

/** Gives a channel another light and more colour: C + (to − from) + (C − from)·saturation/64. May work in place. */
export function relight(channel: usize, from: usize, to: usize, count: i32, saturation: i32, target: usize): void {
  const chroma = i16x8.splat(<i16>saturation);
  for (let i: usize = 0; i < <usize>count; i += 8) {
    const c = v128.load8x8_u(channel + i);
    const light = v128.load8x8_u(from + i);
    const excess = i16x8.shr_s(i16x8.mul(i16x8.sub(c, light), chroma), 6);
    const value = i16x8.add(i16x8.add(c, i16x8.sub(v128.load8x8_u(to + i), light)), excess);
    v128.store64_lane(target + i, i8x16.narrow_i16x8_u(value, value), 0);
  }
}

/**
 * Density of a wash: what its light says, pigment that gathers at the rim of darker areas, and in the paper's valleys.
 *
 * @param light plane; `blurred` the same one blurred: where light is below it, a rim is
 * @param table 256 densities over the light
 * @param rim, gap densities for each 16 levels of difference on the darker and the lighter side; `most` per side
 * @param paper, dispersion tiles (see texture.ts); densities between their peaks and valleys
 * @param target may be `blurred`
 */
export function washDensity(
  light: usize, blurred: usize, width: i32, fromRow: i32, toRow: i32, table: usize, rim: i32, gap: i32, most: i32,
  paper: usize, granulation: i32, dispersion: usize, scatter: i32, target: usize,
): void {
  const rims = i16x8.splat(<i16>rim);
  const gaps = i16x8.splat(<i16>gap);
  const limit = i16x8.splat(<i16>most);
  const grains = i16x8.splat(<i16>granulation);
  const specks = i16x8.splat(<i16>scatter);
  const middle = i16x8.splat(128);
  const half = i16x8.splat(8);
  const none = i16x8.splat(0);
  for (let y = fromRow; y < toRow; y++) {
    const at = <usize>(y * width);
    const tileRow = (<usize>y & MASK) << TILE_BITS;
    const kept = v128.load(target + at + <usize>width);
    for (let x: usize = 0; x < <usize>width; x += 8) {
      const p = light + at + x;
      const here = v128.load8x8_u(p);
      const above = i16x8.sub(v128.load8x8_u(blurred + at + x), here);
      const darker = i16x8.min_s(limit, i16x8.shr_s(i16x8.add(i16x8.mul(i16x8.max_s(none, above), rims), half), 4));
      const lighter = i16x8.min_s(limit, i16x8.shr_s(i16x8.add(i16x8.mul(i16x8.max_s(none, i16x8.sub(none, above)), gaps), half), 4));
      const tile = tileRow + (x & MASK);
      const grain = i16x8.mul(i16x8.sub(v128.load8x8_u(paper + tile), middle), grains);
      const speck = i16x8.mul(i16x8.sub(v128.load8x8_u(dispersion + tile), middle), specks);
      const own = i16x8(
        <i16>load<u8>(table + <usize>load<u8>(p)), <i16>load<u8>(table + <usize>load<u8>(p, 1)),
        <i16>load<u8>(table + <usize>load<u8>(p, 2)), <i16>load<u8>(table + <usize>load<u8>(p, 3)),
        <i16>load<u8>(table + <usize>load<u8>(p, 4)), <i16>load<u8>(table + <usize>load<u8>(p, 5)),
        <i16>load<u8>(table + <usize>load<u8>(p, 6)), <i16>load<u8>(table + <usize>load<u8>(p, 7)),
      );
      const texture = i16x8.shr_s(i16x8.add_sat_s(i16x8.add_sat_s(grain, speck), middle), 8);
      const value = i16x8.add(i16x8.add(own, texture), i16x8.sub(darker, lighter));
      v128.store64_lane(target + at + x, i8x16.narrow_i16x8_u(value, value), 0);
    }
    v128.store(target + at + <usize>width, kept);
  }
}

/** Colours a channel by a plane of densities, in place; nearly none leaves the paper white. */
export function tintByDensity(channel: usize, density: usize, count: i32): void {
  const white = i16x8.splat(255);
  const half = i16x8.splat(64);
  const full = i16x8.splat(256);
  const none = i16x8.splat(0);
  for (let i: usize = 0; i < <usize>count; i += 8) {
    const c = v128.load8x8_u(channel + i);
    const d = v128.load8x8_u(density + i);
    const absorbed = times(c, i16x8.sub(white, c));
    const more = i16x8.mul(absorbed, i16x8.sub(d, i16x8.splat(NEUTRAL)));
    const colored = i16x8.max_s(none, i16x8.sub(c, i16x8.shr_s(i16x8.add(more, half), 7)));
    const bare = i16x8.min_s(full, i16x8.max_s(none, i16x8.shl(i16x8.sub(i16x8.splat(BARE), d), 4)));
    const value = i16x8.add(colored, times(i16x8.max_s(none, i16x8.sub(white, colored)), bare));
    v128.store64_lane(channel + i, i8x16.narrow_i16x8_u(value, value), 0);
  }
}
