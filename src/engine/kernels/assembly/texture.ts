// Square tiles of 2^TILE_BITS pixels that repeat without a seam: hatching and paper, both as thresholds. A pixel of a
// tile says how much pigment it takes before any sticks there; all thresholds are equally frequent, so that a
// tile thresholded at c is covered to c.

import { fraction, hash } from './random';

const TILE_BITS: i32 = 9;
const TILE: i32 = 1 << TILE_BITS;
const MASK: i32 = TILE - 1;

/** Steps of the plastic number's lattice (Roberts 2018): any run of its points covers the square evenly. */
const LATTICE_X: f64 = 0.7548776662466927;
const LATTICE_Y: f64 = 0.5698402909980532;

@inline
function lower(tile: usize, x: i32, y: i32, level: i32): void {
  const at = tile + (<usize>(((y & MASK) << TILE_BITS) + (x & MASK)) << 1);
  store<u16>(at, <u16>min(level, <i32>load<u16>(at)));
}

/** One tapered, slightly bowed stroke; `order` 0…1 is when it appears as tone darkens. */
function stroke(tile: usize, cx: i32, cy: i32, angle: f32, length: f32, halfWidth: f32, bow: f32, order: f32): void {
  const c: f32 = Mathf.cos(angle);
  const s: f32 = Mathf.sin(angle);
  const steep = Mathf.abs(s) > Mathf.abs(c);
  const major: f32 = steep ? s : c;
  const minor: f32 = steep ? c : s;
  const reach = <i32>(Mathf.abs(major) * length * 0.5);
  const spread: f32 = halfWidth / Mathf.abs(major);
  const one = f32x4.splat(1);
  const depth = f32x4.splat(1 - order);
  for (let i = -reach; i <= reach; i++) {
    const along: f32 = <f32>i / major;
    const end: f32 = Mathf.abs(along) / (length * 0.5);
    const pressure = f32x4.splat(1 - end * end * end * end);
    const centre: f32 = <f32>i * (minor / major) + (bow * along * along) / length;
    const to = <i32>Mathf.floor(centre + spread);
    for (let j = <i32>Mathf.ceil(centre - spread); j <= to; j += 4) {
      const across = f32x4.sub(f32x4.convert_i32x4_s(i32x4.add(i32x4.splat(j), i32x4(0, 1, 2, 3))), f32x4.splat(centre));
      const distance = f32x4.div(f32x4.abs(f32x4.mul(across, f32x4.splat(major))), f32x4.splat(halfWidth));
      // Beside the stroke there is no ink: the highest threshold, which lowers none.
      const ink = f32x4.mul(pressure, f32x4.pmax(f32x4.splat(0), f32x4.sub(one, f32x4.mul(distance, distance))));
      const value = f32x4.mul(f32x4.sub(one, f32x4.mul(depth, ink)), f32x4.splat(65535));
      const levels = i32x4.trunc_sat_f32x4_s(value);
      const l0 = i32x4.extract_lane(levels, 0);
      const l1 = i32x4.extract_lane(levels, 1);
      const l2 = i32x4.extract_lane(levels, 2);
      const l3 = i32x4.extract_lane(levels, 3);
      if (steep) {
        lower(tile, cx + j, cy + i, l0);
        lower(tile, cx + j + 1, cy + i, l1);
        lower(tile, cx + j + 2, cy + i, l2);
        lower(tile, cx + j + 3, cy + i, l3);
      } else {
        lower(tile, cx + i, cy + j, l0);
        lower(tile, cx + i, cy + j + 1, l1);
        lower(tile, cx + i, cy + j + 2, l2);
        lower(tile, cx + i, cy + j + 3, l3);
      }
    }
  }
}

const HISTOGRAM: usize = <usize>(TILE * TILE * 2);
const OCTAVES: usize = HISTOGRAM + 65536 * 4;

/** Bytes of scratch that hatchTile() and paperTile() need: 16-bit thresholds, their histogram, rows of noise. */
export function tileScratchBytes(): i32 {
  return <i32>(OCTAVES + 2 * OCTAVE_BYTES + ROW_BYTES);
}

/**
 * A tile of hatching. Strokes appear one by one as tone darkens, each set containing the lighter one (a tonal art map,
 * Praun et al. 2001); from `crossFrom` on they lie across the others.
 *
 * @param angle of the strokes, radians
 * @param crossAngle of the later ones
 * @param length, halfWidth of a stroke in pixels
 */
