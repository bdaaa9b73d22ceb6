import type { Arena } from './arena.ts';
import type { Pointer } from './kernels.ts';

const RADIUS = 4;
const SIGMA = 80;
const WEIGHT_ONE = 1024;

/** Taps of the circular window without its centre: byte offsets at a row stride, spatial weights. */
function window(stride: number): { offsets: Int32Array; weights: Int16Array } {
  const offsets: number[] = [];
  const weights: number[] = [];
  for (let dy = -RADIUS; dy <= RADIUS; dy++) {
    for (let dx = -RADIUS; dx <= RADIUS; dx++) {
      const squared = dx * dx + dy * dy;
      if (squared === 0 || squared > RADIUS * RADIUS) continue;
      offsets.push(dy * stride + dx);
      weights.push(Math.round(WEIGHT_ONE * Math.exp(-squared / (2 * SIGMA * SIGMA))));
    }
  }
  return { offsets: new Int32Array(offsets), weights: new Int16Array(weights) };
}

/** Rows between two steps, so that a long filter can be watched and stopped. */
const BAND_ROWS = 256;

/** OpenCV's bilateralFilter(d = 9, σ = 80, 80) of an 8-bit plane; yields the fraction done. */
export function* bilateral80(
  arena: Arena,
  source: Pointer,
  target: Pointer,
  width: number,
  height: number,
): Generator<number, void, void> {
  const mark = arena.mark();
  const stride = width + 2 * RADIUS;
  const { offsets, weights } = window(stride);
  const taps = [arena.put(offsets), arena.put(weights)] as const;
  const padded = arena.alloc(stride * (height + 2 * RADIUS));
  const { kernels } = arena;
  kernels.addRim(source, width, height, RADIUS, false, padded);
  for (let from = 0; from < height; from += BAND_ROWS) {
    const to = Math.min(height, from + BAND_ROWS);
    kernels.bilateral80(padded, stride, RADIUS, width, from, to, ...taps, offsets.length, target);
    yield to / height;
  }
  arena.release(mark);
}
