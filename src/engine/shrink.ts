import type { Arena } from './kernels/arena.ts';
import type { Pointer } from './kernels/kernels.ts';

/** A size, reduced so that its long side is at most `maxSize`; never 0. */
export function fitWithin(width: number, height: number, maxSize: number | undefined): [number, number] {
  const long = Math.max(width, height);
  if (maxSize === undefined || long <= maxSize) return [width, height];
  const fit = (side: number) => Math.max(1, Math.round((side * maxSize) / long));
  return [fit(width), fit(height)];
}

/** Lanczos window: three lobes keep edges crisp without visible ringing. */
const LOBES = 3;
const WEIGHT_ONE = 1 << 14;

interface Taps {
  /** First source index of each target pixel. */
  starts: Int32Array;
  /** `count` weights a target pixel; they sum to 16384. */
  weights: Int16Array;
  count: number;
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  const px = Math.PI * x;
  return (LOBES * Math.sin(px) * Math.sin(px / LOBES)) / (px * px);
}

/** Lanczos stretched by the reduction, so that every source pixel counts (an anti-aliased shrink). */
export function shrinkTaps(from: number, to: number): Taps {
  const scale = from / to;
  const support = LOBES * Math.max(1, scale);
  const count = Math.min(from, Math.ceil(2 * support) + 1);
  const starts = new Int32Array(to);
  const weights = new Int16Array(to * count);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale - 0.5;
    const start = Math.max(0, Math.min(from - count, Math.ceil(centre - support)));
    const exact = Array.from({ length: count }, (_, k) => lanczos((start + k - centre) / Math.max(1, scale)));
    const sum = exact.reduce((total, weight) => total + weight, 0);
    let carried = 0;
    for (const [k, weight] of exact.entries()) {
      const value = (weight / sum) * WEIGHT_ONE + carried;
      const rounded = Math.round(value);
      carried = value - rounded;
      weights[i * count + k] = rounded;
    }
    starts[i] = start;
  }
  return { starts, weights, count };
}

/**
 * Shrinks an 8-bit plane by a separable anti-aliased Lanczos-3. Target may be the source (the smaller picture then
 * lies in its beginning).
 */
export function shrink(
  arena: Arena,
  source: Pointer,
  width: number,
  height: number,
  target: Pointer,
  toWidth: number,
  toHeight: number,
): void {
  if (toWidth === width && toHeight === height) {
    if (source !== target) arena.bytes(target, width * height).set(arena.bytes(source, width * height));
    return;
  }
  const mark = arena.mark();
  const across = shrinkTaps(width, toWidth);
  const down = shrinkTaps(height, toHeight);
  const acrossAt = [arena.put(across.starts), arena.put(across.weights)] as const;
  const downAt = [arena.put(down.starts), arena.put(down.weights)] as const;
  const between = arena.alloc(width * toHeight);
  arena.kernels.shrinkRows(source, width, between, toHeight, downAt[0], downAt[1], down.count);
  arena.kernels.shrinkColumns(
    between,
    width,
    toHeight,
    target,
    toWidth,
    acrossAt[0],
    acrossAt[1],
    across.count,
  );
  arena.release(mark);
}

/** How many times the target's size a picture stays while it is halved: enough for Lanczos to make its edges. */
const LEAST_REDUCTION = 3;

/**
 * Shrinks as `shrink` does, but halves a much larger picture first, band by band, which costs a fraction and looks
 * the same in a thumbnail.
 */
export function shrinkQuickly(
  arena: Arena,
  source: Pointer,
  width: number,
  height: number,
  target: Pointer,
  toWidth: number,
  toHeight: number,
): void {
  const reduction = Math.min(width / toWidth, height / toHeight);
  const halvings = Math.max(0, Math.floor(Math.log2(reduction / LEAST_REDUCTION)));
  const mark = arena.mark();
  const halved =
    halvings === 0 ? { at: source, width, height } : halveRepeatedly(arena, source, width, height, halvings);
  shrink(arena, halved.at, halved.width, halved.height, target, toWidth, toHeight);
  arena.release(mark);
}

function halveRepeatedly(
  arena: Arena,
  source: Pointer,
  width: number,
  height: number,
  halvings: number,
): { at: Pointer; width: number; height: number } {
  const afterHalving = (side: number, times: number) => Math.ceil(side / 2 ** times);
  const [wide, high] = [afterHalving(width, halvings), afterHalving(height, halvings)];
  const at = arena.alloc(wide * high);
  // Between the steps of a band, which leaves one row.
  const steps = Array.from({ length: halvings - 1 }, (_, i) =>
    arena.alloc(afterHalving(width, i + 1) * 2 ** (halvings - i - 1)),
  );
  for (let y = 0; y < high; y++) {
    let from = source + (y << halvings) * width;
    let rows = Math.min(1 << halvings, height - (y << halvings));
    for (let done = 0; done < halvings; done++) {
      const to = steps[done] ?? at + y * wide;
      arena.kernels.halve(from, afterHalving(width, done), rows, to);
      [from, rows] = [to, afterHalving(rows, 1)];
    }
  }
  return { at, width: wide, height: high };
}