export function hatchTile(
  angle: f32, crossAngle: f32, crossFrom: f32, length: f32, halfWidth: f32, seed: u32, target: usize, scratch: usize,
): void {
  memory.fill(scratch, 0xff, TILE * TILE * 2);
  const strokes = <i32>(<f32>(TILE * TILE) * 3 / (length * halfWidth * 2));
  const key = hash(seed + 0x9e3779b9);
  const startX = <f64>fraction(key);
  const startY = <f64>fraction(key + 1);
  for (let i = 0; i < strokes; i++) {
    const order: f32 = <f32>i / <f32>strokes;
    const r = key + <u32>i * 8 + 16;
    const x = (startX + <f64>(i + 1) * LATTICE_X) % 1.0;
    const y = (startY + <f64>(i + 1) * LATTICE_Y) % 1.0;
    // The latest strokes shorten, as if worked in between the others.
    const crossing = order > crossFrom && (i & 1) == 1;
    const tilt: f32 = (fraction(r) - 0.5) * 0.14;
    // Off the lattice by a few widths, or its rows would show as a weave.
    const offX: f32 = (fraction(r + 4) - 0.5) * 10 * halfWidth;
    const offY: f32 = (fraction(r + 5) - 0.5) * 10 * halfWidth;
    stroke(
      scratch, <i32>(<f32>(x * TILE) + offX), <i32>(<f32>(y * TILE) + offY), (crossing ? crossAngle : angle) + tilt,
      length * (0.6 + 0.8 * fraction(r + 1)), halfWidth * (0.75 + 0.5 * fraction(r + 2)),
      (fraction(r + 3) - 0.5) * 0.12, order * 0.85,
    );
  }
  equalise(scratch, seed, target);
}

@inline
function smooth(t: f32): f32 {
  return t * t * (3 - 2 * t);
}

/** A row of a tile as floats. */
const ROW_BYTES: usize = <usize>TILE * 4;

// Value noise is made by rows: those of the lattice, interpolated across, then between two of them for every pixel row.
// Each octave has, one behind the other, for every pixel its cell's byte offset and how far in it lies, two lattice
// rows interpolated, and one bare.
const CELL: usize = 0;
const INSIDE: usize = ROW_BYTES;
const ROWS: usize = 2 * ROW_BYTES;
const LATTICE: usize = 4 * ROW_BYTES;
const OCTAVE_BYTES: usize = 5 * ROW_BYTES + 16;

/** Interpolates row `k` of the lattice, which repeats, into its slot of the octave. */
function latticeRow(k: i32, cells: i32, key: u32, octave: usize): void {
  const first = key + <u32>((k % cells) * cells);
  const bare = octave + LATTICE;
  for (let i = 0; i < cells; i++) store<f32>(bare + (<usize>i << 2), fraction(first + <u32>i));
  store<f32>(bare + (<usize>cells << 2), load<f32>(bare));
  const out = octave + ROWS + <usize>(k & 1) * ROW_BYTES;
  for (let x: usize = 0; x < ROW_BYTES; x += 4) {
    const p = bare + load<u32>(octave + x, CELL);
    const a = load<f32>(p);
    store<f32>(out + x, a + (load<f32>(p, 4) - a) * load<f32>(octave + x, INSIDE));
  }
}

/** Prepares an octave of `cells` lattice cells a tile side. */
function beginOctave(cells: i32, key: u32, octave: usize): void {
  const scale: f32 = <f32>cells / <f32>TILE;
  for (let x = 0; x < TILE; x++) {
    const at: f32 = <f32>x * scale;
    const cell = <i32>at;
    store<u32>(octave + (<usize>x << 2), <u32>cell << 2, CELL);
    store<f32>(octave + (<usize>x << 2), smooth(at - <f32>cell), INSIDE);
  }
  latticeRow(0, cells, key, octave);
  latticeRow(1, cells, key, octave);
}

/** Brings an octave to pixel row `y`; rows come in order. Returns how far between its lattice rows it lies. */
function moveOctave(y: i32, cells: i32, key: u32, octave: usize): f32 {
  const scale: f32 = <f32>cells / <f32>TILE;
  const at: f32 = <f32>y * scale;
  const cell = <i32>at;
  if (cell > 0 && cell != <i32>(<f32>(y - 1) * scale)) latticeRow(cell + 1, cells, key, octave);
  return smooth(at - <f32>cell);
}

/** Four pixels of row `y`, 0…1; `t` is what moveOctave() returned. */
@inline
function noise(x: usize, y: i32, cells: i32, t: v128, octave: usize): v128 {
  const scale: f32 = <f32>cells / <f32>TILE;
  const slot = <usize>(<i32>(<f32>y * scale) & 1);
  const upper = v128.load(octave + ROWS + slot * ROW_BYTES + x);
  const lower = v128.load(octave + ROWS + (slot ^ 1) * ROW_BYTES + x);
  return f32x4.add(upper, f32x4.mul(f32x4.sub(lower, upper), t));
}

const PAPER_COLD_PRESS: i32 = 1;
const PAPER_LAID: i32 = 2;
const PAPER_CANVAS: i32 = 3;

