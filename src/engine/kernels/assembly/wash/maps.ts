// Small maps laid over a picture: clouds of noise, masks, blurred colours. They are interpolated row by row; what they
// do to the picture is a profile over their values.

import { fraction, hash } from '../random';

/** Fraction bits of an interpolated map. */
const MAP_BITS: i32 = 6;
/** Entries of a profile, for values of 10 bits. */
const PROFILE_SHIFT: i32 = MAP_BITS - 2;

@inline
function smooth(t: f32): f32 {
  return t * t * (3 - 2 * t);
}

/** One octave of value noise along a row of the map, −½…½ times `gain`, added to `row`. */
function addOctave(width: i32, y: i32, cells: f32, gain: f32, key: u32, row: usize): void {
  const fy: f32 = <f32>y * cells;
  const cy = <i32>fy;
  const ty = smooth(fy - <f32>cy);
  const upper = key + <u32>cy * 0x10001;
  const lower = upper + 0x10001;
  let cx = -1;
  let left: f32 = 0;
  let rise: f32 = 0;
  for (let x = 0; x < width; x++) {
    const fx: f32 = <f32>x * cells;
    if (<i32>fx != cx) {
      cx = <i32>fx;
      const a = fraction(upper + <u32>cx);
      const b = fraction(upper + <u32>cx + 1);
      left = a + (fraction(lower + <u32>cx) - a) * ty;
      rise = b + (fraction(lower + <u32>cx + 1) - b) * ty - left;
    }
    const at = row + (<usize>x << 2);
    store<f32>(at, load<f32>(at) + gain * (left + rise * smooth(fx - <f32>cx) - 0.5));
  }
}

/**
 * Fractal value noise around 128: every octave is twice as fine as the one before it and `roughness` as high.
 *
 * @param cells of the first octave per pixel of the map
 * @param contrast 255 would be the range of one octave alone
 * @param row scratch of width floats
 */
export function cloud(
  width: i32, height: i32, cells: f32, octaves: i32, roughness: f32, contrast: f32, seed: u32, target: usize, row: usize,
): void {
  const key = hash(seed + 0x3c6ef372);
  for (let y = 0; y < height; y++) {
    memory.fill(row, 0, <usize>width << 2);
    let gain = contrast;
    let fine = cells;
    for (let octave = 0; octave < octaves; octave++) {
      addOctave(width, y, fine, gain, key + <u32>octave * 0x632be59b, row);
      gain *= roughness;
      fine *= 2;
    }
    for (let x = 0; x < width; x++) {
      const value: f32 = load<f32>(row + (<usize>x << 2)) + 128.5;
      store<u8>(target + <usize>(y * width + x), <u8>max<f32>(0, min<f32>(255, value)));
    }
  }
}

/** Bytes of scratch for an interpolated row of a map over a picture of this width. */
export function mapScratchBytes(width: i32, mapWidth: i32): i32 {
  return mapRowBytes(mapWidth) + width * 2 + 64;
}

@inline
function mapRowBytes(mapWidth: i32): i32 {
  return (mapWidth * 2 + 79) & ~15;
}

/**
 * Interpolates the row of a map that lies over row `y` of a picture, to 16-bit numbers of MAP_BITS fraction bits.
 *
 * @returns where they lie in scratch
 */
