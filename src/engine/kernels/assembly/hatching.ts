// Pigment that sticks along a direction field: the tile of hatching changes with the direction, from block to block.

import { MASK, stick, TILE_BITS, times } from './pigment';

/** Hatching is drawn in this many directions, a tile each, over half a turn. */
const DIRECTIONS: i32 = 8;

/** Pixels of a row that share a direction. */
const BLOCK: i32 = 8;

/** atan(a)·4/π for 0 ≤ a ≤ 1, to 3e−6: half a quadrant is 1. */
@inline
function octant(a: v128): v128 {
  const s = f32x4.mul(a, a);
  let p = f32x4.add(f32x4.mul(s, f32x4.splat(-0.014986)), f32x4.splat(0.06725531));
  p = f32x4.add(f32x4.mul(s, p), f32x4.splat(-0.14852337));
  p = f32x4.add(f32x4.mul(s, p), f32x4.splat(0.24658816));
  p = f32x4.add(f32x4.mul(s, p), f32x4.splat(-0.42355003));
  return f32x4.mul(a, f32x4.add(f32x4.mul(s, p), f32x4.splat(1.27321387)));
}

/** Angles of (cosine, sine) in eighths of a turn, 4…12. */
@inline
function eighths(cosine: v128, sine: v128): v128 {
  const zero = f32x4.splat(0);
  const x = f32x4.abs(cosine);
  const y = f32x4.abs(sine);
  const first = octant(f32x4.div(f32x4.pmin(x, y), f32x4.pmax(f32x4.pmax(x, y), f32x4.splat(1e-30))));
  const right = v128.bitselect(f32x4.sub(f32x4.splat(2), first), first, f32x4.gt(y, x));
  const upper = v128.bitselect(f32x4.sub(f32x4.splat(4), right), right, f32x4.lt(cosine, zero));
  return f32x4.add(f32x4.splat(8), v128.bitselect(f32x4.neg(upper), upper, f32x4.lt(sine, zero)));
}

// Scratch: for every block of a row its cell's byte offset in the field and how far behind the cell's centre it lies,
// both the same for all rows; its first tile and how far the second one fades in, in 256ths; a row of the field.

function blocksBytes(width: i32): usize {
  return <usize>((width + BLOCK - 1) / BLOCK + 3) << 2;
}

/** Bytes of scratch that depositAlong() needs. */
export function alongScratchBytes(width: i32, fieldWidth: i32): i32 {
  return 4 * <i32>blocksBytes(width) + fieldWidth * 8 + 32;
}

function placeBlocks(width: i32, fieldWidth: i32, cells: usize, inside: usize): void {
  const scale: f32 = <f32>fieldWidth / <f32>width;
  const last = <f32>(fieldWidth - 1);
  for (let x = 0; x < width; x += BLOCK) {
    const at: f32 = max<f32>(0, min<f32>(last, (<f32>x + <f32>(BLOCK / 2)) * scale - 0.5));
    const block = <usize>(x / BLOCK) << 2;
    store<u32>(cells + block, <u32>at << 3);
    store<f32>(inside + block, at - <f32><u32>at);
  }
}

/** Row `at` of a field, between two of its own, clamped to it; its last pair is repeated. */
function interpolateField(field: usize, width: i32, height: i32, at: f32, row: usize): void {
  const fy: f32 = max<f32>(0, min<f32>(<f32>(height - 1), at));
  const top = <i32>fy;
  const t = f32x4.splat(fy - <f32>top);
  const upper = field + <usize>(top * width * 8);
  const lower = field + <usize>(min(height - 1, top + 1) * width * 8);
  const bytes = <usize>(width * 8);
  for (let x: usize = 0; x < bytes; x += 16) {
    const a = v128.load(upper + x);
    v128.store(row + x, f32x4.add(a, f32x4.mul(f32x4.sub(v128.load(lower + x), a), t)));
  }
  store<u64>(row + bytes, load<u64>(row + bytes - 8));
}

