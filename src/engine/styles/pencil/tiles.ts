import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Paper } from '../parameters.ts';

const TILE_BYTES = 512 * 512;

/** What hatching looks like, lengths in pixels, angles in radians. */
export interface Hatching {
  angle: number;
  crossAngle: number;
  /** Coverage (0–1) from which strokes cross. */
  crossFrom: number;
  lengthPx: number;
  halfWidthPx: number;
}

/** A tile of hatching; stays in the arena. */
export function hatchTile(arena: Arena, hatching: Hatching, seed: number): Pointer {
  const tile = arena.alloc(TILE_BYTES);
  const mark = arena.mark();
  const scratch = arena.alloc(arena.kernels.tileScratchBytes());
  const { angle, crossAngle, crossFrom, lengthPx, halfWidthPx } = hatching;
  arena.kernels.hatchTile(angle, crossAngle, crossFrom, lengthPx, halfWidthPx, seed, tile, scratch);
  arena.release(mark);
  return tile;
}

/** Directions that tiles are hatched in for shading along forms, over half a turn; the kernel's number. */
const DIRECTIONS = 8;

/** One tile for each direction, one behind the other; the hatching's own angle does not count. Stay in the arena. */
export function hatchTiles(arena: Arena, hatching: Omit<Hatching, 'angle'>, seed: number): Pointer {
  const tiles = arena.alloc(DIRECTIONS * TILE_BYTES);
  const mark = arena.mark();
  const scratch = arena.alloc(arena.kernels.tileScratchBytes());
  const { crossAngle, crossFrom, lengthPx, halfWidthPx } = hatching;
  for (let direction = 0; direction < DIRECTIONS; direction++) {
    const angle = (direction * Math.PI) / DIRECTIONS;
    const tile = tiles + direction * TILE_BYTES;
    arena.kernels.hatchTile(
      angle,
      angle + crossAngle,
      crossFrom,
      lengthPx,
      halfWidthPx,
      seed + direction,
      tile,
      scratch,
    );
  }
  arena.release(mark);
  return tiles;
}

/** The kernel's number of each paper that has relief. */
const RELIEF: Record<Exclude<Paper, 'none'>, number> = { 'cold-press': 1, laid: 2, canvas: 3 };
const MIDDLE = 128;

/** A tile of paper; `none` is flat. Stays in the arena. */
export function paperTile(arena: Arena, paper: Paper, grainPx: number, seed: number): Pointer {
  const tile = arena.alloc(TILE_BYTES);
  if (paper === 'none') {
    arena.bytes(tile, TILE_BYTES).fill(MIDDLE);
    return tile;
  }
  const mark = arena.mark();
  const scratch = arena.alloc(arena.kernels.tileScratchBytes());
  arena.kernels.paperTile(RELIEF[paper], grainPx, seed, tile, scratch);
  arena.release(mark);
  return tile;
}
