import type { Arena } from '../kernels/arena.ts';
import { halfGaussian, smearInPlace, tangentField } from '../kernels/flow.ts';
import { histogramOf } from '../kernels/histogram.ts';
import type { Pointer } from '../kernels/kernels.ts';
import { GUIDE_PIXELS, halvings, shrunk } from '../styles/brush/guide.ts';

/** σ of the Gaussians whose difference shows lines, and length of a line's smear, in units. */
const FINE = 1.2;
const LOCAL = 4.5;
const SMEAR = 12;
const SMEAR_STEPS = 5;
const WIDEST_RADIUS = 24;
/** Levels of a mark per level that a pixel is darker than what lies around it. */
const GAIN = 8;
/** Of a difference of 0, as the kernel writes it. */
const MIDDLE = 128;
/** Share of the pixels that are surely part of a line, and the least mark of those. */
const LINE_SHARE = 0.06;
const LEAST_SURE = 14;
/** Shortest path that a pen sets down for, units. */
const SHORTEST = 22;
const MAX_POINTS = 240_000;
const MAX_PATHS = 12_000;

/** The ways along a photo's lines. */
export interface Outlines {
  /** Points of all paths, two 16-bit numbers each. */
  points: Pointer;
  /** Where each path begins in `points`, and at the end where the last one ends. */
  starts: Int32Array;
  /** Pixels of the picture per pixel of the points. */
  scale: number;
}

/**
 * The lines of a photo: where it is darker than around (an adaptive threshold), smoothed along its forms; thinned
 * to their middles and taken apart into paths. All stays in the arena.
 *
 * @param grey luminance of the picture
 * @param unit pixels per unit
 */
export function findOutlines(
  arena: Arena,
  grey: Pointer,
  width: number,
  height: number,
  unit: number,
): Outlines {
  const { kernels } = arena;
  const points = arena.alloc(MAX_POINTS * 4);
  const mark = arena.mark();
  const small = shrunk(arena, { width, height, planes: [grey] }, GUIDE_PIXELS);
  const [light = 0] = small.planes;
  const { times } = halvings(width, height, GUIDE_PIXELS);
  const scale = 2 ** times;
  const count = small.width * small.height;
  const lines = arena.alloc(count);
  markLines(arena, light, small.width, small.height, unit / scale, lines);

  const levels = histogramOf(arena, lines, count);
  const sure = Math.max(LEAST_SURE, levelAbove(levels, count * LINE_SHARE));
  kernels.thin(lines, small.width, small.height, sure);
  const startsAt = arena.alloc((MAX_PATHS + 1) * 4);
  const shortest = Math.max(4, Math.round((SHORTEST * unit) / scale));
  const paths = kernels.traceLines(
    lines,
    small.width,
    small.height,
    shortest,
    points,
    MAX_POINTS,
    startsAt,
    MAX_PATHS,
  );
  const starts = Int32Array.from(arena.words(startsAt, paths + 1));
  arena.release(mark);
  return { points, starts, scale };
}

/** Levels by which pixels are darker than what lies around them, times GAIN. */
function markLines(
  arena: Arena,
  light: Pointer,
  width: number,
  height: number,
  unit: number,
  target: Pointer,
): void {
  const { kernels } = arena;
  const mark = arena.mark();
  const local = Math.max(1.6, LOCAL * unit);
  const radius = Math.min(WIDEST_RADIUS, Math.ceil(2.5 * local));
  const pairs = new Float32Array(2 * (radius + 1));
  for (const [i, weight] of halfGaussian(Math.max(0.5, FINE * unit), radius).entries()) pairs[2 * i] = weight;
  for (const [i, weight] of halfGaussian(local, radius).entries()) pairs[2 * i + 1] = weight;
  const scratch = arena.alloc(kernels.differenceScratchBytes(width, radius));
  const weights = arena.put(pairs);
  kernels.differenceOfGaussians(
    light,
    width,
    height,
    0,
    height,
    weights,
    radius,
    MIDDLE,
    0,
    0,
    1,
    -GAIN / 2,
    0,
    target,
    scratch,
  );
  const darker = Uint8Array.from({ length: 256 }, (_, level) => Math.max(0, 2 * (level - MIDDLE)));
  kernels.lookup(target, width * height, arena.put(darker), target);
  const field = tangentField(arena, light, width, height, 2);
  smearInPlace(arena, target, width, height, {
    field,
    steps: SMEAR_STEPS,
    stepPx: (SMEAR * unit) / SMEAR_STEPS,
  });
  arena.release(mark);
}

/** The level that at most `most` samples lie above. */
function levelAbove(levels: Uint32Array, most: number): number {
  let above = 0;
  for (let level = levels.length - 1; level > 0; level--) {
    above += levels[level] ?? 0;
    if (above > most) return level;
  }
  return 0;
}
