import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Paper } from '../parameters.ts';

const TILE_BYTES = 512 * 512;

/** 3 MiB beside each arena: all tiles of the drawing that takes most, and a few of others. */
const KEPT_TILES = 12;

const keptTiles = new WeakMap<Arena, Map<string, Uint8Array>>();

/**
 * A tile that stays in the arena until its next reset. The last ones made are kept outside of it: photos of one
 * camera, and drawings of one photo, take the same.
 *
 * @param name what was asked for, all of it
 * @param draw writes the tile; it has `scratchBytes` of scratch, by default what the kernels of texture.ts need
 */
export function keptTile(
  arena: Arena,
  name: unknown[],
  draw: (tile: Pointer, scratch: Pointer) => void,
  scratchBytes = arena.kernels.tileScratchBytes(),
): Pointer {
  const kept = keptTiles.get(arena) ?? new Map<string, Uint8Array>();
  keptTiles.set(arena, kept);
  const key = name.join(' ');
  const at = arena.alloc(TILE_BYTES);
  const known = kept.get(key);
  if (known) {
    arena.bytes(at, TILE_BYTES).set(known);
    kept.delete(key);
    kept.set(key, known);
    return at;
  }
  const mark = arena.mark();
  draw(at, arena.alloc(scratchBytes));
  arena.release(mark);
  kept.set(key, arena.bytes(at, TILE_BYTES).slice());
  const [oldest] = kept.keys();
  if (kept.size > KEPT_TILES && oldest !== undefined) kept.delete(oldest);
  return at;
}

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
  const { angle, crossAngle, crossFrom, lengthPx, halfWidthPx } = hatching;
  const name = ['hatch', angle, crossAngle, crossFrom, lengthPx, halfWidthPx, seed];
  return keptTile(arena, name, (tile, scratch) => {
    arena.kernels.hatchTile(angle, crossAngle, crossFrom, lengthPx, halfWidthPx, seed, tile, scratch);
  });
}

/** Directions that tiles are hatched in for shading along forms, over half a turn; the kernel's number. */
const DIRECTIONS = 8;

/**
 * A tile for each direction; the hatching's own angle does not count. The second half are the first ones turned by a
 * right angle, which no shading meets in one place. They stay in the arena.
 *
 * @returns a table of their pointers, 32 bit each, the first of them again at its end
 */
export function hatchTiles(arena: Arena, hatching: Omit<Hatching, 'angle'>, seed: number): Pointer {
  const { crossAngle, crossFrom, lengthPx, halfWidthPx } = hatching;
  const upright = Array.from({ length: DIRECTIONS / 2 }, (_, direction) => {
    const angle = (direction * Math.PI) / DIRECTIONS;
    return hatchTile(arena, { ...hatching, angle, crossAngle: angle + crossAngle }, seed + direction);
  });
  const turned = upright.map((tile, direction) => {
    const name = ['turned', direction, crossAngle, crossFrom, lengthPx, halfWidthPx, seed];
    return keptTile(arena, name, (at) => arena.kernels.turnTile(tile, at));
  });
  return arena.put(new Int32Array([...upright, ...turned, ...upright.slice(0, 1)]));
}

/** The kernel's number of each paper that has relief. */
const RELIEF: Record<Exclude<Paper, 'none'>, number> = { 'cold-press': 1, laid: 2, canvas: 3 };
const MIDDLE = 128;

/** A tile of paper; `none` is flat. Stays in the arena. */
export function paperTile(arena: Arena, paper: Paper, grainPx: number, seed: number): Pointer {
  if (paper === 'none') {
    const tile = arena.alloc(TILE_BYTES);
    arena.bytes(tile, TILE_BYTES).fill(MIDDLE);
    return tile;
  }
  return keptTile(arena, [paper, grainPx, seed], (tile, scratch) => {
    arena.kernels.paperTile(RELIEF[paper], grainPx, seed, tile, scratch);
  });
}
