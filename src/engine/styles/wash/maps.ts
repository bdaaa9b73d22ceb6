import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';

/** A small 8-bit plane laid over a whole picture; stays in the arena. */
export interface Overlay {
  at: Pointer;
  width: number;
  height: number;
}

/** Side of a map's cell, in units. */
const CELL_UNITS = 3;

/** Size of a map over a picture, whose cells are CELL_UNITS wide. */
export function mapSize(width: number, height: number, unit: number): [number, number] {
  const cell = CELL_UNITS * unit;
  return [Math.max(2, Math.round(width / cell)), Math.max(2, Math.round(height / cell))];
}

export interface Cloud {
  /** Length of the largest forms, in units. */
  sizeUnits: number;
  octaves: number;
  /** How high an octave is beside the one before it. */
  roughness: number;
  contrast: number;
}

/** A map of fractal noise around 128. */
export function cloudMap(
  arena: Arena,
  [width, height]: readonly [number, number],
  { sizeUnits, octaves, roughness, contrast }: Cloud,
  seed: number,
): Overlay {
  const at = arena.alloc(width * height);
  const mark = arena.mark();
  const row = arena.alloc(width * 4);
  arena.kernels.cloud(width, height, CELL_UNITS / sizeUnits, octaves, roughness, contrast, seed, at, row);
  arena.release(mark);
  return { at, width, height };
}

/**
 * A small copy of a plane, whose pixels are squares of 2^halvings of its own.
 *
 * @param room a plane's room, for the copies between
 */
export function smallCopy(
  arena: Arena,
  plane: Pointer,
  width: number,
  height: number,
  halvings: number,
  room: Pointer,
): Overlay {
  // Each copy is at most half as large as the one before it: two halves of the room are enough for all.
  const rooms = [room, room + Math.ceil((width * height) / 2)];
  let [at, across, down] = [plane, width, height];
  for (let i = 0; i < halvings; i++) {
    const next = rooms[i % 2] ?? room;
    arena.kernels.halve(at, across, down, next);
    [across, down] = [Math.ceil(across / 2), Math.ceil(down / 2)];
    at = next;
  }
  const copy = arena.alloc(across * down);
  arena.bytes(copy, across * down).set(arena.bytes(at, across * down));
  return { at: copy, width: across, height: down };
}

/** What a map's values add to a plane: straight lines between (value, amount) pairs, level beyond them. */
export function profile(...points: readonly (readonly [number, number])[]): Int16Array {
  return Int16Array.from({ length: 1024 }, (_, i) => {
    const value = i / 4;
    const after = points.findIndex(([at]) => at > value);
    const [x1, y1] = points[after < 0 ? points.length - 1 : after] ?? [0, 0];
    const [x0, y0] = points[after < 0 ? points.length - 1 : Math.max(0, after - 1)] ?? [x1, y1];
    return Math.round(x1 === x0 ? y1 : y0 + ((y1 - y0) * (value - x0)) / (x1 - x0));
  });
}