/** A tile of paper; `grainPx` is the size of its coarsest grain. Peaks take pigment first. */
export function paperTile(paper: i32, grainPx: f32, seed: u32, target: usize, scratch: usize): void {
  const key = hash(seed + 0x51ed270b);
  const coarse = max(4, min(256, <i32>(<f32>TILE / grainPx)));
  const fine = min(512, coarse * 2);
  const lines = max(4, min(170, <i32>(<f32>TILE / (grainPx * 1.5))));
  const turn: f32 = (<f32>lines * 2 * 3.14159265) / <f32>TILE;
  const first = scratch + OCTAVES;
  const second = first + OCTAVE_BYTES;
  const waves = second + OCTAVE_BYTES;
  beginOctave(coarse, key, first);
  beginOctave(fine, key + 0x10000, second);
  if (paper == PAPER_CANVAS) {
    for (let x = 0; x < TILE; x++) store<f32>(waves + (<usize>x << 2), Mathf.sin(<f32>x * turn * 0.5));
  }
  for (let y = 0; y < TILE; y++) {
    const coarseT = f32x4.splat(moveOctave(y, coarse, key, first));
    const fineT = f32x4.splat(moveOctave(y, fine, key + 0x10000, second));
    const levels = scratch + (<usize>(y * TILE) << 1);
    const ridge = f32x4.splat(0.4 * (0.5 + 0.5 * Mathf.sin(<f32>y * turn)));
    const down: f32 = Mathf.sin(<f32>y * turn * 0.5);
    for (let x = 0; x < TILE; x += 4) {
      const at = <usize>x << 2;
      let height = f32x4.add(
        f32x4.mul(noise(at, y, coarse, coarseT, first), f32x4.splat(0.62)),
        f32x4.mul(noise(at, y, fine, fineT, second), f32x4.splat(0.38)),
      );
      if (paper == PAPER_LAID) {
        height = f32x4.add(f32x4.mul(height, f32x4.splat(0.6)), ridge);
      } else if (paper == PAPER_CANVAS) {
        const across = v128.load(waves + at);
        const threads = f32x4.abs(f32x4(
          thread(x, y, lines, f32x4.extract_lane(across, 0), down),
          thread(x + 1, y, lines, f32x4.extract_lane(across, 1), down),
          thread(x + 2, y, lines, f32x4.extract_lane(across, 2), down),
          thread(x + 3, y, lines, f32x4.extract_lane(across, 3), down),
        ));
        height = f32x4.mul(f32x4.add(height, threads), f32x4.splat(0.5));
      }
      const words = i32x4.trunc_sat_f32x4_u(f32x4.mul(height, f32x4.splat(65535)));
      v128.store64_lane(levels + (<usize>x << 1), i16x8.narrow_i32x4_u(words, words), 0);
    }
  }
  equalise(scratch, seed + 1, target);
}

/** Which of both threads of a plain weave lies on top. */
@inline
function thread(x: i32, y: i32, lines: i32, across: f32, down: f32): f32 {
  return (((x * lines) / TILE + (y * lines) / TILE) & 1) != 0 ? across : down;
}

/** Thresholds to bytes that are all equally frequent; ties are broken at random. */
export function equalise(levels: usize, seed: u32, target: usize): void {
  const histogram = levels + HISTOGRAM;
  memory.fill(histogram, 0, 65536 * 4);
  const count = <usize>(TILE * TILE);
  for (let i: usize = 0; i < count; i++) {
    const bin = histogram + (<usize>load<u16>(levels + (i << 1)) << 2);
    store<u32>(bin, load<u32>(bin) + 1);
  }
  let below: u32 = 0;
  for (let bin = histogram; bin < histogram + 65536 * 4; bin += 4) {
    const here = load<u32>(bin);
    store<u32>(bin, below);
    below += here;
  }
  for (let i: usize = 0; i < count; i++) {
    const level = <usize>load<u16>(levels + (i << 1));
    const bin = histogram + (level << 2);
    const first = load<u32>(bin);
    const next = level == 65535 ? <u32>count : load<u32>(bin, 4);
    const rank = first + <u32>(fraction(seed + <u32>i) * <f32>(next - first));
    store<u8>(target + i, <u8>((rank * 255) >> (2 * TILE_BITS)));
  }
}

/** The same tile, turned by a right angle: its strokes lie across those of `source`. */
export function turnTile(source: usize, target: usize): void {
  for (let x = 0; x < TILE; x++) {
    const row = source + (<usize>(-x & MASK) << TILE_BITS);
    for (let y = 0; y < TILE; y++) {
      store<u8>(target + <usize>((y << TILE_BITS) + x), load<u8>(row + <usize>y));
    }
  }
}
