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

/** A small copy of a plane, made of 2^halvings pixels squares. */
export function smallCopy(
  arena: Arena,
  plane: Pointer,
  width: number,
  height: number,
  halvings: number,
): Overlay {
  const sizes = Array.from({ length: halvings + 1 }, (_, i) => ({
    width: Math.ceil(width / 2 ** i),
    height: Math.ceil(height / 2 ** i),
  }));
  const last = sizes.at(-1) ?? { width, height };
  const at = arena.alloc(last.width * last.height);
  const mark = arena.mark();
  let source = plane;
  for (const [i, size] of sizes.entries()) {
    const next = sizes[i + 1];
    if (!next) break;
    const target = i + 1 === halvings ? at : arena.alloc(next.width * next.height);
    arena.kernels.halve(source, size.width, size.height, target);
    source = target;
  }
  arena.release(mark);
  return { at, ...last };
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
