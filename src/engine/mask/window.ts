import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import type { Size, Window } from './letterbox.ts';

const WEIGHT_ONE = 1 << 14;

interface Taps {
  starts: Int32Array;
  weights: Int16Array;
  count: number;
}

/**
 * Taps of a triangle filter that maps a stretch of a line onto `to` pixels: linear interpolation where it is
 * enlarged, an average of all it covers where it is reduced. Beyond the ends of the line its last pixel goes on.
 *
 * @param line pixels of the whole line
 * @param start where the stretch begins, in pixels
 * @param length of the stretch
 */
export function windowTaps(line: number, start: number, length: number, to: number): Taps {
  const scale = length / to;
  const support = Math.max(1, scale);
  const count = Math.min(line, Math.ceil(2 * support) + 1);
  const starts = new Int32Array(to);
  const weights = new Int16Array(to * count);
  for (let i = 0; i < to; i++) {
    const centre = start + (i + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.min(line - count, Math.ceil(centre - support)));
    const exact = new Float64Array(count);
    for (let at = Math.ceil(centre - support); at <= Math.floor(centre + support); at++) {
      const held = Math.max(first, Math.min(first + count - 1, at)) - first;
      exact[held] = (exact[held] ?? 0) + Math.max(0, 1 - Math.abs(at - centre) / support);
    }
    const sum = exact.reduce((total, weight) => total + weight, 0);
    let carried = 0;
    for (const [k, weight] of exact.entries()) {
      const value = (weight / sum) * WEIGHT_ONE + carried;
      const rounded = Math.round(value);
      carried = value - rounded;
      weights[i * count + k] = rounded;
    }
    starts[i] = first;
  }
  return { starts, weights, count };
}

/** Bytes of the arena that {@link resampleWindow} takes besides both planes and its tables. */
export function windowBytes(source: Size, target: Size): number {
  return source.width * target.height;
}

/** Maps a part of an 8-bit plane onto a plane of another size. */
export function resampleWindow(
  arena: Arena,
  source: Pointer,
  size: Size,
  window: Window,
  target: Pointer,
  targetSize: Size,
): void {
  const mark = arena.mark();
  const across = windowTaps(size.width, window.left, window.width, targetSize.width);
  const down = windowTaps(size.height, window.top, window.height, targetSize.height);
  const [acrossStarts, acrossWeights] = [arena.put(across.starts), arena.put(across.weights)];
  const [downStarts, downWeights] = [arena.put(down.starts), arena.put(down.weights)];
  const between = arena.alloc(windowBytes(size, targetSize));
  const { kernels } = arena;
  kernels.shrinkRows(source, size.width, between, targetSize.height, downStarts, downWeights, down.count);
  kernels.shrinkColumns(
    between,
    size.width,
    targetSize.height,
    target,
    targetSize.width,
    acrossStarts,
    acrossWeights,
    across.count,
  );
  arena.release(mark);
}
