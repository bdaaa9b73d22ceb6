// A tile of dots for stippling: a progressive blue-noise set (Mitchell 1991, "Spectrally Optimal Sampling": the best of a
// few candidates is the one farthest from all dots so far), so that any number of the first dots is spread evenly.

import { fraction, hash } from '../random';
import { equalise } from '../texture';

const TILE: i32 = 512;
const MASK: i32 = TILE - 1;
const CANDIDATES: i32 = 8;

/** The dots lie in cells of 8 pixels, a chain each. */
const CELL_BITS: i32 = 3;
const CELLS: i32 = TILE >> CELL_BITS;
const MAX_DOTS: i32 = 16384;

const LEVELS: usize = <usize>(TILE * TILE * 2);
/** Behind the thresholds and the histogram of equalise(). */
const HEADS: usize = LEVELS + 65536 * 4;
const DOTS: usize = HEADS + <usize>(CELLS * CELLS * 4);
const DOT_BYTES: usize = 12;

/** Bytes of scratch that stippleTile() needs. */
export function stippleScratchBytes(): i32 {
  return <i32>(DOTS + <usize>MAX_DOTS * DOT_BYTES);
}

@inline
function apart(a: f32, b: f32): f32 {
  const d: f32 = Mathf.abs(a - b);
  return min<f32>(d, <f32>TILE - d);
}

/** Squared distance to the nearest dot, over the tile's seams, as far as `reach` cells. */
function clearance(x: f32, y: f32, reach: i32, scratch: usize): f32 {
  let best: f32 = <f32>(TILE * TILE);
  const column = <i32>x >> CELL_BITS;
  const row = <i32>y >> CELL_BITS;
  for (let j = -reach; j <= reach; j++) {
    for (let i = -reach; i <= reach; i++) {
      const cell = ((row + j) & (CELLS - 1)) * CELLS + ((column + i) & (CELLS - 1));
      let dot = load<i32>(scratch + HEADS + (<usize>cell << 2));
      while (dot >= 0) {
        const at = scratch + DOTS + <usize>dot * DOT_BYTES;
        const dx = apart(x, load<f32>(at));
        const dy = apart(y, load<f32>(at, 4));
        best = min<f32>(best, dx * dx + dy * dy);
        dot = load<i32>(at, 8);
      }
    }
  }
  return best;
}

/** A round dot: it appears at `order` and grows as tone darkens. */
function dot(tile: usize, cx: f32, cy: f32, radius: f32, order: f32): void {
  const reach = <i32>Mathf.ceil(radius);
  const x0 = <i32>Mathf.floor(cx);
  const y0 = <i32>Mathf.floor(cy);
  for (let j = -reach; j <= reach; j++) {
    for (let i = -reach; i <= reach; i++) {
      const dx: f32 = <f32>(x0 + i) + 0.5 - cx;
      const dy: f32 = <f32>(y0 + j) + 0.5 - cy;
      const off: f32 = Mathf.sqrt(dx * dx + dy * dy) / radius;
      if (off >= 1) continue;
      const level = <i32>((order + (1 - order) * off * off) * 65535);
      const at = tile + (<usize>((((y0 + j) & MASK) << 9) + ((x0 + i) & MASK)) << 1);
      store<u16>(at, <u16>min(level, <i32>load<u16>(at)));
    }
  }
}

/**
 * A tile of dots, thresholds as all tiles (see texture.ts): at coverage c the first dots, and small ones yet, cover c.
 *
 * @param radius of a full dot, pixels
 */
export function stippleTile(radius: f32, seed: u32, target: usize, scratch: usize): void {
  memory.fill(scratch, 0xff, LEVELS);
  memory.fill(scratch + HEADS, 0xff, CELLS * CELLS * 4);
  const area = <f32>(TILE * TILE);
  const dots = min(MAX_DOTS, <i32>(area / (radius * radius * 2.2)));
  const key = hash(seed + 0x2545f491);
  for (let k = 0; k < dots; k++) {
    // As far as k dots can lie apart, and no farther than the tile is wide.
    const reach = min(CELLS / 2 - 1, 1 + (<i32>Mathf.sqrt((area / <f32>(k + 1)) * 1.3) >> CELL_BITS));
    let bestX: f32 = 0;
    let bestY: f32 = 0;
    let farthest: f32 = -1;
    for (let i = 0; i < CANDIDATES; i++) {
      const r = key + <u32>(k * CANDIDATES + i) * 2;
      const x: f32 = fraction(r) * <f32>TILE;
      const y: f32 = fraction(r + 1) * <f32>TILE;
      const distance = clearance(x, y, reach, scratch);
      if (distance <= farthest) continue;
      farthest = distance;
      bestX = x;
      bestY = y;
    }
    const head = scratch + HEADS + (<usize>((<i32>bestY >> CELL_BITS) * CELLS + (<i32>bestX >> CELL_BITS)) << 2);
    const at = scratch + DOTS + <usize>k * DOT_BYTES;
    store<f32>(at, bestX);
    store<f32>(at, bestY, 4);
    store<i32>(at, load<i32>(head), 8);
    store<i32>(head, k);
    const order: f32 = (<f32>k / <f32>dots) * 0.9;
    dot(scratch, bestX, bestY, radius * (0.8 + 0.4 * fraction(key ^ <u32>(k + 0x8000))), order);
  }
  equalise(scratch, seed + 2, target);
}