export function mapRow(
  map: usize, mapWidth: i32, mapHeight: i32, width: i32, height: i32, y: i32, scratch: usize,
): usize {
  const fy: f32 = max<f32>(0, min<f32>(<f32>(mapHeight - 1), ((<f32>y + 0.5) * <f32>mapHeight) / <f32>height - 0.5));
  const top = <i32>fy;
  const t = <i16>((fy - <f32>top) * 64);
  const upper = map + <usize>(top * mapWidth);
  const lower = map + <usize>(min(mapHeight - 1, top + 1) * mapWidth);
  const near = i16x8.splat(64 - t);
  const far = i16x8.splat(t);
  for (let x: usize = 0; x < <usize>mapWidth; x += 8) {
    const value = i16x8.add(i16x8.mul(v128.load8x8_u(upper + x), near), i16x8.mul(v128.load8x8_u(lower + x), far));
    v128.store(scratch + (x << 1), value);
  }
  const end = scratch + (<usize>mapWidth << 1);
  store<u16>(end, load<u16>(end - 2));
  const out = scratch + <usize>mapRowBytes(mapWidth);
  const scale = f32x4.splat(<f32>mapWidth / <f32>width);
  const last = f32x4.splat(<f32>(mapWidth - 1));
  const middle = f32x4.splat(0.5);
  const none = f32x4.splat(0);
  const half = i32x4.splat(64);
  for (let x: usize = 0; x < <usize>width; x += 4) {
    const middles = f32x4.add(f32x4(0.5, 1.5, 2.5, 3.5), f32x4.splat(<f32>x));
    const place = f32x4.pmax(none, f32x4.pmin(last, f32x4.sub(f32x4.mul(middles, scale), middle)));
    const places = i32x4.trunc_sat_f32x4_u(f32x4.mul(place, f32x4.splat(128)));
    const cells = i32x4.shl(i32x4.shr_u(places, 7), 1);
    let pairs = v128.load32_splat(scratch + <usize>i32x4.extract_lane(cells, 0));
    pairs = v128.load32_lane(scratch + <usize>i32x4.extract_lane(cells, 1), pairs, 1);
    pairs = v128.load32_lane(scratch + <usize>i32x4.extract_lane(cells, 2), pairs, 2);
    pairs = v128.load32_lane(scratch + <usize>i32x4.extract_lane(cells, 3), pairs, 3);
    const far4 = v128.and(places, i32x4.splat(127));
    const weights = v128.or(i32x4.sub(i32x4.splat(128), far4), i32x4.shl(far4, 16));
    const sum = i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(pairs, weights), half), 7);
    v128.store64_lane(out + (x << 1), i16x8.narrow_i32x4_s(sum, sum), 0);
  }
  return out;
}

/**
 * Adds to an 8-bit plane what a profile says of a map's value there, shaken by the paper.
 *
 * @param profile 1024 signed 16-bit numbers over the map's values 0…255¾
 * @param paper tile (see texture.ts); `shake` levels of the map between its peaks and its valleys
 * @param floor what the plane is not lowered below; what is lower stays
 */
export function contour(
  plane: usize, width: i32, height: i32, fromRow: i32, toRow: i32, map: usize, mapWidth: i32, mapHeight: i32,
  profile: usize, paper: usize, shake: i32, floor: i32, scratch: usize,
): void {
  for (let y = fromRow; y < toRow; y++) {
    const row = mapRow(map, mapWidth, mapHeight, width, height, y, scratch);
    const tile = paper + (<usize>(y & 511) << 9);
    const out = plane + <usize>(y * width);
    for (let x = 0; x < width; x++) {
      const grain = <i32>load<u8>(tile + <usize>(x & 511)) - 128;
      const value = <i32>load<i16>(row + (<usize>x << 1)) + ((grain * shake) >> 2);
      const at = max(0, min(1023, value >> PROFILE_SHIFT));
      const here = <i32>load<u8>(out + <usize>x);
      const sum = here + <i32>load<i16>(profile + (<usize>at << 1));
      store<u8>(out + <usize>x, <u8>max(min(here, floor), min(255, sum)));
    }
  }
}

/**
 * Moves an 8-bit plane towards a small copy of itself, as far as a profile says of a map's value there (0–256).
 *
 * @param low lowWidth × lowHeight
 * @param scratch mapScratchBytes() of both maps together
 */
export function bleed(
  plane: usize, width: i32, height: i32, fromRow: i32, toRow: i32, low: usize, lowWidth: i32, lowHeight: i32,
  map: usize, mapWidth: i32, mapHeight: i32, profile: usize, scratch: usize,
): void {
  const second = scratch + <usize>((mapScratchBytes(width, lowWidth) + 15) & ~15);
  for (let y = fromRow; y < toRow; y++) {
    const blurred = mapRow(low, lowWidth, lowHeight, width, height, y, scratch);
    const row = mapRow(map, mapWidth, mapHeight, width, height, y, second);
    const out = plane + <usize>(y * width);
    for (let x = 0; x < width; x++) {
      const at = <usize>max(0, load<i16>(row + (<usize>x << 1)) >> PROFILE_SHIFT);
      const share = <i32>load<i16>(profile + (at << 1));
      const here = <i32>load<u8>(out + <usize>x) << MAP_BITS;
      const towards = here + (((<i32>load<i16>(blurred + (<usize>x << 1)) - here) * share) >> 8);
      store<u8>(out + <usize>x, <u8>((towards + (1 << (MAP_BITS - 1))) >> MAP_BITS));
    }
  }
}
