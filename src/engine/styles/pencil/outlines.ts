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

/** Where the pixels of a line lie in a plane, as byte offsets from the pixel it is drawn through. */
interface Line {
  /** Its first pixel. */
  first: number;
  /** Between both halves, whenever its length doubles; 0 where it does not. */
  steps: readonly [number, number, number, number, number];
}

function lineThrough(direction: number, doublings: number, stride: number): Line {
  const angle = (direction * Math.PI) / DIRECTIONS;
  const offset = (length: number) =>
    Math.round(length * Math.sin(angle)) * stride + Math.round(length * Math.cos(angle));
  const step = (level: number) => (level < doublings ? offset(2 ** level) : 0);
  return {
    first: -offset((2 ** doublings - 1) / 2),
    steps: [step(0), step(1), step(2), step(3), step(4)],
  };
}

/** Bytes of a plane's rows that are worked on at once, so that all directions find them in the cache. */
const BAND_BYTES = 1 << 18;
const MIN_BAND_ROWS = 32;

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
  const doublings = Math.max(1, Math.min(MAX_DOUBLINGS, Math.round(wanted)));
  // Lines run into an empty rim that is as wide as they are long.
  const rim = 2 ** doublings;
  const stride = Math.ceil((width + rim + 16) / 16) * 16;
  const inner = (rim + 1) * stride;
  const area = inner + stride * height + inner;
  const gradients = arena.alloc(area) + inner;
  const lines = arena.alloc(area) + inner;
  arena.bytes(gradients - inner, area).fill(0);

  gaussianBlur(arena, grey, target, width, height, oddSizeFor(options.sigmaPx));
  kernels.gradient(target, width, height, 16, 0, gradients, stride);
  const clearest = percentile(arena, gradients, stride * height, CLEAREST_SHARE);
  const gain = Math.round((16 * options.contrast) / Math.max(FAINTEST_CONTRAST, clearest));
  kernels.gradient(target, width, height, gain, options.threshold, gradients, stride);

  const bandRows = Math.max(MIN_BAND_ROWS, Math.floor(BAND_BYTES / stride));
  const band = (rows: number) => arena.alloc((bandRows + rows) * stride);
  // Half of a line lies above its pixel and half below; the last doublings reach three quarters of it down.
  const [above, below] = [rim / 2 + 1, (rim * 3) / 4 + 1];
  const [picked, parts, sum] = [band(above + below) + above * stride, band(below), band(0)];
  const through = Array.from({ length: DIRECTIONS }, (_, i) => lineThrough(i, doublings, stride));

  for (let from = 0; from < height; from += bandRows) {
    const rows = Math.min(bandRows, height - from);
    const at = from * stride;
    arena.bytes(sum, rows * stride).fill(0);
    arena.bytes(lines + at, rows * stride).fill(0);
    for (const [direction, { first, steps }] of through.entries()) {
      const [a, b, c, d, e] = steps;
      kernels.meanOfEight(gradients + at + first, a, b, c, (rows + below) * stride, parts);
      kernels.keepLargest(parts, d, e, direction, rows * stride, sum, lines + at);
    }
    yield ((from + rows) / height) * 0.5;
  }
  for (let from = 0; from < height; from += bandRows) {
    const rows = Math.min(bandRows, height - from);
    const at = (from - above) * stride;
    arena.bytes(sum, rows * stride).fill(0);
    for (const [direction, { first, steps }] of through.entries()) {
      const [a, b, c, d, e] = steps;
      const reach = (above + rows + below) * stride;
      kernels.pickLine(gradients + at, lines + at, direction, reach, picked - above * stride);
      kernels.meanOfEight(picked + first, a, b, c, (rows + below) * stride, parts);
      kernels.addLine(parts, d, e, rows * stride, sum);
    }
    kernels.unstride(sum, stride, width, rows, target + from * width);
    yield 0.5 + ((from + rows) / height) * 0.5;
  }
  arena.release(mark);
}