/** First tile and fade of all blocks of a row, four at a time. */
function turnBlocks(bytes: usize, cells: usize, inside: usize, row: usize, firsts: usize, fades: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = v128.load(row + load<u32>(cells + i));
    const b = v128.load(row + load<u32>(cells + i, 4));
    const c = v128.load(row + load<u32>(cells + i, 8));
    const d = v128.load(row + load<u32>(cells + i, 12));
    // From cos, sin, next cos, next sin of each block to the same of all.
    const ab = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
    const nextAb = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
    const nextCd = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
    const cosine = v128.shuffle<u64>(ab, cd, 0, 2);
    const sine = v128.shuffle<u64>(ab, cd, 1, 3);
    const t = v128.load(inside + i);
    const turn = eighths(
      f32x4.add(cosine, f32x4.mul(f32x4.sub(v128.shuffle<u64>(nextAb, nextCd, 0, 2), cosine), t)),
      f32x4.add(sine, f32x4.mul(f32x4.sub(v128.shuffle<u64>(nextAb, nextCd, 1, 3), sine), t)),
    );
    const first = i32x4.trunc_sat_f32x4_s(turn);
    const between = f32x4.sub(f32x4.sub(turn, f32x4.convert_i32x4_s(first)), f32x4.splat(0.3));
    const fade = f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(1), f32x4.mul(between, f32x4.splat(2.5))));
    v128.store(firsts + i, v128.and(first, i32x4.splat(DIRECTIONS - 1)));
    v128.store(fades + i, i32x4.trunc_sat_f32x4_s(f32x4.mul(fade, f32x4.splat(256))));
  }
}

/**
 * deposit() with hatching that follows a direction field: each block takes the tile of the nearest direction, and near
 * the middle between two of them fades from one to the other.
 *
 * @param tiles DIRECTIONS + 1 pointers to tiles hatched at 0, π/8, 2π/8…, π
 * @param field fieldWidth × fieldHeight pairs of floats, (cos 2θ, sin 2θ) of any length, over the whole picture
 */
export function depositAlong(
  coverage: usize, width: i32, height: i32, fromRow: i32, toRow: i32, tiles: usize, paper: usize,
  field: usize, fieldWidth: i32, fieldHeight: i32, grain: i32, softness: i32, scratch: usize,
): void {
  const share = i16x8.splat(<i16>grain);
  const rest = i16x8.splat(<i16>(256 - grain));
  const reach = i16x8.splat(<i16>softness);
  const slope = f32x4.splat(256.0 / <f32>softness);
  const full = i16x8.splat(256);
  const scale: f32 = <f32>fieldHeight / <f32>height;
  const bytes = blocksBytes(width);
  const cells = scratch;
  const inside = cells + bytes;
  const firsts = inside + bytes;
  const fades = firsts + bytes;
  const fieldRow = fades + bytes;
  memory.fill(scratch, 0, bytes);
  placeBlocks(width, fieldWidth, cells, inside);
  for (let y = fromRow; y < toRow; y++) {
    interpolateField(field, fieldWidth, fieldHeight, (<f32>y + 0.5) * scale - 0.5, fieldRow);
    turnBlocks(bytes - 12, cells, inside, fieldRow, firsts, fades);
    const row = coverage + <usize>(y * width);
    const tileRow = (<usize>y & MASK) << TILE_BITS;
    const kept = v128.load(row + <usize>width);
    for (let x: usize = 0; x < <usize>width; x += 8) {
      const block = x >> 1;
      const tile = tileRow + (x & MASK);
      const pair = tiles + (<usize>load<u32>(firsts + block) << 2);
      const second = v128.load16_splat(fades + block);
      const one = v128.load8x8_u(load<usize>(pair) + tile);
      const other = v128.load8x8_u(load<usize>(pair, 4) + tile);
      const hatch = i16x8.add(times(one, i16x8.sub(full, second)), times(other, second));
      const threshold = i16x8.add(times(v128.load8x8_u(paper + tile), share), times(hatch, rest));
      v128.store64_lane(row + x, stick(v128.load8x8_u(row + x), threshold, reach, slope), 0);
    }
    v128.store(row + <usize>width, kept);
  }
}
