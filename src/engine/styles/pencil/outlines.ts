import type { Arena } from '../../kernels/arena.ts';
import { gaussianBlur } from '../../kernels/gaussian.ts';
import { histogramOf } from '../../kernels/histogram.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { oddSizeFor } from './scale.ts';

/** Directions that strokes are drawn in (Lu, Xu, Jia 2012, §3.1). */
const DIRECTIONS = 8;
/** Share of the height that a stroke is long (ibid.). */
const LENGTH_SHARE = 1 / 30;
const MAX_DOUBLINGS = 5;

export interface OutlineOptions {
  /** σ of the blur before the gradient, pixels: the width of a line. */
  sigmaPx: number;
  /** How strong the clearest edges of the photo become, 0–255. */
  contrast: number;
  /** What is taken off every edge then: weaker ones are not drawn. */
  threshold: number;
  /** Multiplies the length of a stroke. */
  reach: number;
}

/** Share of the pixels that count as the photo's clearest edges. */
const CLEAREST_SHARE = 0.03;
/** Gradients below this are noise, however flat the photo is. */
const FAINTEST_CONTRAST = 14;

/** The level that `share` of the non-zero samples of a plane lie above. */
function percentile(arena: Arena, plane: Pointer, count: number, share: number): number {
  const counts = histogramOf(arena, plane, count);
  let above = counts.subarray(1).reduce((sum, number) => sum + number, 0) * share;
  for (let level = 255; level > 0; level--) {
    above -= counts[level] ?? 0;
    if (above <= 0) return level;
  }
  return 0;
}

/** Offsets, within a plane of this stride, by which a line of 1, 2, 4… pixels is doubled. */
function doublings(direction: number, count: number, stride: number): number[] {
  const angle = (direction * Math.PI) / DIRECTIONS;
  return Array.from({ length: count }, (_, level) => {
    const length = 2 ** level;
    return Math.round(length * Math.sin(angle)) * stride + Math.round(length * Math.cos(angle));
  });
}

/**
 * Outlines as a pencil draws them: every edge pixel votes for the one of eight directions that most of its neighbours
 * lie in, and is drawn as a short straight line that way, so that lines run past corners and cross.
 * Writes darkness (0 none, 255 full) to `target`; yields the fraction done.
 */
export function* drawOutlines(
  arena: Arena,
  grey: Pointer,
  width: number,
  height: number,
  options: OutlineOptions,
  target: Pointer,
): Generator<number, void, void> {
  const { kernels } = arena;
  const mark = arena.mark();
  const wanted = Math.log2(Math.max(2, height * LENGTH_SHARE * options.reach));
  const count = Math.max(1, Math.min(MAX_DOUBLINGS, Math.round(wanted)));
  const rim = 2 ** count;
  const stride = Math.ceil((width + rim + 16) / 16) * 16;
  const area = stride * (height + 2 * rim);
  // The ends of a line reach up to `rim` rows and columns beyond a plane.
  const margin = rim * (stride + 1);
  const plane = () => arena.alloc(area + 2 * margin) + margin;
  const inner = rim * stride;
  const [gradients, best, lines, one, other] = [plane(), plane(), plane(), plane(), plane()];
  const clear = (at: Pointer) => arena.bytes(at - margin, area + 2 * margin).fill(0);
  for (const at of [gradients, best, lines, one, other]) clear(at);

  gaussianBlur(arena, grey, target, width, height, oddSizeFor(options.sigmaPx));
  kernels.gradient(target, width, height, 16, 0, gradients + inner, stride);
  const clearest = percentile(arena, gradients, area, CLEAREST_SHARE);
  const gain = Math.round((16 * options.contrast) / Math.max(FAINTEST_CONTRAST, clearest));
  kernels.gradient(target, width, height, gain, options.threshold, gradients + inner, stride);

  /** Averages a plane along one direction; the result lies in `one` or `other`. */
  const along = (source: Pointer, direction: number): Pointer => {
    const steps = doublings(direction, count, stride);
    let from = source;
    for (const [level, step] of steps.entries()) {
      const to = from === one ? other : one;
      const shift = level === 0 ? -centre(direction, count, stride) : 0;
      kernels.meanOfTwo(from, shift, shift + step, area, to);
      from = to;
    }
    return from;
  };

  for (let direction = 0; direction < DIRECTIONS; direction++) {
    kernels.keepLargest(along(gradients, direction), direction, area, best, lines);
    yield ((direction + 1) / DIRECTIONS) * 0.5;
  }
  const sum = best;
  clear(sum);
  for (let direction = 0; direction < DIRECTIONS; direction++) {
    kernels.pickLine(gradients, lines, direction, area, one);
    kernels.accumulate(along(one, direction), area, sum);
    yield 0.5 + ((direction + 1) / DIRECTIONS) * 0.5;
  }
  kernels.unstride(sum + inner, stride, width, height, target);
  arena.release(mark);
}

/** Half of a line's reach: how far its beginning lies before its middle. */
function centre(direction: number, count: number, stride: number): number {
  const angle = (direction * Math.PI) / DIRECTIONS;
  const half = (2 ** count - 1) / 2;
  return Math.round(half * Math.sin(angle)) * stride + Math.round(half * Math.cos(angle));
}
