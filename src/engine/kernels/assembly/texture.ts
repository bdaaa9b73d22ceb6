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

// @ts-ignore: decorator
@inline
function lower(tile: usize, x: i32, y: i32, value: f32): void {
  const at = tile + (<usize>(((y & MASK) << TILE_BITS) + (x & MASK)) << 1);
  const level = <u16>(value * 65535);
  if (level < load<u16>(at)) store<u16>(at, level);
}

/** One tapered, slightly bowed stroke; `order` 0…1 is when it appears as tone darkens. */
function stroke(tile: usize, cx: f32, cy: f32, angle: f32, length: f32, halfWidth: f32, bow: f32, order: f32): void {
  const c: f32 = Mathf.cos(angle);
  const s: f32 = Mathf.sin(angle);
  const steep = Mathf.abs(s) > Mathf.abs(c);
  const major: f32 = steep ? s : c;
  const minor: f32 = steep ? c : s;
  const reach = <i32>(Mathf.abs(major) * length * 0.5);
  const spread = <i32>Mathf.ceil((halfWidth + 1) / Mathf.abs(major));
  for (let i = -reach; i <= reach; i++) {
    const along: f32 = <f32>i / major;
    const end: f32 = Mathf.abs(along) / (length * 0.5);
    const pressure: f32 = 1 - end * end * end * end;
    const centre: f32 = <f32>i * (minor / major) + (bow * along * along) / length;
    const from = <i32>Mathf.floor(centre);
    for (let j = from - spread; j <= from + spread + 1; j++) {
      const distance: f32 = Mathf.abs((<f32>j - centre) * major) / halfWidth;
      if (distance >= 1) continue;
      const ink: f32 = pressure * (1 - distance * distance);
      const value: f32 = 1 - (1 - order) * ink;
      if (steep) lower(tile, <i32>cx + j, <i32>cy + i, value);
      else lower(tile, <i32>cx + i, <i32>cy + j, value);
    }
  }
}

/** Bytes of scratch that hatchTile() and paperTile() need: 16-bit thresholds and their histogram. */
export function tileScratchBytes(): i32 {
  return TILE * TILE * 2 + 65536 * 4;
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
      scratch, <f32>(x * TILE) + offX, <f32>(y * TILE) + offY, (crossing ? crossAngle : angle) + tilt,
      length * (0.6 + 0.8 * fraction(r + 1)), halfWidth * (0.75 + 0.5 * fraction(r + 2)),
      (fraction(r + 3) - 0.5) * 0.12, order * 0.85,
    );
  }
  equalise(scratch, seed, target);
}

// @ts-ignore: decorator
@inline
function smooth(t: f32): f32 {
  return t * t * (3 - 2 * t);
}

/** Value noise of `cells` lattice cells a tile side, 0…1. */
function valueNoise(x: i32, y: i32, cells: i32, key: u32): f32 {
  const scale: f32 = <f32>cells / <f32>TILE;
  const fx: f32 = <f32>x * scale;
  const fy: f32 = <f32>y * scale;
  const x0 = <i32>fx;
  const y0 = <i32>fy;
  const x1 = (x0 + 1) % cells;
  const y1 = (y0 + 1) % cells;
  const tx = smooth(fx - <f32>x0);
  const ty = smooth(fy - <f32>y0);
  const a = fraction(key + <u32>(y0 * cells + x0));
  const b = fraction(key + <u32>(y0 * cells + x1));
  const c = fraction(key + <u32>(y1 * cells + x0));
  const d = fraction(key + <u32>(y1 * cells + x1));
  const upper: f32 = a + (b - a) * tx;
  return upper + (c + (d - c) * tx - upper) * ty;
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
  for (let y = 0; y < TILE; y++) {
    for (let x = 0; x < TILE; x++) {
      let height: f32 = 0.62 * valueNoise(x, y, coarse, key) + 0.38 * valueNoise(x, y, fine, key + 0x10000);
      if (paper == PAPER_LAID) {
        height = 0.6 * height + 0.4 * (0.5 + 0.5 * Mathf.sin(<f32>y * turn));
      } else if (paper == PAPER_CANVAS) {
        const over = ((x * lines) / TILE + (y * lines) / TILE) & 1;
        const thread: f32 = over ? Mathf.sin(<f32>x * turn * 0.5) : Mathf.sin(<f32>y * turn * 0.5);
        height = 0.5 * height + 0.5 * Mathf.abs(thread);
      }
      store<u16>(scratch + (<usize>(y * TILE + x) << 1), <u16>(height * 65535));
    }
  }
  equalise(scratch, seed + 1, target);
}

/** Thresholds to bytes that are all equally frequent; ties are broken at random. */
function equalise(levels: usize, seed: u32, target: usize): void {
  const histogram = levels + <usize>(TILE * TILE * 2);
  memory.fill(histogram, 0, 65536 * 4);
  const count = TILE * TILE;
  for (let i = 0; i < count; i++) {
    const bin = histogram + (<usize>load<u16>(levels + (<usize>i << 1)) << 2);
    store<u32>(bin, load<u32>(bin) + 1);
  }
  let below: u32 = 0;
  for (let level = 0; level < 65536; level++) {
    const bin = histogram + (<usize>level << 2);
    const here = load<u32>(bin);
    store<u32>(bin, below);
    below += here;
  }
  for (let i = 0; i < count; i++) {
    const level = <usize>load<u16>(levels + (<usize>i << 1));
    const first = load<u32>(histogram + (level << 2));
    const next = level == 65535 ? <u32>count : load<u32>(histogram + ((level + 1) << 2));
    const rank = first + <u32>(fraction(seed + <u32>i) * <f32>(next - first));
    store<u8>(target + <usize>i, <u8>((rank * 255) / <u32>count));
  }
}
